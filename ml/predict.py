"""Runs an exported model over image files with onnxruntime."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from ml.preprocess import preprocess_file

_BATCH = 16


def open_session(model: str | Path, threads: int = 0) -> onnxruntime.InferenceSession:
    """A CPU session; `threads` 0 leaves the number to onnxruntime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"]
    )


def input_size(session: onnxruntime.InferenceSession) -> int:
    """The side of the pictures that the model takes: NHWC, so the second dimension."""
    return int(session.get_inputs()[0].shape[1])


def predict_pixels(
    session: onnxruntime.InferenceSession, pixels: list[np.ndarray], names: Sequence[str]
) -> list[np.ndarray]:
    """The named outputs for prepared pictures, a row a picture."""
    parts = [
        session.run(names, {"image": np.stack(pixels[start : start + _BATCH])})
        for start in range(0, len(pixels), _BATCH)
    ]
    return [np.concatenate(output) for output in zip(*parts)]


def predict_files(session: onnxruntime.InferenceSession, paths: list[Path]) -> np.ndarray:
    """Probabilities for files, a row a file."""
    size = input_size(session)
    pixels = [preprocess_file(path, size) for path in paths]
    return predict_pixels(session, pixels, ["probabilities"])[0]
