"""The graph that ships, written as one ONNX file of standard operators."""

from pathlib import Path

import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from ml.backbone import EfficientNetLite0, normalise
from ml.gates import Gates

_OPSET = 17
_OUTPUTS = ("probabilities", "logits", "gates")


class Deployed(nn.Module):
    """The graph that ships: normalisation in front, calibration, softmax and gates behind."""

    def __init__(
        self, network: EfficientNetLite0, temperature: float, offsets: Tensor, gates: Gates
    ) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature
        self.register_buffer("offsets", offsets)
        self.gates = gates

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        features = self.network.features(normalise(image))
        logits = self.network._fc(features)
        probabilities = torch.softmax((logits + self.offsets) / self.temperature, 1)
        return probabilities, logits, self.gates(image, features)


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


def write_onnx(deployed: Deployed, size: int, path: Path) -> None:
    """One fp32 file: `image` uint8 [N, size, size, 3] -> `probabilities`, `logits`, `gates`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        deployed.eval(),
        (torch.zeros((1, size, size, 3), dtype=torch.uint8),),
        str(path),
        input_names=["image"],
        output_names=list(_OUTPUTS),
        dynamic_axes={name: {0: "N"} for name in ("image", *_OUTPUTS)},
        opset_version=_OPSET,
        dynamo=False,
    )
    model = _fold_constants(path)
    _absorb_pads(model)
    _drop_unused(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
