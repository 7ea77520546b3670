"""The Mumford-Shah edge term on the native grid: a random walker from the neighbour's mask (Grady 2006).

Between seeds the minimiser of Σ w_ij (u_i - u_j)², w_ij = exp(-β (I_i - I_j)² / σ) is the probability that a walker from
pixel i, stepping easily where the image is flat and hardly across edges, meets the object's seeds first. It is the
quadratic (Ambrosio-Tortorelli) form of the edge term with the edge set read off the image. Object seeds are the
neighbour's mask eroded, where the grey value is the drawn object's; background seeds lie beyond its dilation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.ndimage import distance_transform_edt, gaussian_filter


@dataclass(frozen=True)
class EdgeConfig:
    beta: float = 150.0
    radius: float = 0.35  # band half width over the radius of the disc of the mask's area
    min_radius: float = 2.0  # pixels
    max_radius: float = 8.0
    core: float = 0.7  # object seeds reach at least this share of the deepest distance inside
    gate: float = 2.0  # standard deviations of the drawn object's smoothed grey value
    min_seeds: float = 0.2  # share of seeds that must pass the gate


@dataclass(frozen=True)
class GreyGate:
    mean: float
    deviation: float


def grey_gate(unit_slice: np.ndarray, mask: np.ndarray) -> GreyGate:
    """Mean and deviation of the drawn object's grey values after smoothing with σ = 1 pixel."""
    values = gaussian_filter(unit_slice, 1)[mask]
    return GreyGate(float(values.mean()), max(float(values.std()), 0.02))


def edge_term(unit_slice: np.ndarray, mask: np.ndarray, gate: GreyGate, config: EdgeConfig) -> np.ndarray:
    """Probability [rows, columns] on this slice from the neighbour's boolean mask (not empty). All zero when fewer than
    `min_seeds` of the seeds have the object's grey value: the object is not here."""
    out = np.zeros(mask.shape, np.float32)
    r = float(np.clip(config.radius * np.sqrt(mask.sum() / np.pi), config.min_radius, config.max_radius))
    ys, xs = np.nonzero(mask)
    pad = int(np.ceil(r)) + 3
    y0, y1 = max(0, ys.min() - pad), min(mask.shape[0], ys.max() + pad + 1)
    x0, x1 = max(0, xs.min() - pad), min(mask.shape[1], xs.max() + pad + 1)
    box = slice(y0, y1), slice(x0, x1)
    cut = mask[box]
    inside = distance_transform_edt(np.pad(cut, 1))[1:-1, 1:-1]
    outside = distance_transform_edt(~cut)
    seeds = inside > min(r, config.core * inside.max())
    count = seeds.sum()
    smooth = gaussian_filter(unit_slice, 1)[box]
    seeds &= np.abs(smooth - gate.mean) < config.gate * gate.deviation
    if seeds.sum() < max(1, config.min_seeds * count):
        return out
    background = outside > r
    if not background.any():
        out[box] = cut
        return out
    state = np.zeros(cut.shape, np.int8)
    state[background], state[seeds] = 2, 1
    image = np.ascontiguousarray(unit_slice[box], np.float64)
    out[box] = walk(image, state, config.beta / max(float(image.std()), 1e-6))
    return out


@njit(cache=True)
def walk(image, state, beta):
    """Jacobi-preconditioned conjugate gradients for the Dirichlet problem. state: 0 unknown, 1 object, 2 background."""
    h, w = image.shape
    index = np.full((h, w), -1, np.int32)
    n = 0
    for y in range(h):
        for x in range(w):
            if state[y, x] == 0:
                index[y, x] = n
                n += 1
    out = np.zeros((h, w), np.float32)
    right = np.zeros(n)
    diagonal = np.zeros(n)
    neighbour = np.full((n, 4), -1, np.int32)
    weight = np.zeros((n, 4))
    for y in range(h):
        for x in range(w):
            i = index[y, x]
            if i < 0:
                continue
            for d in range(4):
                yy = y + (1 if d == 0 else -1 if d == 1 else 0)
                xx = x + (1 if d == 2 else -1 if d == 3 else 0)
                if yy < 0 or xx < 0 or yy >= h or xx >= w:
                    continue
                g = image[y, x] - image[yy, xx]
                e = np.exp(-beta * g * g) + 1e-6
                diagonal[i] += e
                if index[yy, xx] >= 0:
                    neighbour[i, d] = index[yy, xx]
                    weight[i, d] = e
                elif state[yy, xx] == 1:
                    right[i] += e
    u = np.full(n, 0.5)
    residual = np.empty(n)
    direction = np.empty(n)
    product = np.empty(n)
    for i in range(n):
        s = diagonal[i] * u[i]
        for d in range(4):
            if neighbour[i, d] >= 0:
                s -= weight[i, d] * u[neighbour[i, d]]
        residual[i] = right[i] - s
        direction[i] = residual[i] / diagonal[i]
    rho = 0.0
    for i in range(n):
        rho += residual[i] * direction[i]
    limit = 1e-6 * rho
    for _ in range(300):
        if rho <= limit or rho <= 1e-14:
            break
        curvature = 0.0
        for i in range(n):
            s = diagonal[i] * direction[i]
            for d in range(4):
                if neighbour[i, d] >= 0:
                    s -= weight[i, d] * direction[neighbour[i, d]]
            product[i] = s
            curvature += s * direction[i]
        step = rho / curvature
        fresh = 0.0
        for i in range(n):
            u[i] += step * direction[i]
            residual[i] -= step * product[i]
            fresh += residual[i] * residual[i] / diagonal[i]
        ratio = fresh / rho
        rho = fresh
        for i in range(n):
            direction[i] = residual[i] / diagonal[i] + ratio * direction[i]
    for y in range(h):
        for x in range(w):
            if index[y, x] >= 0:
                out[y, x] = min(1.0, max(0.0, u[index[y, x]]))
            elif state[y, x] == 1:
                out[y, x] = 1.0
    return out
