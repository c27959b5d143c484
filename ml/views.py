"""What training looks at: random views of every picture, as the layers that never learn pass them on.

Those layers take half the time of a step and always say the same, so all networks of a run share one
file of what they say. Several processes may fill it at once: each takes pictures that are still missing.
"""

import hashlib
import os
from pathlib import Path

import numpy as np
import torch

from ml.augment import jitter, random_view
from ml.backbone import normalise, pretrained
from ml.dataset import CLASSES, Row
from ml.preprocess import load_rgb


class Views:
    """`count` views of each picture, kept in a file below `folder`."""

    def __init__(
        self, rows: list[Row], images: Path, folder: Path, size: int, blocks: int, count: int
    ) -> None:
        self.rows, self.images, self.size, self.count = rows, images, size, count
        self.network = pretrained(len(CLASSES)).eval()
        self.blocks = blocks
        self.number = {row.image: number for number, row in enumerate(rows)}
        self.saved = self._open(folder)
        self._fill()

    def _fill(self) -> None:
        """Writes what is missing; a run that was cut short goes on, because an empty row is all zeros."""
        for number in np.random.default_rng(os.getpid()).permutation(len(self.rows)).tolist():
            # A row is written from its first view to its last.
            if not self.saved[number, -1].any():
                self.saved[number] = self._look(number)
        self.saved.flush()

    def read(self, image: str, view: int) -> np.ndarray:
        """float16 [channels, height, width]"""
        return self.saved[self.number[image], view]

    def _open(self, folder: Path) -> np.ndarray:
        """Files of other pictures or settings have other names."""
        with torch.inference_mode():
            blank = torch.zeros((1, 3, self.size, self.size))
            shape = self.network.first(blank, self.blocks).shape[1:]
        names = hashlib.sha256("\n".join(row.image for row in self.rows).encode()).hexdigest()
        path = folder / f"views-{self.size}-{self.blocks}-{self.count}-{names[:12]}.npy"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            full = (len(self.rows), self.count, *shape)
            np.lib.format.open_memmap(draft, "w+", np.float16, full).flush()
            # Whoever is second must not empty what the first has begun.
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            draft.unlink()
        return np.lib.format.open_memmap(path, "r+")

    @torch.inference_mode()
    def _look(self, number: int) -> np.ndarray:
        # Twice the size keeps enough pixels for the crop.
        picture = load_rgb((self.images / self.rows[number].image).read_bytes(), 2 * self.size)[0]
        random = np.random.default_rng(number * 7919 + self.size)
        cuts = np.stack([random_view(picture, self.size, random) for _ in range(self.count)])
        light = torch.Generator().manual_seed(number)
        views = jitter(normalise(torch.from_numpy(cuts)), light)
        views = views.to(memory_format=torch.channels_last)
        return self.network.first(views, self.blocks).numpy().astype(np.float16)
