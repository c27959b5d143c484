"""Fine-tunes what follows the first layers, on views that those have seen; a checkpoint every epoch."""

import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ml.backbone import EfficientNetLite0, pretrained
from ml.dataset import CLASSES, Row
from ml.views import Views


@dataclass(frozen=True)
class Settings:
    """Everything that decides the outcome; a checkpoint of other settings is not resumed.

    `view` is smaller than the `size` of the model's input: a random view shows the fruit larger than
    the whole picture does, by about this much (Touvron et al. 2019, arXiv:1906.06423). `mixing` is the
    shape of the beta distribution by which two views are mixed (Verma et al. 2019, arXiv:1806.05236).
    """

    epochs: int = 24
    size: int = 224
    view: int = 192
    views: int = 24
    frozen_blocks: int = 5
    batch: int = 32
    rate: float = 1e-3
    head_rate: float = 2e-3
    decay: float = 0.02
    smoothing: float = 0.05
    mixing: float = 0.2
    averaging: float = 0.995
    seed: int = 7


def _rate_at(progress: float) -> float:
    """Short warm-up, then a cosine to nearly nothing."""
    if progress < 0.06:
        return progress / 0.06
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (progress - 0.06) / 0.94))


class FineTuning:
    """One training run; `run()` continues from the last checkpoint in its folder."""

    def __init__(self, rows: list[Row], views: Views, settings: Settings, folder: Path) -> None:
        self.rows, self.views = rows, views
        self.settings = settings
        self.folder = folder
        # An ambiguous picture has a share of each of its labels.
        self.targets = np.array([row.shares for row in rows], np.float32)
        numbers = np.tile(np.arange(settings.views), (len(rows), 1))
        self.turns = np.random.default_rng(settings.seed).permuted(numbers, axis=1)
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
        self.loss = nn.CrossEntropyLoss(label_smoothing=settings.smoothing)
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

    def _read(self, indices: np.ndarray) -> Tensor:
        turns = self.turns[indices, self.epoch % self.settings.views]
        read = [self.views.read(self.rows[i].image, turn) for i, turn in zip(indices, turns)]
        seen = torch.from_numpy(np.stack(read).astype(np.float32))
        return seen.to(self.device, memory_format=torch.channels_last)

    def _mix(self, seen: Tensor, target: Tensor, seed: int) -> tuple[Tensor, Tensor]:
        """Each view with a share of another one, and the targets likewise."""
        random = np.random.default_rng(seed)
        share = float(random.beta(self.settings.mixing, self.settings.mixing))
        other = torch.from_numpy(random.permutation(len(seen))).to(self.device)
        return (
            share * seen + (1 - share) * seen[other],
            share * target + (1 - share) * target[other],
        )

    def _step(self, indices: np.ndarray, progress: float, seed: int) -> float:
        target = torch.from_numpy(self.targets[indices]).to(self.device)
        seen, target = self._mix(self._read(indices), target, seed)
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * _rate_at(progress)
        with torch.autocast(self.device.type, torch.bfloat16, self.device.type == "cuda"):
            features = self.network.rest(seen, self.settings.frozen_blocks)
            logits = self.network.classify(features)
        loss = self.loss(logits.float(), target)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        self.average.update_parameters(self.network)
        return float(loss.detach())

    def _run_epoch(self) -> float:
        """Seeded by epoch, so that a resumed run sees what an unbroken one would."""
        batch = self.settings.batch
        seed = self.settings.seed * 1000 + self.epoch
        torch.manual_seed(seed)
        order = np.random.default_rng(seed).permutation(len(self.targets))
        steps = [order[i : i + batch] for i in range(0, len(order) - batch + 1, batch)]
        self._prepare_layers()
        losses = []
        for number, indices in enumerate(steps):
            progress = (self.epoch + number / len(steps)) / self.settings.epochs
            losses.append(self._step(indices, progress, seed * 10000 + number))
        return float(np.mean(losses))

    def _prepare_layers(self) -> None:
        """Dropout is on; the norms keep ImageNet's statistics."""
        self.network.train()
        for layer in self.network.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()

    def run(self) -> EfficientNetLite0:
        """Trains the epochs that are left and returns the averaged network."""
        self._resume()
        while self.epoch < self.settings.epochs:
            started = time.monotonic()
            loss = self._run_epoch()
            self.epoch += 1
            self._save()
            seconds = time.monotonic() - started
            print(
                f"epoch {self.epoch}/{self.settings.epochs}: loss {loss:.4f}, {seconds:.0f} s", flush=True
            )
        return self.average.module.cpu().eval()
