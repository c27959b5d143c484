"""Exports a trained model: `python3 -m ml.export --checkpoint FILE --images DIR --manifest CSV --out DIR`.

Writes model.onnx (pixels in, calibrated probabilities out) and card.json. The shipped model is int8
unless `--fp32` is given; both are measured, and the card says what the integers changed. Gates are
fitted on the training pictures, their thresholds chosen on `val`.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from ml import metrics
from ml.backbone import EfficientNetLite0, normalise
from ml.card import build_card, figures
from ml.dataset import CLASSES, Row, read_manifest
from ml.gates import Gates, blurred, card_of, choose_thresholds, cuts, darkened, fit_gates
from ml.predict import open_session, predict_pixels
from ml.preprocess import preprocess_file
from ml.quantize import DESCRIPTION, calibration_pictures, quantize

_OPSET = 17
_SEED = 1
_FEATURE_BATCH = 32
_OUTPUTS = ("probabilities", "logits", "gates")


@dataclass(frozen=True)
class Options:
    """What is exported from what; see the command's help."""

    checkpoint: Path
    images: Path
    manifest: Path
    out: Path
    size: int | None = None
    fp32: bool = False
    negatives: list[Path] = field(default_factory=list)


class Deployed(nn.Module):
    """The graph that ships: normalisation in front, temperature, softmax and gates behind."""

    def __init__(self, network: EfficientNetLite0, temperature: float, gates: Gates) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature
        self.gates = gates

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        features = self.network.features(normalise(image))
        logits = self.network._fc(features)
        return torch.softmax(logits / self.temperature, 1), logits, self.gates(image, features)


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


def _agreement(probabilities: np.ndarray, reference: np.ndarray) -> dict[str, object]:
    same = probabilities.argmax(1) == reference.argmax(1)
    difference = np.abs(probabilities - reference)
    return {
        "same_class": round(float(same.mean()), 4),
        "mean_difference": round(float(difference.mean()), 4),
        "largest_difference": round(float(difference.max()), 4),
    }


def _features(network: EfficientNetLite0, pixels: list[np.ndarray]) -> Tensor:
    """What the gates call typical: the backbone's features of the training pictures."""
    parts = []
    with torch.inference_mode():
        for start in range(0, len(pixels), _FEATURE_BATCH):
            batch = torch.from_numpy(np.stack(pixels[start : start + _FEATURE_BATCH]))
            parts.append(network.features(normalise(batch)))
    return torch.cat(parts).clone()


class Export:
    """One checkpoint on its way to a file and a card; pictures are prepared once."""

    def __init__(self, options: Options) -> None:
        saved = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
        self.options = options
        self.training: dict[str, object] = saved["training"]
        self.size = options.size or int(saved["size"])
        self.network = EfficientNetLite0(len(CLASSES))
        self.network.load_state_dict(saved["weights"])
        self.network.eval()
        rows = read_manifest(options.manifest)
        self.rows = [row for row in rows if row.split == "val" and row.label is not None]
        self.labels = np.array([row.label for row in self.rows])
        self.pixels = self._prepare(self.rows)
        trained = self._prepare([row for row in rows if row.split.endswith("train")])
        self.gates = fit_gates(_features(self.network, trained))
        self.calibration = calibration_pictures(trained)
        self.model = options.out / "model.onnx"
        self.float_model = options.checkpoint.parent / "fp32.onnx"

    def _prepare(self, rows: list[Row]) -> list[np.ndarray]:
        return [preprocess_file(self.options.images / row.image, self.size) for row in rows]

    def _write(self, temperature: float) -> onnxruntime.InferenceSession:
        target = self.model if self.options.fp32 else self.float_model
        write_onnx(Deployed(self.network, temperature, self.gates), self.size, target)
        if not self.options.fp32:
            self.model.parent.mkdir(parents=True, exist_ok=True)
            quantize(self.float_model, self.model, self.calibration)
        return open_session(self.model)

    def run(self) -> dict[str, object]:
        """Fits temperature and thresholds on `val` and measures the written file there."""
        (logits,) = predict_pixels(self._write(1.0), self.pixels, ["logits"])
        temperature = metrics.fit_temperature(logits, self.labels)
        session = self._write(temperature)
        probabilities, gates = predict_pixels(session, self.pixels, ["probabilities", "gates"])
        uncertain_below = metrics.uncertainty_threshold(probabilities, self.labels)
        card = build_card(
            self.options.out.name,
            self.model,
            self.size,
            temperature,
            uncertain_below,
            self._measure_gates(session, gates),
            None if self.options.fp32 else self._compare(probabilities),
            self.training,
            figures(probabilities, self.rows, uncertain_below),
        )
        text = json.dumps(card, indent=2) + "\n"
        (self.options.out / "card.json").write_text(text, encoding="utf-8")
        return card

    def _measure_gates(
        self, session: onnxruntime.InferenceSession, plums: np.ndarray
    ) -> dict[str, object]:
        random = np.random.default_rng(_SEED)
        dim, unsharp = [
            predict_pixels(session, [spoil(picture) for picture in self.pixels], ["gates"])[0]
            for spoil in (darkened, blurred)
        ]
        others = {
            "plums in a tenth of the light": [darkened(picture, 0.1) for picture in self.pixels],
            "plums blurred by a twentieth": [blurred(picture, 0.05) for picture in self.pixels],
        }
        for folder in self.options.negatives:
            squares = [cuts(path, self.size, random) for path in sorted(folder.iterdir())]
            others[folder.name] = [square for some in squares for square in some]
        measured = {
            name: predict_pixels(session, pictures, ["gates"])[0]
            for name, pictures in others.items()
        }
        return card_of(choose_thresholds(plums, dim, unsharp), plums, measured)

    def _compare(self, probabilities: np.ndarray) -> dict[str, object]:
        """What the integers changed."""
        session = open_session(self.float_model)
        (reference,) = predict_pixels(session, self.pixels, ["probabilities"])
        difference = np.abs(probabilities - reference)
        same = probabilities.argmax(1) == reference.argmax(1)
        return {
            "method": DESCRIPTION,
            "against_fp32": {
                "same_class": round(float(same.mean()), 4),
                "mean_difference": round(float(difference.mean()), 4),
                "largest_difference": round(float(difference.max()), 4),
            },
            "fp32_accuracy": round(metrics.accuracy(reference, self.labels), 4),
            "fp32_macro_f1": round(metrics.macro_f1(reference, self.labels), 4),
        }


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
    parser.add_argument("--size", type=int, help="of the input; default what it was trained at")
    parser.add_argument("--fp32", action="store_true", help="ship floating point, not integers")
    parser.add_argument(
        "--negatives", type=Path, nargs="*", default=[], help="folders of pictures without a plum"
    )
    parser.add_argument("--activate", action="store_true", help="name it in active.json")
    arguments = vars(parser.parse_args())
    wanted = arguments.pop("activate")
    options = Options(**arguments)
    card = Export(options).run()
    if wanted:
        activate(options.out)
    print(json.dumps(card["validation"]))


if __name__ == "__main__":
    main()
