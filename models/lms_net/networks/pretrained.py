"""Loads the numpy archives of pretrained trunks (ResNet-101 V2, ResNet-50 V2, MobileNetV2) into `Trunk`.

Archives hold tensors by name; int8 weights come as NAME.q with one NAME.scale an output channel. Files are looked for by
name anywhere under the folder given, so that a download keeps its own layout.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from lms_net.networks.trunks import Trunk

FILES = {
    "resnet50": "resnet50v2_stage1_stage3_bn_int8w.npz",
    "resnet101": "resnet101v2_conv1_block3_int8w.npz",
    "mobilenetv2": "deeplabv3_mnv2_fp16.npz",
}
EPSILON = 1e-5


def read_archive(file: Path) -> dict[str, np.ndarray]:
    """All tensors as float32, int8 ones multiplied out."""
    tensors = {}
    with np.load(file) as archive:
        for name in archive.files:
            if name.endswith(".q"):
                scale = archive[name[:-2] + ".scale"]
                q = archive[name].astype(np.float32)
                tensors[name[:-2]] = q * scale.reshape(-1, *[1] * (q.ndim - 1))
            elif not name.endswith(".scale"):
                tensors[name] = archive[name].astype(np.float32)
    return tensors


def _scale_shift(t: dict[str, np.ndarray], norm: str) -> tuple[np.ndarray, np.ndarray]:
    mul = t[f"{norm}_gamma"] / np.sqrt(t[f"{norm}_running_var"] + EPSILON)
    return mul, t[f"{norm}_beta"] - t[f"{norm}_running_mean"] * mul


def resnet50_state(t: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Names of the gluon archive → names of Trunk. Norms that follow a convolution are folded into it."""
    state = {}

    def convolution(target: str, source: str, norm: str | None) -> None:
        weight = t[f"{source}_weight"]
        bias = np.zeros(len(weight), np.float32)
        if norm:
            mul, bias = _scale_shift(t, norm)
            weight = weight * mul[:, None, None, None]
        state[f"{target}.weight"], state[f"{target}.bias"] = weight, bias

    def scale_shift(target: str, norm: str) -> None:
        state[f"{target}.mul"], state[f"{target}.add"] = _scale_shift(t, norm)

    scale_shift("parts.stem.before", "batchnorm0")
    convolution("parts.stem.conv", "conv0", "batchnorm1")
    for stage, units in ((1, 3), (2, 4), (3, 6)):
        for u in range(units):
            ours, theirs = f"parts.stage{stage}.{u}", f"stage{stage}_"
            first = 0 if u == 0 else 3 * u + 1
            scale_shift(f"{ours}.preact", f"{theirs}batchnorm{3 * u}")
            convolution(f"{ours}.conv1", f"{theirs}conv{first}", f"{theirs}batchnorm{3 * u + 1}")
            convolution(f"{ours}.conv2", f"{theirs}conv{first + 1}", f"{theirs}batchnorm{3 * u + 2}")
            convolution(f"{ours}.conv3", f"{theirs}conv{first + 2}", None)
            if u == 0:
                convolution(f"{ours}.shortcut", f"{theirs}conv3", None)
    scale_shift("parts.norm.preact", "stage4_batchnorm0")
    return state


def resnet101_state(t: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Names of the tf-slim archive → names of Trunk. conv3 and shortcut have biases of their own."""
    state = {}
    for name, value in t.items():
        if name.startswith("conv1."):
            state[f"parts.stem.conv.{name.split('.')[1]}"] = value
        elif name.startswith("out."):
            state[f"parts.norm.{name.split('.', 1)[1]}"] = value
        else:
            block, unit, rest = name.split(".", 2)
            state[f"parts.stage{block[5:]}.{int(unit) - 1}.{rest}"] = value
    return state


def mobilenet_state(t: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Names of the DeepLab archive's trunk → names of Trunk; the segmentation head is left out."""
    place, units = {"u0": ("stem", 1)}, (("stage1", range(1, 3)), ("stage2", range(3, 6)), ("stage3", range(6, 17)))
    for part, numbers in units:
        for position, number in enumerate(numbers):
            place[f"u{number}"] = (part, position)
    state = {}
    for name, value in t.items():
        unit, rest = name.split(".", 1)
        if unit == "stem":
            state[f"parts.stem.0.conv.{rest}"] = value
        elif unit in place:
            part, position = place[unit]
            state[f"parts.{part}.{position}.{rest}"] = value
    return state


STATES = {"resnet50": resnet50_state, "resnet101": resnet101_state, "mobilenetv2": mobilenet_state}


def load_pretrained(trunk: Trunk, folder: Path) -> Trunk:
    """Fills the trunk with its archive's weights.

    Raises FileNotFoundError naming the file that is missing, ValueError when the archive does not fit.
    """
    if trunk.name not in FILES:
        return trunk
    found = sorted(folder.rglob(FILES[trunk.name]))
    if not found:
        raise FileNotFoundError(f"{FILES[trunk.name]} is not under {folder}; --encoder {trunk.name} needs it")
    state = STATES[trunk.name](read_archive(found[0]))
    wanted = trunk.state_dict()
    if state.keys() != wanted.keys():
        raise ValueError(f"{found[0]}: tensors {sorted(state.keys() ^ wanted.keys())[:4]} do not fit {trunk.name}")
    trunk.load_state_dict({k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in state.items()})
    return trunk
