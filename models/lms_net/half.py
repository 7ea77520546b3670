"""Large weights rounded to half floats and stored so: half the download, arithmetic in float32 as before.

The network that ships is the rounded one, golden example included, so nothing depends on how a runtime rounds.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HALF_FROM = 1024  # tensors of fewer numbers stay float32


def round_to_half(net: torch.nn.Module) -> torch.nn.Module:
    """Large weights become numbers that a half float holds. Raises OverflowError for one that is too large."""
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if parameter.numel() >= HALF_FROM:
                rounded = parameter.half().float()
                if not torch.isfinite(rounded).all():
                    raise OverflowError(f"{name} does not fit half floats")
                parameter.copy_(rounded)
    return net


def store_as_half(file: Path) -> None:
    """Tensors that lose nothing by it are stored as half floats with a cast behind them."""
    model = onnx.load(file)
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        if values.size < HALF_FROM or not np.array_equal(values.astype(np.float16).astype(np.float32), values):
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)
