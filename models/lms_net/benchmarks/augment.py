"""Augmentation of an episode, as ADNet and RPT do it: grey values of one slice, geometry of one slice."""

from __future__ import annotations

import math

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

ROTATION = 5.0  # degrees
SHIFT = 5.0  # pixels of a 256 slice
SHEAR = 5.0  # degrees
SCALE = (0.9, 1.2)
ELASTIC = (10.0, 5.0)  # amplitude and width in pixels; the blur has 21 taps
GAMMA = (0.5, 1.5)


def gamma(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A power law that leaves minimum and maximum of the slice where they are."""
    low = image.min()
    span = image.max() - low + 1e-5
    return (span * ((image - low + 1e-5) / span) ** rng.uniform(*GAMMA) + low).astype(np.float32)


def geometry(image: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A random affine map and an elastic one in a single interpolation. Lengths are for 256² and scale with the slice."""
    size = image.shape[0]
    unit = size / 256
    angle, shear = np.radians(rng.uniform(-ROTATION, ROTATION)), np.radians(rng.uniform(-SHEAR, SHEAR))
    scale, shift = rng.uniform(*SCALE), rng.uniform(-SHIFT, SHIFT, 2) * unit
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    inverse = np.linalg.inv(turn @ np.array([[1, math.tan(shear)], [0, 1]]) * scale)
    grid = np.stack(np.meshgrid(*[np.arange(size, dtype=np.float32)] * 2, indexing="ij"))
    amplitude, width = ELASTIC
    noise = rng.uniform(-1, 1, (2, size, size)).astype(np.float32)
    grid = (
        grid + np.stack([gaussian_filter(n, width * unit, mode="reflect", truncate=2.0) for n in noise]) * amplitude * unit
    )
    centre = (size - 1) / 2
    where = np.tensordot(inverse, grid - centre - shift[:, None, None], 1) + centre
    moved = map_coordinates(image, where, order=1, mode="nearest").astype(np.float32)
    return moved, map_coordinates(mask.astype(np.float32), where, order=1, mode="constant") >= 0.5
