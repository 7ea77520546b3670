"""Crops around the known mask, and their inverse. The TypeScript engine repeats these formulas (engine/src/crop).

A frame places a square of `size` × `size` crop pixels on a slice: centre (cx, cy) in pixel coordinates (0 = centre of the
first pixel), side lengths in pixels of each axis (they differ when pixels are not square), a rotation and a mirror (both
used in training only). With s = crop coordinate in [-1/2, 1/2]²:

    x = cx + side_x (cos a · f·s_x - sin a · s_y)        y = cy + side_y (sin a · f·s_x + cos a · s_y)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

MARGIN = 2.0  # side of the crop over the longest side of the mask's box
MIN_SIDE_MM = 72.0
MIN_SIDE_PIXELS = 64.0  # on fine grids small objects get a smaller crop than MIN_SIDE_MM
MAX_SAMPLES = 4


@dataclass(frozen=True)
class Frame:
    """Where a crop lies on a slice: centre and sides in pixels of the slice, angle in radians; the formulas are above."""

    cx: float
    cy: float
    side_x: float
    side_y: float
    angle: float = 0.0
    mirror: bool = False

    def packed(self) -> np.ndarray:
        """[8] float64, as the compiled loops take it: cx, cy, side_x, side_y, rotation and mirror as a matrix by rows."""
        f = -1.0 if self.mirror else 1.0
        c, s = math.cos(self.angle), math.sin(self.angle)
        return np.array([self.cx, self.cy, self.side_x, self.side_y, c * f, -s, s * f, c], np.float64)


def between(frame: Frame, other: Frame) -> np.ndarray:
    """[2, 3]: where a point of `frame` lies in `other`, both as (x, y, 1) with the crop from -1 to 1, which is what
    torch.nn.functional.affine_grid takes."""

    def onto_slice(f: Frame) -> np.ndarray:
        _, _, _, _, a, b, c, d = f.packed()
        return np.array([[f.side_x * a, f.side_x * b, f.cx], [f.side_y * c, f.side_y * d, f.cy], [0, 0, 1]])

    half = np.diag([0.5, 0.5, 1.0])
    return (np.linalg.inv(onto_slice(other) @ half) @ onto_slice(frame) @ half)[:2]


def mask_box(mask: np.ndarray) -> tuple[float, float, float, float]:
    """Centre x, y and extent x, y in pixels of a boolean mask [rows, columns]; the mask must not be empty."""
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return (xs[0] + xs[-1]) / 2, (ys[0] + ys[-1]) / 2, xs[-1] - xs[0] + 1.0, ys[-1] - ys[0] + 1.0


def frame_around(mask: np.ndarray, spacing: tuple[float, float], margin: float = MARGIN) -> Frame:
    """The frame for a boolean mask; spacing = millimetres of (row, column) steps, i.e. (sy, sx)."""
    sy, sx = spacing
    cx, cy, ex, ey = mask_box(mask)
    side = max(margin * max(ex * sx, ey * sy), min(MIN_SIDE_MM, MIN_SIDE_PIXELS * max(sx, sy)))
    return Frame(cx, cy, side / sx, side / sy)


def crop(plane: np.ndarray, frame: Frame, size: int, outside_zero: bool = False) -> np.ndarray:
    """[rows, columns] float32 → [size, size]; each crop pixel is the mean of n × n bilinear samples, n about its width in
    slice pixels (1..4). Beyond the border the edge is repeated, or zero is taken (masks)."""
    n = min(MAX_SAMPLES, max(1, int(math.floor(max(frame.side_x, frame.side_y) / size + 0.5))))
    return _crop(np.ascontiguousarray(plane, np.float32), frame.packed(), size, n, outside_zero)


def paste(patch: np.ndarray, frame: Frame, rows: int, columns: int) -> np.ndarray:
    """[size, size] → [rows, columns]: bilinear, zero outside the frame; mean of n × n samples a slice pixel when the crop
    is finer than the slice (1..4)."""
    size = patch.shape[0]
    n = min(MAX_SAMPLES, max(1, int(math.floor(size / max(frame.side_x, frame.side_y) + 0.5))))
    return _paste(np.ascontiguousarray(patch, np.float32), frame.packed(), rows, columns, n)


@njit(cache=True, fastmath=False)
def _bilinear(plane, x, y, outside_zero):
    h, w = plane.shape
    if outside_zero and (x < -0.5 or y < -0.5 or x > w - 0.5 or y > h - 0.5):
        return 0.0
    x = min(max(x, 0.0), w - 1.0)
    y = min(max(y, 0.0), h - 1.0)
    i, j = int(x), int(y)
    i2, j2 = min(i + 1, w - 1), min(j + 1, h - 1)
    fx, fy = x - i, y - j
    top = plane[j, i] * (1 - fx) + plane[j, i2] * fx
    bottom = plane[j2, i] * (1 - fx) + plane[j2, i2] * fx
    return top * (1 - fy) + bottom * fy


@njit(cache=True)
def _crop(plane, t, size, n, outside_zero):
    out = np.empty((size, size), np.float32)
    for a in range(size):
        for b in range(size):
            total = 0.0
            for j in range(n):
                v = (a + (j + 0.5) / n) / size - 0.5
                for i in range(n):
                    u = (b + (i + 0.5) / n) / size - 0.5
                    x = t[0] + t[2] * (t[4] * u + t[5] * v)
                    y = t[1] + t[3] * (t[6] * u + t[7] * v)
                    total += _bilinear(plane, x, y, outside_zero)
            out[a, b] = total / (n * n)
    return out


@njit(cache=True)
def _paste(patch, t, rows, columns, n):
    out = np.zeros((rows, columns), np.float32)
    size = patch.shape[0]
    reach = 0.75 * max(t[2], t[3]) + 1
    y0, y1 = max(0, int(t[1] - reach)), min(rows, int(t[1] + reach) + 2)
    x0, x1 = max(0, int(t[0] - reach)), min(columns, int(t[0] + reach) + 2)
    det = t[4] * t[7] - t[5] * t[6]
    for y in range(y0, y1):
        for x in range(x0, x1):
            total = 0.0
            for j in range(n):
                q = (y + (j + 0.5) / n - 0.5 - t[1]) / t[3]
                for i in range(n):
                    p = (x + (i + 0.5) / n - 0.5 - t[0]) / t[2]
                    u = (t[7] * p - t[5] * q) / det
                    v = (-t[6] * p + t[4] * q) / det
                    if abs(u) <= 0.5 and abs(v) <= 0.5:
                        total += _bilinear(patch, (u + 0.5) * size - 0.5, (v + 0.5) * size - 0.5, False)
            out[y, x] = total / (n * n)
    return out
