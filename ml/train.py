"""Trains: `python3 -m ml.train --images DIR --manifest CSV --run ml/runs/<name> [--folds 5]`.

With one fold, `train` teaches and `val` judges. With more, each picture is judged by a network that
never saw its group, and one more network learns from all of them; that one is to ship. `python3 -m
ml.export` makes a file of either. Checkpoints lie in the run's folder; the same command continues a
run that was cut short, and `--only` shares the networks out between processes.
"""

import argparse
from dataclasses import asdict, replace
from pathlib import Path

import torch

from ml.backbone import EfficientNetLite0
from ml.dataset import Row, read_manifest
from ml.finetune import FineTuning, Settings
from ml.folds import Fold, all_rows, divide, networks
from ml.frozen import train_frozen
from ml.views import Views

# The network, and what the card says of how it came about.
Trained = tuple[EfficientNetLite0, dict[str, object]]


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the plum classifier.")
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="networks to train, such as fold-0 or whole")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--size", type=int, default=Settings.size, help="of the model's input")
    parser.add_argument("--view", type=int, default=Settings.view, help="size of training views")
    parser.add_argument("--frozen", action="store_true", help="only train a linear head")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _open_views(folds: list[Fold], arguments: argparse.Namespace, settings: Settings) -> Views:
    """Those of every picture, for all networks of the run."""
    rows, images, folder = all_rows(folds), arguments.images, arguments.run
    return Views(rows, images, folder, settings.view, settings.frozen_blocks, settings.views)


def _train_frozen(rows: list[Row], images: Path, size: int) -> Trained:
    known = [row for row in rows if row.label is not None]
    said = {"images": len(known), "ambiguous": 0, "method": "frozen ImageNet features, linear head"}
    return train_frozen(known, images, size), said


def _fine_tune(rows: list[Row], views: Views, settings: Settings, folder: Path) -> Trained:
    ambiguous = sum(row.label is None for row in rows)
    said = {"images": len(rows), "ambiguous": ambiguous, "method": "fine-tuned from ImageNet"}
    return FineTuning(rows, views, settings, folder).run(), {**said, **asdict(settings)}


def main() -> None:
    arguments = _parse_arguments()
    torch.set_num_threads(arguments.threads)
    folds = divide(read_manifest(arguments.manifest), arguments.folds)
    settings = Settings(arguments.epochs, arguments.size, arguments.view, seed=arguments.seed)
    views = None if arguments.frozen else _open_views(folds, arguments, settings)
    for number, (name, learned) in enumerate(networks(folds).items()):
        folder = arguments.run / name
        if (folder / "final.pt").exists() or name not in (arguments.only or [name]):
            continue
        if views is None:
            network, training = _train_frozen(learned, arguments.images, settings.size)
        else:
            own = replace(settings, seed=settings.seed + number)
            network, training = _fine_tune(learned, views, own, folder)
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            "weights": network.state_dict(),
            "size": settings.size,
            "folds": len(folds),
            "learned": [row.image for row in learned],
            "training": training,
        }
        torch.save(state, folder / "final.pt")
        (folder / "last.pt").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
