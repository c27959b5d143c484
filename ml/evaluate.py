"""Measures a shipped model: `python3 -m ml.evaluate --images DIR --manifest CSV [--split val] --json`.

Needs only what requirements-evaluate.txt pins. The last line is one JSON object.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from ml import metrics
from ml.dataset import CLASSES, Row, read_manifest
from ml.predict import open_session, predict_files

MODELS = Path(__file__).resolve().parent / "models"


def active_version() -> str:
    """The version that the product ships with."""
    return str(json.loads((MODELS / "active.json").read_text(encoding="utf-8"))["version"])


def _rounded(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 4)


def summarise(probabilities: np.ndarray, rows: list[Row]) -> dict[str, object]:
    """`coverage` is the accuracy on the surest 70 %; `n` counts the single-label images."""
    single = np.array([row.label is not None for row in rows], bool)
    labels = np.array([row.label for row in rows if row.label is not None], int)
    allowed = [row.labels for row in rows if row.label is None and row.labels]
    sure = probabilities[single]
    if len(labels) == 0:
        raise ValueError("the manifest has no row with a single label")
    recalls = metrics.recall(sure, labels)
    doubtful = np.array([row.label is None and bool(row.labels) for row in rows], bool)
    return {
        "accuracy": _rounded(metrics.accuracy(sure, labels)),
        "macro_f1": _rounded(metrics.macro_f1(sure, labels)),
        "recall": {name: _rounded(recalls[index]) for index, name in enumerate(CLASSES)},
        "ece": _rounded(metrics.calibration_error(sure, labels)),
        "coverage": _rounded(metrics.accuracy_of_surest(sure, labels)),
        "ambiguous_top1": _rounded(metrics.top_label_hits(probabilities[doubtful], allowed)),
        "n": len(labels),
    }


def _print_table(summary: dict[str, object]) -> None:
    for name, value in summary.items():
        if isinstance(value, dict):
            for inner, part in value.items():
                print(f"{name} {inner:<12} {part}")
        else:
            print(f"{name:<19} {value}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the plum classifier on labelled images.")
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--split", help="only splits that end so: val takes ambiguous_val as well")
    parser.add_argument("--model", type=Path, help="model.onnx; default is the active version's")
    parser.add_argument("--json", action="store_true", help="end with one JSON line")
    arguments = parser.parse_args()
    rows = read_manifest(arguments.manifest)
    if arguments.split:
        rows = [row for row in rows if row.split.endswith(arguments.split)]
    model = arguments.model or MODELS / active_version() / "model.onnx"
    paths = [arguments.images / row.image for row in rows]
    probabilities = predict_files(open_session(model), paths)
    summary = summarise(probabilities, rows)
    if arguments.json:
        print(json.dumps(summary))
    else:
        _print_table(summary)


if __name__ == "__main__":
    main()
