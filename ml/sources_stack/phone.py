"""Phone-like pictures made from small ones."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

SIZE = (3000, 2250)
# About what a phone's sensor leaves after its own processing: files a little over 1 MB.
_NOISE = 3.0
_QUALITY = 90


def make_phone_pictures(pictures: list[Path], folder: Path) -> list[Path]:
    """Each picture enlarged, with noise, as a JPEG of 3000 x 2250; those already there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(7).normal(0, _NOISE, (SIZE[1], SIZE[0], 1)).astype(np.float32)
    made = []
    for picture in pictures:
        target = folder / f"{picture.stem}.jpg"
        made.append(target)
        if target.exists():
            continue
        with Image.open(picture) as small:
            large = ImageOps.fit(small.convert("RGB"), SIZE, Image.Resampling.BICUBIC)
        noisy = np.clip(np.asarray(large) + noise, 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(target, quality=_QUALITY)
    return made
