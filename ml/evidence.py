"""What the networks of a run said of pictures that they never saw, and what is concluded from it."""

from dataclasses import dataclass

import numpy as np

from ml import metrics
from ml.dataset import CLASSES, Row

# A class whose answers are right less often than this, above the general threshold, gets its own.
_WANTED_OF_A_CLASS = 0.8


@dataclass(frozen=True)
class Evidence:
    """A row a picture. `logits` are those of the form that ships, `float_logits` those of fp32."""

    rows: list[Row]
    folds: np.ndarray
    logits: np.ndarray
    float_logits: np.ndarray
    atypicality: np.ndarray

    @property
    def single(self) -> np.ndarray:
        """Which rows have a single label: all figures but one stand on these."""
        return np.array([row.label is not None for row in self.rows], bool)

    @property
    def labels(self) -> np.ndarray:
        return np.array([row.label for row in self.rows if row.label is not None], int)

    def of_single(self) -> "Evidence":
        return self._where(self.single)

    def _where(self, mask: np.ndarray) -> "Evidence":
        rows = [row for row, wanted in zip(self.rows, mask) if wanted]
        parts = (self.folds, self.logits, self.float_logits, self.atypicality)
        return Evidence(rows, *(part[mask] for part in parts))

    def others(self, fold: int) -> "Evidence":
        """What the other folds know; of a single fold, all that there is."""
        outside = self.folds != fold
        return self._where(outside) if outside.any() else self


def join(parts: list[Evidence]) -> Evidence:
    rows = [row for part in parts for row in part.rows]
    names = ("folds", "logits", "float_logits", "atypicality")
    return Evidence(rows, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Calibration:
    """Settings that turn logits into answers. `by_class` are the classes that need a surer answer."""

    temperature: float
    offsets: np.ndarray
    uncertain_below: float
    by_class: dict[int, float]

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return metrics.softmax((logits + self.offsets) / self.temperature)

    def sure(self, probabilities: np.ndarray) -> np.ndarray:
        """Which answers are given, and not left to a person."""
        needed = np.full(probabilities.shape[1], self.uncertain_below)
        for index, threshold in self.by_class.items():
            needed[index] = threshold
        return probabilities.max(1) >= needed[probabilities.argmax(1)]


UNCALIBRATED = Calibration(1.0, np.zeros(len(CLASSES)), 0.0, {})


def calibrate(evidence: Evidence) -> Calibration:
    """Temperature and offsets by likelihood; thresholds so that 9 of 10 answers are right, and 8 of 10 of each class."""
    known = evidence.of_single()
    temperature, offsets = metrics.fit_offsets(known.logits, known.labels)
    probabilities = metrics.softmax((known.logits + offsets) / temperature)
    general = metrics.uncertainty_threshold(probabilities, known.labels)
    by_class = {}
    for index in range(probabilities.shape[1]):
        told = probabilities.argmax(1) == index
        threshold = metrics.uncertainty_threshold(
            probabilities[told], known.labels[told], _WANTED_OF_A_CLASS
        )
        if threshold > general:
            by_class[index] = threshold
    return Calibration(temperature, offsets, general, by_class)


def judge_fairly(evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and which answers are sure, each fold by a calibration on the other ones."""
    probabilities = np.zeros_like(evidence.logits)
    sure = np.zeros(len(evidence.rows), bool)
    for fold in np.unique(evidence.folds):
        inside = evidence.folds == fold
        calibration = calibrate(evidence.others(fold))
        probabilities[inside] = calibration.probabilities(evidence.logits[inside])
        sure[inside] = calibration.sure(probabilities[inside])
    return probabilities, sure
