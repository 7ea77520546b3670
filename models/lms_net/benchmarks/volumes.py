"""Volumes in memory, as episodes and protocols read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from lms_net.benchmarks.datasets import Benchmark

UNSURE = 0  # id of "no region" in every map


@dataclass
class SliceVolume:
    """image (z, y, x) in any unit, clipped to `window` where there is one and z-scored over the whole volume; maps:
    region ids of the same shape, 0 = none; label: organs."""

    case: str
    image: np.ndarray
    label: np.ndarray
    maps: list[np.ndarray]
    spacing: tuple[float, float, float]
    window: tuple[float, float] | None = None
    dataset: str = ""
    mean: float = field(init=False)
    std: float = field(init=False)
    areas: list[np.ndarray] = field(init=False)  # per map [slices, ids], in pixels of the stored slice

    def __post_init__(self):
        values = self._windowed(self.image)
        self.mean, self.std = float(values.mean(dtype=np.float64)), float(values.std(dtype=np.float64)) or 1.0
        self.areas = []
        for ids in self.maps:
            top = int(ids.max()) + 1
            self.areas.append(np.stack([np.bincount(s.ravel(), minlength=top) for s in ids]).astype(np.int32))

    def _windowed(self, values: np.ndarray) -> np.ndarray:
        values = values.astype(np.float32)
        return values if self.window is None else np.clip(values, *self.window)

    def plane(self, z: int, size: int) -> np.ndarray:
        """One z-scored slice float32 [size, size]."""
        return to_size((self._windowed(self.image[z]) - self.mean) / self.std, size)

    def mask(self, source: np.ndarray, z: int, value: int, size: int) -> np.ndarray:
        """Where a map or the label has `value` on slice z, bool [size, size]."""
        return to_size((source[z] == value).astype(np.float32), size) >= 0.5


def to_size(plane: np.ndarray, size: int) -> np.ndarray:
    """Zero-padded (with the lowest value) to a square, then bilinear, antialiased when it shrinks. float32 [size, size]."""
    h, w = plane.shape
    if h != w:
        side = max(h, w)
        square = np.full((side, side), plane.min(), np.float32)
        top, left = (side - h) // 2, (side - w) // 2
        square[top : top + h, left : left + w] = plane
        plane = square
    if plane.shape[0] == size:
        return plane.astype(np.float32)
    tensor = torch.from_numpy(np.ascontiguousarray(plane, np.float32))[None, None]
    smaller = size < plane.shape[0]
    return F.interpolate(tensor, size=(size, size), mode="bilinear", align_corners=False, antialias=smaller)[0, 0].numpy()


def load_case(spec: Benchmark, cache: Path, number: int) -> SliceVolume | None:
    """A prepared volume, None where it is not in the cache."""
    file = cache / spec.name / f"{spec.case_name(number)}.npz"
    if not file.exists():
        return None
    with np.load(file) as data:
        return SliceVolume(
            spec.case_name(number),
            data["image"],
            data["label"],
            [data["regions"]],
            tuple(float(v) for v in data["spacing"]),
            dataset=spec.name,
        )


def load_cases(spec: Benchmark, cache: Path, numbers) -> list[SliceVolume]:
    """The prepared ones among `numbers`, in their order. Raises FileNotFoundError when there is none."""
    volumes = [v for v in (load_case(spec, cache, n) for n in numbers) if v is not None]
    if not volumes:
        raise FileNotFoundError(f"no prepared volume of {spec.name} in {cache}; run python -m lms_net.benchmarks.prepare")
    return volumes
