"""Fine-tunes the whole network: growing pictures, averaged weights, a checkpoint every epoch."""

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ml.augment import jitter, random_view
from ml.backbone import EfficientNetLite0, normalise, pretrained
from ml.dataset import CLASSES, Row
from ml.preprocess import load_rgb


@dataclass(frozen=True)
class Settings:
    """Everything that decides the outcome; a checkpoint of other settings is not resumed."""

    sizes: tuple[int, ...]
    batch: int = 32
    rate: float = 5e-4
    head_rate: float = 2e-3
    decay: float = 0.02
    smoothing: float = 0.05
    balance: float = 0.5
    averaging: float = 0.99
    frozen_blocks: int = 3
    fixed_norms: bool = True
    seed: int = 7


def class_weights(targets: np.ndarray, balance: float) -> Tensor:
    """Rare classes weigh more: counts to the power of -balance, mean weight 1 over the images."""
    weights = targets.sum(0) ** -balance
    weights /= (targets @ weights).mean()
    return torch.tensor(weights, dtype=torch.float32)


def _rate_at(progress: float) -> float:
    """Short warm-up, then a cosine to nearly nothing."""
    if progress < 0.06:
        return progress / 0.06
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (progress - 0.06) / 0.94))


class FineTuning:
    """One training run; `run()` continues from the last checkpoint in its folder."""

    def __init__(self, rows: list[Row], images: Path, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        # Decoded once; for twice the size, which keeps enough pixels for the crop.
        self.pictures = [
            load_rgb((images / row.image).read_bytes(), 2 * max(settings.sizes))[0] for row in rows
        ]
        # An ambiguous picture has a share of each of its labels.
        self.targets = np.array([row.shares for row in rows], np.float32)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(settings.seed)
        network = pretrained(len(CLASSES)).to(self.device, memory_format=torch.channels_last)
        self.network = network
        for layer in network.first_layers(settings.frozen_blocks):
            layer.requires_grad_(False)
        head = list(network._fc.parameters())
        body = [
            p for n, p in network.named_parameters() if p.requires_grad and not n.startswith("_fc.")
        ]
        self.optimizer = torch.optim.AdamW(
            [{"params": body, "base": settings.rate}, {"params": head, "base": settings.head_rate}],
            weight_decay=settings.decay,
        )
        self.average = AveragedModel(
            network, multi_avg_fn=get_ema_multi_avg_fn(settings.averaging), use_buffers=True
        )
        weights = class_weights(self.targets, settings.balance).to(self.device)
        self.loss = nn.CrossEntropyLoss(weights, label_smoothing=settings.smoothing)
        self.epoch = 0

    def _resume(self) -> None:
        path = self.folder / "last.pt"
        if not path.exists():
            return
        saved = torch.load(path, map_location=self.device, weights_only=True)
        if saved["settings"] != asdict(self.settings):
            raise ValueError(f"{path} was trained with other settings; choose another folder")
        self.network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.epoch = saved["epoch"]
        print(f"resumed after epoch {self.epoch}")

    def _save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "settings": asdict(self.settings),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
        }
        torch.save(state, self.folder / "writing.pt")
        (self.folder / "writing.pt").replace(self.folder / "last.pt")

    def _views(self, indices: np.ndarray, size: int, seed: int) -> Tensor:
        random = np.random.default_rng(seed)
        views = [random_view(self.pictures[index], size, random) for index in indices]
        return torch.from_numpy(np.stack(views))

    def _step(self, pixels: Tensor, indices: np.ndarray, progress: float) -> float:
        generator = torch.Generator().manual_seed(int(pixels.sum()) % 2**31)
        pictures = jitter(normalise(pixels), generator)
        pictures = pictures.to(self.device, memory_format=torch.channels_last)
        target = torch.from_numpy(self.targets[indices]).to(self.device)
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * _rate_at(progress)
        with torch.autocast(self.device.type, torch.bfloat16, self.device.type == "cuda"):
            logits = self.network(pictures)
        loss = self.loss(logits.float(), target)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.average.update_parameters(self.network)
        return float(loss.detach())

    def _run_epoch(self) -> float:
        """Seeded by epoch, so that a resumed run sees what an unbroken one would."""
        size, batch = self.settings.sizes[self.epoch], self.settings.batch
        seed = self.settings.seed * 1000 + self.epoch
        torch.manual_seed(seed)
        order = np.random.default_rng(seed).permutation(len(self.targets))
        steps = [order[i : i + batch] for i in range(0, len(order) - batch + 1, batch)]
        self._prepare_layers()
        losses = []
        with ThreadPoolExecutor(1) as loader:
            ahead = loader.submit(self._views, steps[0], size, seed * 10000)
            for number, indices in enumerate(steps):
                pixels = ahead.result()
                if number + 1 < len(steps):
                    following = seed * 10000 + number + 1
                    ahead = loader.submit(self._views, steps[number + 1], size, following)
                done = (self.epoch + number / len(steps)) / len(self.settings.sizes)
                losses.append(self._step(pixels, indices, done))
        return float(np.mean(losses))

    def _prepare_layers(self) -> None:
        """Frozen layers, and the norms if they are fixed, keep ImageNet's statistics."""
        self.network.train()
        for layer in self.network.first_layers(self.settings.frozen_blocks):
            layer.eval()
        if self.settings.fixed_norms:
            for layer in self.network.modules():
                if isinstance(layer, nn.BatchNorm2d):
                    layer.eval()

    def run(self) -> EfficientNetLite0:
        """Trains the epochs that are left and returns the averaged network."""
        self._resume()
        while self.epoch < len(self.settings.sizes):
            started = time.monotonic()
            loss = self._run_epoch()
            size = self.settings.sizes[self.epoch]
            self.epoch += 1
            self._save()
            seconds = time.monotonic() - started
            total = len(self.settings.sizes)
            print(f"epoch {self.epoch}/{total} at {size}: loss {loss:.4f}, {seconds:.0f} s", flush=True)
        return self.average.module.cpu().eval()
