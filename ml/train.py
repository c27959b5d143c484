"""Trains: `python3 -m ml.train --images DIR --manifest CSV --run ml/runs/<name> [--folds 5]`.

With one fold, `train` teaches and `val` judges. With more, each picture is judged by a network that
never saw its group, and one more network learns from all of them; that one is to ship. `python3 -m
ml.export` makes a file of either. Checkpoints lie in the run's folder; the same command continues a
run that was cut short, and `--only` shares the networks out between processes.
"""

import argparse
from dataclasses import asdict
from pathlib import Path

import torch

from ml.backbone import EfficientNetLite0
from ml.dataset import Row, read_manifest
from ml.finetune import FineTuning, Settings
from ml.folds import divide, networks
from ml.frozen import train_frozen


def _parse_schedule(text: str) -> tuple[int, ...]:
    """`160:4,224:8` -> four epochs at 160 pixels, then eight at 224."""
    sizes: list[int] = []
    for part in text.split(","):
        size, _, epochs = part.partition(":")
        sizes += [int(size)] * int(epochs)
    return tuple(sizes)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the plum classifier.")
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="networks to train, such as fold-0 or whole")
    parser.add_argument("--schedule", default="160:3,224:6", help="size:epochs, in order")
    parser.add_argument("--frozen", action="store_true", help="only train a linear head")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _train(
    rows: list[Row], images: Path, settings: Settings, folder: Path, frozen: bool
) -> tuple[EfficientNetLite0, dict[str, object]]:
    """The network, and what the card says of how it came about."""
    if frozen:
        rows = [row for row in rows if row.label is not None]
        network = train_frozen(rows, images, settings.sizes[-1])
        said: dict[str, object] = {"method": "frozen ImageNet features, linear head"}
    else:
        network = FineTuning(rows, images, settings, folder).run()
        said = {"method": "fine-tuned from ImageNet", **asdict(settings)}
        said["sizes"] = list(settings.sizes)
    ambiguous = sum(row.label is None for row in rows)
    return network, {"images": len(rows), "ambiguous": ambiguous, **said}


def main() -> None:
    arguments = _parse_arguments()
    torch.set_num_threads(arguments.threads)
    folds = divide(read_manifest(arguments.manifest), arguments.folds)
    sizes = _parse_schedule(arguments.schedule)
    for number, (name, trained) in enumerate(networks(folds).items()):
        folder = arguments.run / name
        if (folder / "final.pt").exists() or name not in (arguments.only or [name]):
            continue
        settings = Settings(sizes, seed=arguments.seed + number)
        network, training = _train(trained, arguments.images, settings, folder, arguments.frozen)
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            "weights": network.state_dict(),
            "size": sizes[-1],
            "folds": len(folds),
            "learned": [row.image for row in trained],
            "training": training,
        }
        torch.save(state, folder / "final.pt")
        (folder / "last.pt").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
