"""One Celery task per image: open, resize, crop, classify, as the replaced systems planned it."""

import os
import time

import numpy as np
import torch
from celery import Celery
from celery.signals import worker_process_init
from PIL import Image

from ml.backbone import EfficientNetLite0, normalise, pretrained
from ml.dataset import CLASSES

SIZE = 224
_URL = os.environ.get("SOURCES_STACK_REDIS", "redis://127.0.0.1:6379/0")
app = Celery("sources_stack", broker=_URL, backend=_URL)
app.conf.broker_connection_retry_on_startup = True
_network: list[EfficientNetLite0] = []


@worker_process_init.connect
def load(**_: object) -> None:
    """Once in each process: a thread each, so that processes do not fight over the cores."""
    torch.set_num_threads(1)
    _network.append(pretrained(len(CLASSES)).eval())


def _pixels(path: str) -> np.ndarray:
    """Short side to 224 and the middle square, from the picture decoded in full."""
    with Image.open(path) as stored:
        image = stored.convert("RGB")
    factor = min(image.size) / SIZE
    width, height = (round(side / factor) for side in image.size)
    image = image.resize((width, height), Image.Resampling.BILINEAR)
    left, top = (width - SIZE) // 2, (height - SIZE) // 2
    return np.asarray(image.crop((left, top, left + SIZE, top + SIZE)))


@app.task
def classify(path: str) -> dict[str, object]:
    """The result that Celery stores, with what the measurement needs to know."""
    started = time.time()
    with torch.inference_mode():
        batch = normalise(torch.from_numpy(_pixels(path).copy())[None])
        probabilities = torch.softmax(_network[0](batch), 1)[0]
    best = int(probabilities.argmax())
    return {
        "label": CLASSES[best],
        "probability": float(probabilities[best]),
        "process": os.getpid(),
        "started": started,
    }
