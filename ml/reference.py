"""Makes the yardstick of the model benchmark: `python3 -m ml.reference --model FP32.onnx --out FILE`.

The graph of an fp32 export without its weights: each is a constant of the same shape that the runtime
fills in when it opens the file. So it computes as long as the original and is small enough to commit.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

# Small tensors stay: shapes, axes, biases.
_LARGE = 2048
_VALUE = 0.01


def without_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replaces the large weights by constants of their shapes."""
    graph = model.graph
    nodes, kept = [], []
    for tensor in graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < _LARGE:
            kept.append(tensor)
            continue
        shape = f"{tensor.name}.shape"
        kept.append(numpy_helper.from_array(np.array(tensor.dims, np.int64), shape))
        value = numpy_helper.from_array(np.array([_VALUE], np.float32))
        nodes.append(helper.make_node("ConstantOfShape", [shape], [tensor.name], value=value))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    everything = [*nodes, *graph.node]
    del graph.node[:]
    graph.node.extend(everything)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the weights out of an fp32 export.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    onnx.save(without_weights(onnx.load(str(arguments.model))), str(arguments.out))


if __name__ == "__main__":
    main()
