"""Prepares the data: `python3 -m ml.prepare --source DIR --out DIR`.

`--source` holds a folder for each class, as the data set is published. Identical files become one
image with all of their labels, images that look alike one group, and groups are divided into `train`
and `val`. Writes OUT/images (JPEG, upright, short side 384) and OUT/manifest.csv.
"""

import argparse
import csv
from collections import Counter, defaultdict
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

from ml.backbone import normalise, pretrained
from ml.dataset import CLASSES, parse_row
from ml.folds import fold_of
from ml.preprocess import preprocess_image

_SIDE = 384
_QUALITY = 92
_BATCH = 32
_FEATURE_SIZE = 224
# Cosine of two pictures' ImageNet features from which they count as shots of one plum (ml/README.md).
_ALIKE = 0.8
# A seventh of each class becomes `val`.
_PARTS = 7
_COLUMNS = ("image", "label", "all_labels", "ambiguous", "group", "split", "width", "height", "sha256")


def read_labels(source: Path) -> tuple[dict[str, bytes], dict[str, Counter[str]]]:
    """By SHA-256: the bytes of each distinct file, and how often it lies in the folder of each class."""
    contents: dict[str, bytes] = {}
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    folders = {folder.name.lower(): folder for folder in source.iterdir() if folder.is_dir()}
    missing = [name for name in CLASSES if name not in folders]
    if missing:
        raise ValueError(f"{source} has no folder for {', '.join(missing)}")
    for name in CLASSES:
        for file in sorted(folders[name].rglob("*")):
            if file.is_file():
                data = file.read_bytes()
                digest = sha256(data).hexdigest()
                contents[digest] = data
                labels[digest][name] += 1
    return contents, labels


def _shrunk(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """Upright, in RGB, short side 384 at most; and the original's size."""
    image = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGB")
    original, short = image.size, min(image.size)
    if short > _SIDE:
        size = (round(image.width * _SIDE / short), round(image.height * _SIDE / short))
        image = image.resize(size, Image.Resampling.LANCZOS)
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue(), original


@torch.inference_mode()
def features_of(pictures: list[bytes]) -> np.ndarray:
    """Unit ImageNet features, a row a picture: the mean over the picture and its mirror image."""
    network = pretrained(len(CLASSES)).eval().to(memory_format=torch.channels_last)
    parts = []
    for start in range(0, len(pictures), _BATCH):
        some = [preprocess_image(data, _FEATURE_SIZE) for data in pictures[start : start + _BATCH]]
        batch = normalise(torch.from_numpy(np.stack(some)))
        batch = batch.contiguous(memory_format=torch.channels_last)
        parts.append(network.features(batch) + network.features(batch.flip(3)))
    features = torch.cat(parts).numpy()
    features -= features.mean(0)
    return features / np.linalg.norm(features, axis=1, keepdims=True)


def group_alike(features: np.ndarray, alike: float = _ALIKE) -> np.ndarray:
    """The first row of each row's group; what is alike to a member belongs to the group."""
    first = np.arange(len(features))
    for row in range(1, len(features)):
        near = np.flatnonzero(features[:row] @ features[row] >= alike)
        joined = np.unique(first[near])
        if len(joined):
            first[np.isin(first, joined)] = joined[0]
            first[row] = joined[0]
    return first


def _records(
    labels: dict[str, Counter[str]], sizes: dict[str, tuple[int, int]], groups: dict[str, str]
) -> list[dict[str, str]]:
    records = []
    for digest, counts in labels.items():
        width, height = sizes[digest]
        single = next(iter(counts)) if len(counts) == 1 else ""
        records.append({
            "image": f"{digest[:16]}.jpg",
            "label": single,
            "all_labels": ";".join(f"{name}:{counts[name]}" for name in sorted(counts)),
            "ambiguous": "0" if single else "1",
            "group": groups[digest],
            "split": "",
            "width": str(width),
            "height": str(height),
            "sha256": digest,
        })
    return records


def _write_manifest(path: Path, records: list[dict[str, str]]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def prepare(source: Path, out: Path) -> Counter[str]:
    """Does it all; returns how many images each split has."""
    contents, labels = read_labels(source)
    order = sorted(labels)
    shrunk, sizes = {}, {}
    for digest in order:
        shrunk[digest], sizes[digest] = _shrunk(contents[digest])
    images = out / "images"
    images.mkdir(parents=True, exist_ok=True)
    for digest in order:
        (images / f"{digest[:16]}.jpg").write_bytes(shrunk[digest])
    first = group_alike(features_of([shrunk[digest] for digest in order]))
    groups = {digest: order[index][:10] for digest, index in zip(order, first)}
    records = _records({digest: labels[digest] for digest in order}, sizes, groups)
    for record, part in zip(records, fold_of([parse_row(one) for one in records], _PARTS)):
        split = "train" if part else "val"
        record["split"] = split if record["label"] else f"ambiguous_{split}"
    _write_manifest(out / "manifest.csv", records)
    return Counter(record["split"] for record in records)


def main() -> None:
    parser = argparse.ArgumentParser(description="Prepare the published data set for training.")
    parser.add_argument("--source", type=Path, required=True, help="a folder for each class")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    print(dict(prepare(arguments.source, arguments.out)))


if __name__ == "__main__":
    main()
