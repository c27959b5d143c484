"""The gates before the class: is this a plum, and can it be seen? Part of the exported graph.

`atypicality` is the length of what the principal directions of the training features leave over
(the residual of "ViM", Wang et al., CVPR 2022), as a multiple of its median over the training
pictures, so that it means the same for every network. `brightness` is the mean luma (ITU-R BT.601), 0 to
255. `sharpness` is the standard deviation of the luma's Laplacian.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import Tensor, nn

NAMES = ("atypicality", "brightness", "sharpness")
_DIRECTIONS = 256
_LUMA = (0.299, 0.587, 0.114)
# Of the validation pictures, the share that may be taken for something else.
_FALSE_ALARMS = 0.02
# Copies with this share of the light, or blurred by this share of the side: the class of the first
# shipped network was right on 0.66 and 0.70 of them, against 0.78 of the pictures themselves.
_DIM = 0.3
_BLUR = 0.009
_CUTS = 9


@dataclass(frozen=True)
class Thresholds:
    """Settings of a model version, in the units of the outputs."""

    not_a_plum_above: float
    dark_below: float
    blurred_below: float

    def stopped(self, gates: np.ndarray) -> np.ndarray:
        """`unusable`, `not_a_plum` or empty, a word a row of gate outputs."""
        atypicality, brightness, sharpness = gates.T
        unusable = (brightness < self.dark_below) | (sharpness < self.blurred_below)
        other = np.where(atypicality > self.not_a_plum_above, "not_a_plum", "")
        return np.where(unusable, "unusable", other)


class Gates(nn.Module):
    """Takes the uint8 NHWC pixels and the backbone's features, returns float32 [N, 3]."""

    def __init__(self, middle: Tensor, directions: Tensor, scale: float = 1.0) -> None:
        super().__init__()
        self.scale = scale
        self.register_buffer("middle", middle)
        self.register_buffer("directions", directions)
        self.register_buffer("luma", torch.tensor(_LUMA).reshape(3, 1))

    def atypicality(self, features: Tensor) -> Tensor:
        centred = features - self.middle
        inside = centred @ self.directions
        rest = (centred * centred).sum(1) - (inside * inside).sum(1)
        return rest.clamp(min=0).sqrt() / self.scale

    def forward(self, pixels: Tensor, features: Tensor) -> Tensor:
        luma = (pixels.float() @ self.luma).squeeze(3)
        middle = luma[:, 1:-1, 1:-1]
        across = luma[:, 1:-1, :-2] + luma[:, 1:-1, 2:]
        edges = 4 * middle - across - luma[:, :-2, 1:-1] - luma[:, 2:, 1:-1]
        spread = (edges * edges).mean((1, 2)) - edges.mean((1, 2)) ** 2
        sharpness = spread.clamp(min=0).sqrt()
        return torch.stack((self.atypicality(features), luma.mean((1, 2)), sharpness), 1)


def fit_gates(features: Tensor) -> Gates:
    """The principal directions of the training pictures' features, a row a picture."""
    middle = features.mean(0)
    directions = torch.linalg.svd(features - middle, full_matrices=False).Vh[:_DIRECTIONS]
    gates = Gates(middle, directions.T.contiguous())
    return Gates(middle, gates.directions, float(gates.atypicality(features).median()))


def darkened(pixels: np.ndarray, light: float = _DIM) -> np.ndarray:
    """The picture with a share of its light."""
    return (pixels * light).astype(np.uint8)


def blurred(pixels: np.ndarray, spread: float = _BLUR) -> np.ndarray:
    """The picture with its points spread (standard deviation) over a share of its side."""
    radius = pixels.shape[0] * spread
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def choose_thresholds(plums: np.ndarray, dim: np.ndarray, unsharp: np.ndarray) -> Thresholds:
    """From the gate outputs of the validation pictures, of their dim and of their blurred copies."""
    return Thresholds(
        not_a_plum_above=round(float(np.quantile(plums[:, 0], 1 - _FALSE_ALARMS)), 3),
        dark_below=round(float(np.median(dim[:, 1])), 1),
        blurred_below=round(float(np.median(unsharp[:, 2])), 2),
    )


def cuts(path: Path, size: int, random: np.random.Generator) -> list[np.ndarray]:
    """The middle of a picture and some random squares of it: what a wrong picture may look like."""
    image = Image.open(path).convert("RGB")
    shortest = min(image.size)
    sides = [shortest, *(shortest * random.uniform(0.3, 0.9) for _ in range(_CUTS - 1))]
    squares = []
    for side in sides:
        left, top = random.uniform(0, image.width - side), random.uniform(0, image.height - side)
        box = (left, top, left + side, top + side)
        squares.append(np.asarray(image.resize((size, size), Image.Resampling.BILINEAR, box=box)))
    return squares


def card_of(
    thresholds: Thresholds, plums: np.ndarray, others: dict[str, np.ndarray]
) -> dict[str, object]:
    """What the card says: how many plums are stopped, and how many of each other kind are not."""
    stopped = thresholds.stopped(plums)
    missed = {name: thresholds.stopped(gates) == "" for name, gates in others.items()}
    return {
        "outputs": list(NAMES),
        "thresholds": asdict(thresholds),
        "false_alarms": {
            word: round(float((stopped == word).mean()), 4) for word in ("not_a_plum", "unusable")
        },
        "missed": {
            name: {"pictures": len(rows), "share": round(float(rows.mean()), 4)}
            for name, rows in missed.items()
        },
    }
