"""Trains and exports: `python3 -m ml.train --images DIR --manifest CSV --out ml/models/<version>`.

Checkpoints lie in ml/runs/<version>; the same command continues a run that was cut short.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import torch

from ml.dataset import Row, read_manifest
from ml.export import Export, Options, activate
from ml.finetune import FineTuning, Settings
from ml.frozen import train_frozen


def _parse_schedule(text: str) -> tuple[int, ...]:
    """`160:4,224:8` -> four epochs at 160 pixels, then eight at 224."""
    sizes: list[int] = []
    for part in text.split(","):
        size, _, epochs = part.partition(":")
        sizes += [int(size)] * int(epochs)
    return tuple(sizes)


def _training_rows(manifest: Path, ambiguous: bool) -> list[Row]:
    rows = [row for row in read_manifest(manifest) if row.split.endswith("train") and row.labels]
    return [row for row in rows if ambiguous or row.label is not None]


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the plum classifier and export it.")
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="ml/models/<version>")
    parser.add_argument("--run", type=Path, help="checkpoints; default ml/runs/<version>")
    parser.add_argument("--schedule", default="160:4,224:9", help="size:epochs, in order")
    parser.add_argument("--size", type=int, help="of the exported input; default the schedule's last")
    parser.add_argument("--frozen", action="store_true", help="only train a linear head")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--activate", action="store_true", help="name it in active.json")
    return parser.parse_args()


def main() -> None:
    arguments = _parse_arguments()
    torch.set_num_threads(arguments.threads)
    rows = _training_rows(arguments.manifest, ambiguous=not arguments.frozen)
    folder = arguments.run or Path("ml/runs") / arguments.out.name
    settings = Settings(_parse_schedule(arguments.schedule), seed=arguments.seed)
    training: dict[str, object] = {"images": len(rows), "split": "train"}
    training["ambiguous"] = sum(row.label is None for row in rows)
    size = arguments.size or settings.sizes[-1]
    if arguments.frozen:
        network = train_frozen(rows, arguments.images, size)
        training |= {"method": "frozen ImageNet features, linear head", "size": size}
    else:
        network = FineTuning(rows, arguments.images, settings, folder).run()
        training |= {"method": "all layers fine-tuned from ImageNet", **asdict(settings)}
        training["sizes"] = list(settings.sizes)
    folder.mkdir(parents=True, exist_ok=True)
    state = {"weights": network.state_dict(), "size": size, "training": training}
    torch.save(state, folder / "final.pt")
    options = Options(folder / "final.pt", arguments.images, arguments.manifest, arguments.out)
    card = Export(options).run()
    if arguments.activate:
        activate(arguments.out)
    print(json.dumps(card["validation"]))


if __name__ == "__main__":
    main()
