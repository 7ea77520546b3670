"""Voxel sizes where a prepared volume does not know its own."""

from __future__ import annotations

# Sunnybrook's cine stacks: slices of short-axis hearts are 8-10 mm apart.
SUNNYBROOK_MM = (8.0, 1.4, 1.4)


def spacing_mm(dataset: str, stored) -> tuple[float, float, float]:
    """Millimetres (z, y, x) of a volume: what is stored with it, but for a data set (or a file of it) that has none."""
    return SUNNYBROOK_MM if dataset.startswith("sunnybrook") else tuple(float(v) for v in stored)
