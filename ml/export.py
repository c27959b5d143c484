"""Exports a run: `python3 -m ml.export --run ml/runs/<name> --images DIR --manifest CSV --out ml/models/<version>`.

Writes model.onnx (pixels in, calibrated probabilities out) and card.json. Every figure on the card is
of pictures that the network which judged them never saw. The model is int8 unless `--fp32` is given.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from ml import metrics
from ml.backbone import EfficientNetLite0, normalise
from ml.card import build_card, figures
from ml.dataset import CLASSES, Row, read_manifest
from ml.evidence import UNCALIBRATED, Calibration, Evidence, calibrate, join, judge_fairly
from ml.folds import Fold, all_rows, divide, networks
from ml.gates import blurred, card_of, choose_thresholds, cuts, darkened, fit_gates
from ml.graph import Deployed, write_onnx
from ml.predict import open_session, predict_pixels
from ml.preprocess import preprocess_file
from ml.quantize import DESCRIPTION, calibration_pictures, quantize

_SEED = 1
_FEATURE_BATCH = 32


@dataclass(frozen=True)
class Options:
    """What is exported from what; see the command's help."""

    run: Path
    images: Path
    manifest: Path
    out: Path
    size: int | None = None
    fp32: bool = False
    negatives: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """A network as files: the fp32 graph, and the one of integers unless fp32 ships."""

    float_model: Path
    model: Path


def _features(network: EfficientNetLite0, pixels: list[np.ndarray]) -> Tensor:
    """What the gates call typical: the backbone's features of the training pictures."""
    parts = []
    with torch.inference_mode():
        for start in range(0, len(pixels), _FEATURE_BATCH):
            batch = torch.from_numpy(np.stack(pixels[start : start + _FEATURE_BATCH]))
            parts.append(network.features(normalise(batch)))
    return torch.cat(parts).clone()


class Export:
    """One run on its way to a file and a card; pictures are prepared once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        saved = self._read("fold-0")
        self.size = options.size or int(saved["size"])
        self.folds = divide(read_manifest(options.manifest), int(saved["folds"]))
        self.pixels = {
            row.image: preprocess_file(options.images / row.image, self.size)
            for row in all_rows(self.folds)
        }

    def _pixels_of(self, rows: list[Row]) -> list[np.ndarray]:
        return [self.pixels[row.image] for row in rows]

    def _write(
        self,
        name: str,
        trained: list[Row],
        form: Form,
        calibration: Calibration = UNCALIBRATED,
    ) -> None:
        network, pixels = self._network(name), self._pixels_of(trained)
        gates = fit_gates(_features(network, pixels))
        offsets = torch.tensor(calibration.offsets, dtype=torch.float32)
        graph = Deployed(network, calibration.temperature, offsets, gates)
        write_onnx(graph, self.size, form.float_model)
        if form.model != form.float_model:
            form.model.parent.mkdir(parents=True, exist_ok=True)
            quantize(form.float_model, form.model, calibration_pictures(pixels))

    def _form(self, model: Path, float_model: Path) -> Form:
        return Form(model, model) if self.options.fp32 else Form(float_model, model)

    def _read(self, name: str) -> dict[str, object]:
        path = self.options.run / name / "final.pt"
        return torch.load(path, map_location="cpu", weights_only=True)

    def _network(self, name: str) -> EfficientNetLite0:
        network = EfficientNetLite0(len(CLASSES))
        network.load_state_dict(self._read(name)["weights"])
        return network.eval()

    def _judge(self, number: int, fold: Fold) -> Evidence:
        """The fold's network, in the form that ships, on the pictures that it never saw."""
        folder = self.options.run / f"fold-{number}"
        if self._read(folder.name)["learned"] != [row.image for row in fold.trained]:
            raise ValueError(f"{folder} was trained on other pictures than the manifest gives it")
        form = self._form(folder / "model.onnx", folder / "fp32.onnx")
        self._write(folder.name, fold.trained, form)
        pixels = self._pixels_of(fold.judged)
        logits, gates = predict_pixels(open_session(form.model), pixels, ["logits", "gates"])
        (float_logits,) = predict_pixels(open_session(form.float_model), pixels, ["logits"])
        numbers = np.full(len(pixels), number)
        return Evidence(fold.judged, numbers, logits, float_logits, gates[:, 0])

    def run(self) -> dict[str, object]:
        """Judges, calibrates, and writes the file that ships with its card."""
        evidence = join([self._judge(number, fold) for number, fold in enumerate(self.folds)])
        calibration = calibrate(evidence)
        options = self.options
        form = self._form(options.out / "model.onnx", options.run / "fp32.onnx")
        name, trained = list(networks(self.folds).items())[-1]
        self._write(name, trained, form, calibration)
        probabilities, sure = judge_fairly(evidence)
        card = build_card(
            options.out.name,
            form.model,
            self.size,
            calibration,
            len(self.folds),
            self._measure_gates(open_session(form.model), evidence),
            None if options.fp32 else _compare(evidence, calibration),
            self._read(name)["training"],
            figures(probabilities, sure, evidence.rows),
        )
        text = json.dumps(card, indent=2) + "\n"
        (options.out / "card.json").write_text(text, encoding="utf-8")
        return card

    def _measure_gates(
        self, session: onnxruntime.InferenceSession, evidence: Evidence
    ) -> dict[str, object]:
        random = np.random.default_rng(_SEED)
        pictures = self._pixels_of(evidence.of_single().rows)

        def measure(pixels: list[np.ndarray]) -> np.ndarray:
            return predict_pixels(session, pixels, ["gates"])[0]

        plums = measure(pictures)
        # Light and sharpness do not depend on the weights; this measure does.
        plums[:, 0] = evidence.of_single().atypicality
        dim, unsharp = [measure([spoil(one) for one in pictures]) for spoil in (darkened, blurred)]
        others = {
            "plums in a tenth of the light": [darkened(one, 0.1) for one in pictures],
            "plums blurred by a twentieth": [blurred(one, 0.05) for one in pictures],
        }
        for folder in self.options.negatives:
            squares = [cuts(path, self.size, random) for path in sorted(folder.iterdir())]
            others[folder.name] = [square for some in squares for square in some]
        thresholds = choose_thresholds(plums, dim, unsharp)
        return card_of(thresholds, plums, {name: measure(some) for name, some in others.items()})


def _compare(evidence: Evidence, calibration: Calibration) -> dict[str, object]:
    """What the integers changed."""
    probabilities = calibration.probabilities(evidence.logits)
    reference = calibration.probabilities(evidence.float_logits)
    difference = np.abs(probabilities - reference)
    same = probabilities.argmax(1) == reference.argmax(1)
    known, labels = reference[evidence.single], evidence.labels
    return {
        "method": DESCRIPTION,
        "against_fp32": {
            "same_class": round(float(same.mean()), 4),
            "mean_difference": round(float(difference.mean()), 4),
            "largest_difference": round(float(difference.max()), 4),
        },
        "fp32_accuracy": round(metrics.accuracy(known, labels), 4),
        "fp32_macro_f1": round(metrics.macro_f1(known, labels), 4),
    }


def activate(out: Path) -> None:
    """Names this version as the one that the product ships with."""
    text = json.dumps({"version": out.name}, indent=2) + "\n"
    (out.parent / "active.json").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a run to ONNX with its card.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="ml/models/<version>")
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
