#!/usr/bin/env python3
"""Multiply-adds and weights of ONNX graphs with fixed input shapes, as JSON.

    python bench/graph_cost.py MODEL.onnx ...

Counts convolutions and matrix products; element-wise work is not arithmetic worth counting beside them. Shapes are
those of a real run on zeros: shape inference gives up behind a Reshape.
"""

from __future__ import annotations

import json
import math
import sys

import numpy as np
import onnx
import onnxruntime

COUNTED = ("Conv", "ConvTranspose", "MatMul", "Gemm")


def graph_cost(path: str) -> dict:
    model = onnx.load(path)
    counted = [node for node in model.graph.node if node.op_type in COUNTED]
    shapes = shapes_of_run(model, [name for node in counted for name in (*node.input[:2], *node.output[:1])])
    return {
        "file": path,
        "multiplyAdds": sum(node_cost(node, shapes) for node in counted),
        "weights": sum(math.prod(tensor.dims) for tensor in model.graph.initializer),
    }


def shapes_of_run(model: onnx.ModelProto, names: list[str]) -> dict[str, tuple[int, ...]]:
    """Shapes of the named tensors when the graph is run on zeros."""
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    shown = {value.name for value in model.graph.output}
    inputs = {value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in model.graph.input}
    shapes |= {name: tuple(shape) for name, shape in inputs.items()}
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    for name in sorted(set(names) - set(shapes) - shown):
        probe.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(probe.SerializeToString(), options, providers=["CPUExecutionProvider"])
    zeros = {name: np.zeros(shape, np.float32) for name, shape in inputs.items()}
    outputs = [output.name for output in session.get_outputs()]
    return shapes | {name: value.shape for name, value in zip(outputs, session.run(outputs, zeros), strict=True)}


def node_cost(node: onnx.NodeProto, shapes: dict[str, tuple[int, ...]]) -> int:
    first, second, out = shapes[node.input[0]], shapes[node.input[1]], shapes[node.output[0]]
    if node.op_type == "Conv":
        return math.prod(out) * math.prod(second[1:])
    if node.op_type == "ConvTranspose":
        return math.prod(first) * math.prod(second[1:])
    transposed = any(attribute.name == "transA" and attribute.i for attribute in node.attribute)
    return math.prod(out) * (first[0] if transposed else first[-1])


if __name__ == "__main__":
    print(json.dumps([graph_cost(path) for path in sys.argv[1:]], indent=1))
