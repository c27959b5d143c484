"""Compares Node and Python picture by picture: `python3 -m ml.parity --images DIR [--manifest CSV]`.

Both take the validation images, or without a manifest all of the folder, then enlarged copies the size of phone photographs, through their
own decoder, resizer and onnxruntime, one thread each. The last line is one JSON object.
"""

import argparse
import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ml.dataset import read_manifest
from ml.evaluate import MODELS, active_version
from ml.predict import input_size, open_session
from ml.preprocess import preprocess_file

_NODE_SIDE = Path(__file__).resolve().parent / "parity.mjs"
_PHONE_SIDE = 3000


@dataclass(frozen=True)
class Side:
    """What one runtime said and how long each picture and each model run took."""

    probabilities: np.ndarray
    picture_ms: np.ndarray
    model_ms: np.ndarray


def _python_side(model: Path, files: list[Path]) -> Side:
    session = open_session(model, threads=1)
    size = input_size(session)
    found, picture_ms, model_ms = [], [], []
    for file in files:
        begin = time.perf_counter()
        pixels = preprocess_file(file, size)[None]
        middle = time.perf_counter()
        found.append(session.run(["probabilities"], {"image": pixels})[0][0])
        model_ms.append(1000 * (time.perf_counter() - middle))
        picture_ms.append(1000 * (middle - begin))
    return Side(np.array(found), np.array(picture_ms), np.array(model_ms))


def _node_side(model: Path, files: list[Path]) -> Side:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listing:
        listing.write("\n".join(str(file.resolve()) for file in files))
        listing.flush()
        command = ["node", str(_NODE_SIDE), "--model", str(model.resolve()), "--list", listing.name]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    *lines, times = [json.loads(line) for line in output.splitlines()]
    found = np.array([line["probabilities"] for line in lines], np.float32)
    return Side(found, np.array(times["picture_ms"]), np.array(times["model_ms"]))


def enlarge(file: Path, out: Path) -> Path:
    """A copy with a short side of 3,000 pixels, so that decoders shrink while they decode."""
    image = Image.open(file).convert("RGB")
    scale = _PHONE_SIDE / min(image.size)
    grown = image.resize((round(image.width * scale), round(image.height * scale)))
    target = out / file.name
    grown.save(target, "JPEG", quality=90)
    return target


def _speed(side: Side) -> dict[str, float]:
    total = float(np.median(side.picture_ms + side.model_ms))
    return {
        "picture_ms": round(float(np.median(side.picture_ms)), 2),
        "model_ms": round(float(np.median(side.model_ms)), 2),
        "images_per_second": round(1000 / total, 1),
    }


def compare(model: Path, files: list[Path]) -> dict[str, object]:
    """Share of equal classes, differences of probabilities, speed of both."""
    node, python = _node_side(model, files), _python_side(model, files)
    difference = np.abs(node.probabilities - python.probabilities)
    same = node.probabilities.argmax(1) == python.probabilities.argmax(1)
    return {
        "images": len(files),
        "same_class": round(float(same.mean()), 4),
        "max_difference": round(float(difference.max()), 4),
        "mean_difference": round(float(difference.mean()), 5),
        "node": _speed(node),
        "python": _speed(python),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare Node's and Python's answers.")
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, help="only its validation images")
    parser.add_argument("--model", type=Path, help="model.onnx; default is the active version's")
    parser.add_argument("--phone", type=int, default=40, help="how many enlarged copies")
    arguments = parser.parse_args()
    model = arguments.model or MODELS / active_version() / "model.onnx"
    if arguments.manifest:
        rows = [row for row in read_manifest(arguments.manifest) if row.split.endswith("val")]
        files = [arguments.images / row.image for row in rows]
    else:
        files = sorted(arguments.images.glob("*.[jJ][pP]*[gG]"))
    report = {"images": compare(model, files)}
    with tempfile.TemporaryDirectory() as folder:
        step = max(1, len(files) // arguments.phone)
        large = [enlarge(file, Path(folder)) for file in files[::step][: arguments.phone]]
        report["phone"] = compare(model, large)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
