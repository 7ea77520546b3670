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

    def solve(self, image: np.ndarray, state: np.ndarray, beta: float) -> np.ndarray:
        """The minimiser [rows, columns] between seeds; see `walk`."""
        return walk(image, state, beta)


LIMIT = 1e-6  # of the squared residual at the start


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
    out[box] = config.solve(image, state, config.beta / max(float(image.std()), 1e-6))
    return out


@njit(cache=True)
def walk(image, state, beta):
    """The Dirichlet problem by preconditioned conjugate gradients. state: 0 unknown, 1 object, 2 background.

    The preconditioner is symmetric Gauss-Seidel in Eisenstat's form (SIAM J. Sci. Stat. Comput. 2, 1981): with the matrix
    scaled to a diagonal of ones, A = L + Lᵀ - I and L⁻¹ A L⁻ᵀ p = t + L⁻¹ (p - t), t = L⁻ᵀ p.
    """
    h, w = image.shape
    index = np.zeros((h, w), np.int32)
    n = 0
    for y in range(h):
        for x in range(w):
            if state[y, x] == 0:
                n += 1
                index[y, x] = n
    # Unknowns 1 to n; 0 and n + 1 stand for neighbours that are not there and stay zero.
    right, diagonal = np.zeros(n + 2), np.zeros(n + 2)
    above, below = np.zeros(n + 2, np.int32), np.zeros(n + 2, np.int32)
    to_next, to_above, to_below = np.zeros(n + 2), np.zeros(n + 2), np.zeros(n + 2)
    for y in range(h):
        for x in range(w):
            for d in range(2):
                yy, xx = (y, x + 1) if d == 0 else (y + 1, x)
                if yy >= h or xx >= w:
                    continue
                i, j = index[y, x], index[yy, xx]
                if i == 0 and j == 0:
                    continue
                g = image[y, x] - image[yy, xx]
                e = np.exp(-beta * g * g) + 1e-6
                diagonal[i] += e
                diagonal[j] += e
                if i > 0 and j > 0:
                    if d == 0:
                        to_next[i] = e
                    else:
                        below[i], above[j] = j, i
                        to_below[i] = to_above[j] = e
                elif (state[yy, xx] if i > 0 else state[y, x]) == 1:
                    right[i + j] += e
    scale = np.zeros(n + 2)
    for i in range(1, n + 1):
        scale[i] = 1 / np.sqrt(diagonal[i])
    for i in range(1, n + 1):
        to_next[i] *= scale[i] * scale[i + 1]
        to_below[i] *= scale[i] * scale[below[i]]
        to_above[i] *= scale[i] * scale[above[i]]
    u, residual, direction = np.zeros(n + 2), np.zeros(n + 2), np.zeros(n + 2)
    change, product = np.zeros(n + 2), np.zeros(n + 2)  # L⁻ᵀ direction, L⁻¹ (direction - change)
    for i in range(1, n + 1):
        u[i] = 0.5 / scale[i]
    rho = 0.0
    for i in range(1, n + 1):
        of_u = u[i] - to_next[i - 1] * u[i - 1] - to_next[i] * u[i + 1] - to_below[i] * u[below[i]]
        r = right[i] * scale[i] - of_u + to_above[i] * u[above[i]]
        residual[i] = r + to_next[i - 1] * residual[i - 1] + to_above[i] * residual[above[i]]
        rho += residual[i] * residual[i]
    limit = LIMIT * rho
    ratio = 0.0
    for _ in range(300):
        if rho <= limit or rho <= 1e-14:
            break
        for i in range(n, 0, -1):
            direction[i] = residual[i] + ratio * direction[i]
            change[i] = direction[i] + to_next[i] * change[i + 1] + to_below[i] * change[below[i]]
        curvature = 0.0
        for i in range(1, n + 1):
            forward = to_next[i - 1] * product[i - 1] + to_above[i] * product[above[i]]
            product[i] = direction[i] - change[i] + forward
            curvature += direction[i] * (change[i] + product[i])
        step = rho / curvature
        fresh = 0.0
        for i in range(1, n + 1):
            u[i] += step * change[i]
            residual[i] -= step * (change[i] + product[i])
            fresh += residual[i] * residual[i]
        ratio = fresh / rho
        rho = fresh
    out = np.zeros((h, w), np.float32)
    for y in range(h):
        for x in range(w):
            i = index[y, x]
            out[y, x] = min(max(u[i] * scale[i], 0.0), 1.0) if i > 0 else (1.0 if state[y, x] == 1 else 0.0)
    return out
