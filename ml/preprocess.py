"""The picture recipe of ml/README.md in Python: bytes of a file -> RGB pixels, uint8, size x size x 3.

The worker's `worker/inference/preprocess.ts` is the same recipe in Node; `python3 -m ml.parity`
compares the two.
"""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from ml.resize import enlarge, shrink

MAX_PIXELS = 40_000_000
_WHITE = (255, 255, 255)
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _decode_scale(width: int, height: int, size: int) -> int:
    """The factor by which a JPEG is shrunk while it is decoded; sharp chooses alike."""
    shrink = min(width, height) / size
    scale = next((s for s in (8, 4, 2) if shrink >= s), 1)
    return scale // 2 if scale > 1 and int(shrink) == scale else scale


def _to_rgb(image: Image.Image) -> Image.Image:
    """sRGB on white: embedded profile applied, alpha flattened, 16 bits cut to 8."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16") or image.mode == "I":
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if image.mode in ("P", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    if alpha is not None:
        image = image.convert("RGB")
    if profile and image.mode in ("RGB", "L", "CMYK"):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        try:
            image = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            image = image.convert("RGB")
    image = image.convert("RGB")
    if alpha is not None:
        background = Image.new("RGB", image.size, _WHITE)
        background.paste(image, mask=alpha)
        image = background
    return image


def load_rgb(data: bytes, size: int) -> tuple[Image.Image, int]:
    """The picture as stored, at least `size` on its short side if it can be, and its orientation."""
    image = Image.open(BytesIO(data))
    if image.width * image.height > MAX_PIXELS:
        raise ValueError(f"more than {MAX_PIXELS} pixels")
    if image.format == "JPEG":
        scale = _decode_scale(image.width, image.height, size)
        if scale > 1:
            image.draft(None, (image.width // scale, image.height // scale))
    image.load()
    return _to_rgb(image), image.getexif().get(_ORIENTATION, 1)


def _fit(image: Image.Image, size: int) -> np.ndarray:
    """Short side to `size` with a triangle filter; the aspect ratio stays."""
    factor = min(image.width, image.height) / size
    width, height = round(image.width / factor), round(image.height / factor)
    resize = shrink if factor > 1 else enlarge
    return resize(np.asarray(image), height, width, factor)


def _middle(pixels: np.ndarray, size: int) -> np.ndarray:
    top, left = (pixels.shape[0] - size + 1) // 2, (pixels.shape[1] - size + 1) // 2
    return pixels[top : top + size, left : left + size]


def preprocess_image(data: bytes, size: int) -> np.ndarray:
    """Bytes of an image file -> uint8 array of shape (size, size, 3)."""
    image, orientation = load_rgb(data, size)
    pixels = _fit(image, size)
    if orientation in _TURNS:
        pixels = np.asarray(Image.fromarray(pixels).transpose(_TURNS[orientation]))
    return _middle(pixels, size)


def preprocess_file(path: str | Path, size: int) -> np.ndarray:
    return preprocess_image(Path(path).read_bytes(), size)
