"""Random views for training. Aspect ratio is always kept; a plum has no up or down."""

import math

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def random_view(image: Image.Image, size: int, random: np.random.Generator) -> np.ndarray:
    """A random square of 40 to 100 % of the largest one's area, turned and mirrored at will."""
    largest = min(image.width, image.height)
    side = largest * math.sqrt(random.uniform(0.4, 1.0))
    left = random.uniform(0, image.width - side)
    top = random.uniform(0, image.height - side)
    view = image.resize(
        (size, size), Image.Resampling.BILINEAR, box=(left, top, left + side, top + side)
    )
    pixels = np.rot90(np.asarray(view), int(random.integers(4)))
    return pixels[:, ::-1] if random.random() < 0.5 else pixels


def jitter(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Light changes of brightness, contrast, saturation and white balance; NCHW around zero."""

    def factor(channels: int, spread: float) -> Tensor:
        shape = (len(pictures), channels, 1, 1)
        return 1 + spread * (2 * torch.rand(shape, generator=generator) - 1)

    light = 0.3 * (2 * torch.rand((len(pictures), 1, 1, 1), generator=generator) - 1)
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = (pictures - middle) * factor(1, 0.25) + middle + light
    grey = pictures.mean(1, keepdim=True)
    pictures = grey + (pictures - grey) * factor(1, 0.25)
    return (pictures * factor(3, 0.06)).clamp(-1, 1)
