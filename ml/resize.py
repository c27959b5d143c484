"""Shrinking with a triangle filter in the fixed-point arithmetic of libvips, to the very bit.

A picture differs by a grey level here and there between two good resizers, and that is enough to
move a probability by some hundredths. With this, Python sees the pixels that Node sees.
"""

from functools import lru_cache

import numpy as np

_ONE = 4096  # weights have 12 bits
_STEPS = 64  # positions between two pixels are rounded to a 64th


def _box(pixels: np.ndarray, factor: int) -> np.ndarray:
    """Averages blocks of rows; the last block is filled up by repeating the edge."""
    missing = -len(pixels) % factor
    padded = np.pad(pixels, ((0, missing), (0, 0), (0, 0)), mode="edge").astype(np.uint32)
    blocks = padded.reshape(-1, factor, *pixels.shape[1:]).sum(axis=1, dtype=np.uint32)
    # A truncated reciprocal instead of a division, hence ties that fall down.
    reciprocal = np.uint64((1 << 24) // factor)
    return ((blocks + factor // 2).astype(np.uint64) * reciprocal >> np.uint64(24)).astype(np.uint8)


@lru_cache(maxsize=64)
def _triangle(length: int, target: int, factor: float, shift: float) -> np.ndarray:
    """One row of weights per output row; rows outside the picture repeat its edge."""
    taps = int(np.rint(2 * factor)) + 1
    matrix = np.zeros((target, length), np.float32)
    for row in range(target):
        position = (row + 0.5) * factor - 0.5 - shift - (taps / 2 - 1)
        whole = int(np.floor(position))
        part = ((int(np.floor(position * 2 * _STEPS)) % (2 * _STEPS)) + 1) >> 1
        distance = (np.arange(taps) - (part / _STEPS + taps / 2 - 1)) / factor
        weights = np.maximum(0, 1 - np.abs(distance))
        fixed = np.trunc(weights / weights.sum() * _ONE)
        sources = np.clip(whole + np.arange(taps), 0, length - 1)
        np.add.at(matrix[row], sources, fixed)
    return matrix


def _shrink_rows(pixels: np.ndarray, target: int, factor: float) -> np.ndarray:
    """Boxes first where the factor is 4 or more, so that the filter has a factor of 2 to 4 left."""
    extra = target * factor - len(pixels)
    box = max(1, int(len(pixels) / target / 2))
    if box > 1:
        pixels, factor, extra = _box(pixels, box), factor / box, extra / box
    matrix = _triangle(len(pixels), target, factor, extra / 2)
    # Sums stay below 2^24, where 32-bit floats are exact.
    flat = matrix @ pixels.reshape(len(pixels), -1).astype(np.float32)
    rounded = np.floor((flat + _ONE // 2) / _ONE).clip(0, 255).astype(np.uint8)
    return rounded.reshape(target, *pixels.shape[1:])


def shrink(pixels: np.ndarray, height: int, width: int, factor: float) -> np.ndarray:
    """uint8 HWC to `height` x `width`, at most its own size; rows first, as libvips does."""
    rows = _shrink_rows(pixels, height, factor)
    columns = _shrink_rows(np.ascontiguousarray(rows.transpose(1, 0, 2)), width, factor)
    return np.ascontiguousarray(columns.transpose(1, 0, 2))


def _linear(length: int, target: int, factor: float) -> np.ndarray:
    """Weights of the two neighbours; libvips counts from the corner of the output pixel."""
    positions = np.clip(np.arange(target) * factor - 0.5, 0, length - 1)
    whole = np.floor(positions).astype(int)
    matrix = np.zeros((target, length), np.float32)
    np.add.at(matrix, (np.arange(target), whole), 1 - (positions - whole))
    following = np.minimum(whole + 1, length - 1)
    np.add.at(matrix, (np.arange(target), following), positions - whole)
    return matrix


def enlarge(pixels: np.ndarray, height: int, width: int, factor: float) -> np.ndarray:
    """uint8 HWC to `height` x `width`, at least its own size; a grey level off here and there."""
    rows = _linear(pixels.shape[0], height, factor)
    columns = _linear(pixels.shape[1], width, factor)
    grown = np.einsum("ij,jkc,lk->ilc", rows, pixels.astype(np.float32), columns, optimize=True)
    return np.floor(grown + 0.5).clip(0, 255).astype(np.uint8)
