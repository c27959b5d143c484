"""Runs an exported model over image files with onnxruntime."""

from pathlib import Path

import numpy as np
import onnxruntime

from ml.preprocess import preprocess_file


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


def predict_files(
    session: onnxruntime.InferenceSession, paths: list[Path], batch: int = 16
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and logits, a row a file."""
    size = input_size(session)
    probabilities, logits = [], []
    for start in range(0, len(paths), batch):
        pixels = np.stack([preprocess_file(path, size) for path in paths[start : start + batch]])
        outputs = session.run(["probabilities", "logits"], {"image": pixels})
        probabilities.append(outputs[0])
        logits.append(outputs[1])
    return np.concatenate(probabilities), np.concatenate(logits)
