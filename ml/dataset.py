"""Reads the image manifest. The order of CLASSES is the order of the model's outputs."""

import csv
from dataclasses import dataclass
from pathlib import Path

CLASSES = ("unaffected", "unripe", "spotted", "cracked", "bruised", "rotten")


@dataclass(frozen=True)
class Row:
    """One image: its single label, or None and several `labels` when it is ambiguous.

    `shares` is the target of training, one number a class: how many of the published files of this
    picture carry that label.
    """

    image: str
    label: int | None
    labels: tuple[int, ...]
    shares: tuple[float, ...]
    group: str
    split: str


def _class_index(name: str) -> int:
    if name not in CLASSES:
        raise ValueError(f"unknown class {name!r} in the manifest")
    return CLASSES.index(name)


def parse_row(record: dict[str, str]) -> Row:
    """`all_labels` reads `rotten:1;spotted:1`; `group` and `split` may be absent."""
    parts = [part.partition(":") for part in record.get("all_labels", "").split(";") if part]
    files = {name: int(count or 1) for name, _, count in parts}
    label = record.get("label", "")
    ambiguous = record.get("ambiguous", "0") == "1" or not label
    if not ambiguous or not files:
        files = {label: 1} if label else {}
    total = sum(files.values())
    return Row(
        image=record["image"],
        label=None if ambiguous else _class_index(label),
        labels=tuple(_class_index(name) for name in files),
        shares=tuple(files.get(name, 0) / total if total else 0.0 for name in CLASSES),
        group=record.get("group") or record["image"],
        split=record.get("split") or "",
    )


def read_manifest(path: str | Path) -> list[Row]:
    """All rows of the manifest, in file order."""
    with open(path, newline="", encoding="utf-8") as file:
        return [parse_row(record) for record in csv.DictReader(file)]
