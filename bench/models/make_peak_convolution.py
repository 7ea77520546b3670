#!/usr/bin/env python3
"""Writes peak-convolution.onnx: what the runtime reaches on the easiest large work there is, as a yardstick.

    python bench/models/make_peak_convolution.py

Four plain 3 × 3 convolutions, 128 channels, 64 × 64 pixels, stride 1: 2.4 G multiply-adds, large enough to hide
every overhead, small enough to stay in a cache. Weights are one repeated number made in the graph, so the file is tiny.
"""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto, helper

CHANNELS, SIZE, LAYERS = 128, 64, 4


def main() -> None:
    shape = [CHANNELS, CHANNELS, 3, 3]
    nodes = [
        helper.make_node(
            "ConstantOfShape",
            ["weight_shape"],
            ["weight"],
            value=helper.make_tensor("value", TensorProto.FLOAT, [1], [1 / (9 * CHANNELS)]),
        )
    ]
    nodes += [
        helper.make_node("Conv", [f"x{n}", "weight"], [f"x{n + 1}"], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        for n in range(LAYERS)
    ]
    plane = [1, CHANNELS, SIZE, SIZE]
    graph = helper.make_graph(
        nodes,
        "peak_convolution",
        [helper.make_tensor_value_info("x0", TensorProto.FLOAT, plane)],
        [helper.make_tensor_value_info(f"x{LAYERS}", TensorProto.FLOAT, plane)],
        [helper.make_tensor("weight_shape", TensorProto.INT64, [4], shape)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, Path(__file__).with_name("peak-convolution.onnx"))


if __name__ == "__main__":
    main()
