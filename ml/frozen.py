"""The quick model: frozen ImageNet features and a linear head, in a few minutes on a CPU."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ml.backbone import EfficientNetLite0, normalise, pretrained
from ml.dataset import CLASSES, Row
from ml.folds import fold_of
from ml.preprocess import preprocess_file

_PENALTIES = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
_FOLDS = 5


@torch.inference_mode()
def _features(network: EfficientNetLite0, paths: list[Path], size: int) -> Tensor:
    found = []
    for start in range(0, len(paths), 32):
        batch = [preprocess_file(path, size) for path in paths[start : start + 32]]
        found.append(network.features(normalise(torch.from_numpy(np.stack(batch)))))
    return torch.cat(found)


def _class_weights(labels: np.ndarray) -> Tensor:
    """Rare classes weigh more: one over the root of their count, mean weight 1 over the images."""
    weights = np.bincount(labels, minlength=len(CLASSES)) ** -0.5
    return torch.tensor(weights / weights[labels].mean(), dtype=torch.float32)


def _fit_head(features: Tensor, labels: np.ndarray, penalty: float) -> tuple[Tensor, Tensor]:
    """Weighted multinomial regression with an L2 penalty, by L-BFGS."""
    weight = torch.zeros((len(CLASSES), features.shape[1]), requires_grad=True)
    bias = torch.zeros(len(CLASSES), requires_grad=True)
    target, balance = torch.from_numpy(labels), _class_weights(labels)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(features @ weight.T + bias, target, balance)
        loss = loss + penalty * weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return weight.detach(), bias.detach()


def _loss_of(features: Tensor, labels: np.ndarray, folds: np.ndarray, penalty: float) -> float:
    total = 0.0
    for fold in range(_FOLDS):
        inside = torch.from_numpy(folds == fold)
        weight, bias = _fit_head(features[~inside], labels[folds != fold], penalty)
        target = torch.from_numpy(labels[folds == fold])
        scores = features[inside] @ weight.T + bias
        total += float(functional.cross_entropy(scores, target, reduction="sum"))
    return total / len(labels)


def train_frozen(rows: list[Row], images: Path, size: int) -> EfficientNetLite0:
    """Chooses the penalty by grouped cross-validation inside `rows`, then fits on all of them."""
    network = pretrained(len(CLASSES)).eval()
    features = _features(network, [images / row.image for row in rows], size)
    middle, spread = features.mean(0), features.std(0) + 1e-3
    scaled = (features - middle) / spread
    labels, folds = np.array([row.label for row in rows]), fold_of(rows, _FOLDS)
    losses = {penalty: _loss_of(scaled, labels, folds, penalty) for penalty in _PENALTIES}
    penalty = min(losses, key=lambda key: losses[key])
    print(f"penalty {penalty}, cross-validated loss {losses[penalty]:.4f}")
    weight, bias = _fit_head(scaled, labels, penalty)
    with torch.no_grad():
        network._fc.weight.copy_(weight / spread)
        network._fc.bias.copy_(bias - (weight / spread) @ middle)
    return network
