"""Figures of a classifier from its probabilities. Numpy only; every function is pure."""

from collections.abc import Callable

import numpy as np

Figure = Callable[[np.ndarray, np.ndarray], float]
_ECE_BINS = 15


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float((probabilities.argmax(1) == labels).mean())


def recall(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Recall per class, NaN for a class without images."""
    predicted = probabilities.argmax(1)
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    hits = np.bincount(labels[predicted == labels], minlength=probabilities.shape[1])
    return np.where(counts > 0, hits / np.maximum(counts, 1), np.nan)


def macro_f1(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean F1 over the classes that have images; precision counts every prediction."""
    predicted = probabilities.argmax(1)
    scores = []
    for index in np.unique(labels):
        hits = int(((predicted == index) & (labels == index)).sum())
        scores.append(2 * hits / (int((predicted == index).sum()) + int((labels == index).sum())))
    return float(np.mean(scores))


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error of the top class, 15 bins of equal width."""
    confidence = probabilities.max(1)
    hit = probabilities.argmax(1) == labels
    bins = np.minimum((confidence * _ECE_BINS).astype(int), _ECE_BINS - 1)
    total = 0.0
    for index in np.unique(bins):
        inside = bins == index
        total += abs(hit[inside].mean() - confidence[inside].mean()) * inside.mean()
    return float(total)


def accuracy_of_surest(probabilities: np.ndarray, labels: np.ndarray, share: float = 0.7) -> float:
    """Accuracy on the `share` of the images with the highest top probability."""
    count = max(1, round(share * len(labels)))
    surest = np.argsort(-probabilities.max(1), kind="stable")[:count]
    return accuracy(probabilities[surest], labels[surest])


def top_label_hits(probabilities: np.ndarray, labels: list[tuple[int, ...]]) -> float | None:
    """Share of ambiguous images whose top class is one of their labels; None without any."""
    if not labels:
        return None
    predicted = probabilities.argmax(1)
    return float(np.mean([top in allowed for top, allowed in zip(predicted, labels)]))


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean negative log-likelihood of the labels."""
    return -float(np.log(probabilities[np.arange(len(labels)), labels] + 1e-12).mean())


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the least negative log-likelihood, on a fine grid of 0.25 to 4."""

    def loss(temperature: float) -> float:
        return log_loss(softmax(logits / temperature), labels)

    return round(float(min(np.geomspace(0.25, 4, 400), key=loss)), 4)


def fit_offsets(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Temperature and an offset per class, in log-odds: a share of the classes' log frequencies.

    Training weighs rare classes up; this gives back as much of the frequencies as makes the labels
    likeliest ("logit adjustment", Menon et al., ICLR 2021). One number is fitted, not one a class.
    """
    frequencies = np.log(np.bincount(labels, minlength=logits.shape[1]) + 1.0)
    frequencies -= frequencies.mean()

    def fitted(share: float) -> tuple[float, float]:
        temperature = fit_temperature(logits + share * frequencies, labels)
        adjusted = softmax((logits + share * frequencies) / temperature)
        return log_loss(adjusted, labels), temperature

    share = min(np.arange(0, 1.01, 0.05), key=lambda value: fitted(float(value))[0])
    temperature = fitted(float(share))[1]
    return temperature, np.round(share * frequencies, 4)


def uncertainty_threshold(
    probabilities: np.ndarray, labels: np.ndarray, wanted: float = 0.9
) -> float:
    """The least top probability from which the answers are right in `wanted` of the cases."""
    confidence = probabilities.max(1)
    hit = probabilities.argmax(1) == labels
    for threshold in np.arange(0.2, 0.95, 0.01):
        answered = confidence >= threshold
        if answered.any() and hit[answered].mean() >= wanted:
            return round(float(threshold), 2)
    return 0.95


def grouped_interval(
    figure: Figure,
    probabilities: np.ndarray,
    labels: np.ndarray,
    groups: list[str],
    draws: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """95 % bootstrap interval of a figure; whole groups are drawn, for repeats are not news."""
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    pools = [np.array(indices) for indices in members.values()]
    random = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        drawn = random.integers(0, len(pools), len(pools))
        picked = np.concatenate([pools[index] for index in drawn])
        values.append(figure(probabilities[picked], labels[picked]))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
