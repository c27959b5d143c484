"""Exports a trained model: `python3 -m ml.export --checkpoint FILE --images DIR --manifest CSV --out DIR`.

Writes model.onnx (pixels in, calibrated probabilities out) and card.json. The shipped model is int8
unless `--fp32` is given; both are measured, and the card says what the integers changed.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from ml import metrics
from ml.backbone import EfficientNetLite0, normalise
from ml.card import build_card, figures
from ml.dataset import CLASSES, read_manifest
from ml.predict import open_session, predict_files
from ml.quantize import DESCRIPTION, calibration_pictures, quantize

_OPSET = 17


class Deployed(nn.Module):
    """The graph that ships: normalisation in front, temperature and softmax behind."""

    def __init__(self, network: EfficientNetLite0, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        logits = self.network(normalise(image))
        return torch.softmax(logits / self.temperature, 1), logits


def _fold_constants(path: Path) -> onnx.ModelProto:
    """Folds what the tracer left, at the optimiser's basic level: standard operators only."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    return onnx.load(str(path))


def _absorb_pads(model: onnx.ModelProto) -> None:
    """Moves zero padding into the convolution behind it, which saves a copy per picture."""
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    consumers = {node.input[0]: node for node in graph.node if node.op_type == "Conv"}
    for pad in [node for node in graph.node if node.op_type == "Pad"]:
        top, left, bottom, right = onnx.numpy_helper.to_array(constants[pad.input[1]])[[2, 3, 6, 7]]
        convolution = consumers[pad.output[0]]
        attribute = next(a for a in convolution.attribute if a.name == "pads")
        attribute.ints[:] = [int(top), int(left), int(bottom), int(right)]
        convolution.input[0] = pad.input[0]
        graph.node.remove(pad)


def _drop_unused(model: onnx.ModelProto) -> None:
    """Operator sets and constants that no node uses any more."""
    standard = [entry for entry in model.opset_import if entry.domain == ""]
    del model.opset_import[:]
    model.opset_import.extend(standard)
    used = {name for node in model.graph.node for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)


def write_onnx(network: EfficientNetLite0, size: int, temperature: float, path: Path) -> None:
    """One fp32 file: `image` uint8 [N, size, size, 3] -> `probabilities`, `logits`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Deployed(network, temperature).eval(),
        (torch.zeros((1, size, size, 3), dtype=torch.uint8),),
        str(path),
        input_names=["image"],
        output_names=["probabilities", "logits"],
        dynamic_axes={name: {0: "N"} for name in ("image", "probabilities", "logits")},
        opset_version=_OPSET,
        dynamo=False,
    )
    model = _fold_constants(path)
    _absorb_pads(model)
    _drop_unused(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _agreement(probabilities: np.ndarray, reference: np.ndarray) -> dict[str, object]:
    same = probabilities.argmax(1) == reference.argmax(1)
    difference = np.abs(probabilities - reference)
    return {
        "same_class": round(float(same.mean()), 4),
        "mean_difference": round(float(difference.mean()), 4),
        "largest_difference": round(float(difference.max()), 4),
    }


def export(
    checkpoint: Path, images: Path, manifest: Path, out: Path, fp32: bool = False
) -> dict[str, object]:
    """Exports, fits temperature and threshold on `val`, measures the exported file there."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = EfficientNetLite0(len(CLASSES))
    network.load_state_dict(saved["weights"])
    size = int(saved["size"])
    single = [row for row in read_manifest(manifest) if row.label is not None]
    rows = [row for row in single if row.split == "val"]
    paths = [images / row.image for row in rows]
    labels = np.array([row.label for row in rows])
    model, float_model = out / "model.onnx", checkpoint.parent / "fp32.onnx"
    training = [row for row in single if row.split == "train"]
    pixels = [] if fp32 else calibration_pictures(training, images, size)

    def write(temperature: float) -> None:
        write_onnx(network, size, temperature, model if fp32 else float_model)
        if not fp32:
            out.mkdir(parents=True, exist_ok=True)
            quantize(float_model, model, pixels)

    write(1.0)
    _, logits = predict_files(open_session(model), paths)
    temperature = metrics.fit_temperature(logits, labels)
    write(temperature)
    probabilities, _ = predict_files(open_session(model), paths)
    threshold = metrics.uncertainty_threshold(probabilities, labels)
    measured = figures(probabilities, rows, threshold)
    quantization = None
    if not fp32:
        reference, _ = predict_files(open_session(float_model), paths)
        quantization = {"method": DESCRIPTION, "against_fp32": _agreement(probabilities, reference)}
        quantization["fp32_accuracy"] = round(metrics.accuracy(reference, labels), 4)
        quantization["fp32_macro_f1"] = round(metrics.macro_f1(reference, labels), 4)
    card = build_card(
        out.name, model, size, temperature, threshold, quantization, saved["training"], measured
    )
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def activate(out: Path) -> None:
    """Names this version as the one that the product ships with."""
    text = json.dumps({"version": out.name}, indent=2) + "\n"
    (out.parent / "active.json").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a checkpoint to ONNX with its card.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--activate", action="store_true", help="name it in active.json")
    parser.add_argument("--fp32", action="store_true", help="ship floating point, not integers")
    arguments = parser.parse_args()
    checkpoint, images, manifest = arguments.checkpoint, arguments.images, arguments.manifest
    card = export(checkpoint, images, manifest, arguments.out, arguments.fp32)
    if arguments.activate:
        activate(arguments.out)
    print(json.dumps(card["validation"]))


if __name__ == "__main__":
    main()
