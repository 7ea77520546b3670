"""Synthetic volumes: random label maps with random grey values, so that shapes and exact ends cost no patient.

A volume is made of a background label map (arg-max of smooth noise fields), objects laid over it (ellipsoids, tubes,
shells, plates, all bent along z), thin layers between neighbours (fat planes, capsules), grey values that are often
nearly equal in neighbours, texture, a bias field, blur and noise. Slice distance varies from 1.5 to 9 mm.

    python -m lms_net.data.synthetic OUT FIRST LAST
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.ndimage import (
    find_objects,
    gaussian_filter,
    label,
    map_coordinates,
    maximum_filter,
    minimum_filter,
)

from lms_net.whole_files import save_arrays

SIZE = 192
MAX_OBJECTS = 90


def smooth_field(rng: np.random.Generator, shape: tuple[int, int, int], cell: tuple[float, float, float]) -> np.ndarray:
    """Gaussian noise on a coarse lattice with `cell` voxels between nodes, interpolated linearly to `shape`."""
    nodes = [max(2, int(round(n / c)) + 1) for n, c in zip(shape, cell, strict=True)]
    low = rng.normal(0, 1, nodes).astype(np.float32)
    axes = [np.linspace(0, m - 1, n, dtype=np.float32) for n, m in zip(shape, nodes, strict=True)]
    return map_coordinates(low, np.meshgrid(*axes, indexing="ij"), order=1, mode="nearest")


def _background(rng, shape, k):
    best = np.full(shape, -np.inf, np.float32)
    labels = np.zeros(shape, np.uint8)
    count = int(rng.integers(10, 26))
    size = rng.uniform(20, 48)
    for j in range(1, count + 1):
        cell = (
            max(1.5, size * rng.uniform(0.7, 1.6) / k),
            size * rng.uniform(0.6, 1.5),
            size * rng.uniform(0.6, 1.5),
        )
        field = smooth_field(rng, shape, cell) + rng.normal(0, 0.25)
        wins = field > best
        labels[wins], best[wins] = j, field[wins]
    return labels, count


def _objects(rng, shape, k, labels, count, grid, warp):
    zz, yy, xx = grid
    for j in range(count + 1, count + 1 + int(rng.integers(8, 20))):
        centre = [rng.uniform(0.12, 0.88) * n for n in shape]
        scale = rng.uniform(5, 36)
        radii = scale * np.array([rng.uniform(0.5, 2.6) / k, rng.uniform(0.55, 1.5), rng.uniform(0.55, 1.5)])
        t = (zz - centre[0]) / max(radii[0], 0.8)
        kind = rng.random()
        if kind < 0.3:  # tube: vessels, gut, oesophagus
            radii[1:] = rng.uniform(3, 15)
            t = t * rng.uniform(0.02, 0.5)
        lean = rng.normal(0, 0.5, 2)
        y = yy - centre[1] + warp[0] * rng.uniform(0.3, 1.5) - lean[0] * (zz - centre[0]) * k * 0.5
        x = xx - centre[2] + warp[1] * rng.uniform(0.3, 1.5) - lean[1] * (zz - centre[0]) * k * 0.5
        a = rng.uniform(0, np.pi)
        y, x = y * np.cos(a) - x * np.sin(a), y * np.sin(a) + x * np.cos(a)
        if 0.3 <= kind < 0.4:  # bent plate: pancreas, spleen tips, muscle sheets
            y = y + (x / max(radii[2], 1)) ** 2 * rng.uniform(2, 12)
            radii[1], radii[2] = rng.uniform(3, 9), rng.uniform(15, 40)
        d = t * t + (y / radii[1]) ** 2 + (x / radii[2]) ** 2
        inside = d < 1
        if rng.random() < 0.3:  # shell with its cavity as an object of its own: heart wall, gut wall
            inner = d < rng.uniform(0.25, 0.65)
            labels[inside] = j
            if rng.random() < 0.7:
                labels[inner] = 200 + (j % 50)
            continue
        labels[inside] = j
    return labels


def make_volume(seed: int) -> tuple[np.ndarray, np.ndarray, tuple[float, float, float]]:
    """One volume: image uint8 (z, y, x), labels uint8 (0 = none, each value one connected object), spacing mm (z, y, x)."""
    rng = np.random.default_rng(seed)
    slices = int(rng.integers(16, 56)) * (2 if seed % 4 == 3 else 1)  # every fourth is long
    dz, pixel = float(rng.uniform(1.5, 9)), float(rng.uniform(0.7, 1.8))
    shape, k = (slices, SIZE, SIZE), dz / pixel
    grid = np.meshgrid(np.arange(slices, dtype=np.float32), *[np.arange(SIZE, dtype=np.float32)] * 2, indexing="ij")
    warp = [smooth_field(rng, shape, (max(2, 40 / k), 30, 30)) * rng.uniform(2, 9) for _ in range(2)]
    labels, count = _background(rng, shape, k)
    labels = _objects(rng, shape, k, labels, count, grid, warp)
    if rng.random() < 0.6:  # a body outline
        r = rng.uniform(0.36, 0.48) * SIZE
        ry = r * rng.uniform(0.7, 1)
        outside = ((grid[1] - SIZE / 2) / ry) ** 2 + ((grid[2] - SIZE / 2) / r) ** 2 + 0.02 * warp[0] > 1
        labels[outside] = 0
    top = int(labels.max()) + 1
    grey = rng.uniform(0.05, 0.95, top)
    if rng.random() < 0.5:  # soft tissue: most regions crowd around two or three grey values
        centres = rng.uniform(0.25, 0.85, 3)
        near = rng.random(top) < 0.7
        grey[near] = centres[rng.integers(0, 3, near.sum())] + rng.normal(0, 0.05, near.sum())
    grey = np.clip(grey, 0.02, 0.98)
    grey[0] = rng.choice([0, 0, 0.1])
    image = grey[labels].astype(np.float32)
    if rng.random() < 0.6:  # thin layers between neighbours
        width = int(rng.choice([2, 3, 3]))
        border = maximum_filter(labels, (1, width, width)) != minimum_filter(labels, (1, width, width))
        strength = np.clip(smooth_field(rng, shape, (max(1, 20 / k), 20, 20)) + rng.uniform(0, 1.2), 0, 1)
        image = np.where(border, image * (1 - strength) + rng.uniform(0.05, 0.9) * strength, image)
    texture = smooth_field(rng, shape, (max(1, 6 / k), rng.uniform(2, 8), rng.uniform(2, 8)))
    coarse = smooth_field(rng, shape, (max(1, 14 / k), rng.uniform(8, 20), rng.uniform(8, 20)))
    image += texture * rng.uniform(0, 0.05, top)[labels] + coarse * rng.uniform(0, 0.05, top)[labels]
    image = gaussian_filter(image, (rng.uniform(0, 0.5), *[rng.uniform(0.3, 1.3)] * 2))
    image *= 1 + rng.uniform(0, 0.25) * smooth_field(rng, shape, (max(2, 90 / k), 90, 90))
    image += rng.normal(0, rng.uniform(0.003, 0.06), shape) * np.minimum(1, 0.2 + np.abs(image))
    return (np.clip(image, 0, 1) * 255).round().astype(np.uint8), split_objects(labels), (dz, pixel, pixel)


def split_objects(labels: np.ndarray) -> np.ndarray:
    """Connected components of every label, the three largest of each, at most MAX_OBJECTS, renumbered from 1."""
    parts = []
    for j, box in enumerate(find_objects(labels), start=1):
        if box is None:
            continue
        components, _ = label(labels[box] == j)
        sizes = np.bincount(components.ravel())[1:]
        for i in np.argsort(-sizes)[:3]:
            if 250 < sizes[i] < 0.12 * labels.size:
                parts.append((int(sizes[i]), box, components == i + 1))
    parts.sort(key=lambda part: -part[0])
    out = np.zeros(labels.shape, np.uint8)
    for i, (_, box, mask) in enumerate(parts[:MAX_OBJECTS]):
        out[box][mask] = i + 1
    return out


def main(argv: list[str]) -> None:
    out, first, last = Path(argv[0]), int(argv[1]), int(argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for seed in range(first, last):
        image, labels, spacing = make_volume(seed)
        target = out / f"synthetic__{seed:04d}.npz"
        save_arrays(target, dict(image=image, label=labels, spacing=spacing, ct=False))
        print(target.name, image.shape, int(labels.max()), "objects", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
