"""Synthetic volumes: random label maps with random grey values, so that shapes and exact ends cost no patient.

A volume is made of a background label map (arg-max of smooth noise fields), objects laid over it (ellipsoids, tubes,
shells, plates, all bent along z), thin layers between neighbours (fat planes, capsules), grey values that are often
nearly equal in neighbours, texture, a bias field, blur and noise. Slice distance varies from 1.5 to 9 mm.

--hearts: thick slices with chambers that end where their wall ends, while blood goes on into the next chamber; no other
object teaches that an end can be told by its surroundings alone. A data set of its own.

    python -m lms_net.data.synthetic OUT FIRST LAST [--hearts]
"""

from __future__ import annotations

import argparse
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


def _chambers(rng, shape, k, labels, first, grid, warp) -> list[int]:
    """Lays hearts over the labels: a cavity, closed at its apex, in a wall (labels j and j + 1), and beyond the wall's base
    another chamber (j + 2), a little aside. → j of each."""
    zz, yy, xx = grid
    found = []
    for j in range(first, first + 3 * int(rng.integers(3, 6)), 3):
        radius, wall = rng.uniform(9, 24), rng.uniform(2.5, 9)
        apex = rng.uniform(0.1, 0.5) * shape[0]
        base = min(apex + rng.uniform(2.4, 4.8) * radius / k, 0.85 * shape[0])
        centre = [rng.uniform(0.2, 0.8) * n for n in shape[1:]]
        lean = rng.normal(0, 0.3, 2)

        def distance(aside, r, oval, centre=centre, lean=lean, apex=apex):
            y = yy - centre[0] - aside[0] + warp[0] * 0.5 - lean[0] * (zz - apex) * k * 0.3
            x = xx - centre[1] - aside[1] + warp[1] * 0.5 - lean[1] * (zz - apex) * k * 0.3
            return np.sqrt((y / (r * oval)) ** 2 + (x * oval / r) ** 2)

        from_apex = np.clip((zz - apex) / (base - apex), 0, 1)
        profile = np.sqrt(np.clip(1 - (1 - from_apex) ** 2 * rng.uniform(0.7, 1), 1e-3, 1))
        inner = distance((0, 0), radius, rng.uniform(0.75, 1.3))
        cavity = (zz >= apex) & (zz <= base) & (inner < profile)
        shell = (zz >= apex - wall / k) & (zz <= base) & (inner < profile + wall / radius) & ~cavity
        labels[shell], labels[cavity] = j + 1, j
        next_radius = radius * rng.uniform(0.6, 1.2)
        top = base + rng.uniform(1, 3) * radius / k
        beyond = distance(rng.normal(0, 0.35 * radius, 2), next_radius, rng.uniform(0.75, 1.3)) < 1
        labels[(zz > base) & (zz <= top) & beyond] = j + 2
        found.append(j)
    return found


def make_hearts(seed: int) -> tuple[np.ndarray, np.ndarray, tuple[float, float, float]]:
    """As `make_volume`; the only objects are walls and chambers."""
    rng = np.random.default_rng(seed)
    slices, dz, pixel = int(rng.integers(11, 24)), float(rng.uniform(5, 10)), float(rng.uniform(1.0, 1.7))
    shape, k = (slices, SIZE, SIZE), dz / pixel
    grid = np.meshgrid(*[np.arange(n, dtype=np.float32) for n in shape], indexing="ij")
    warp = [smooth_field(rng, shape, (max(2, 40 / k), 30, 30)) * rng.uniform(1, 5) for _ in range(2)]
    labels, count = _background(rng, shape, k)
    hearts = _chambers(rng, shape, k, labels, count + 1, grid, warp)
    top = hearts[-1] + 3
    grey = rng.uniform(0.05, 0.95, top)
    tones = rng.uniform(0.6, 0.95), rng.uniform(0.15, 0.5)
    blood, muscle = tones if rng.random() < 0.8 else tones[::-1]
    for j in hearts:
        grey[j : j + 3] = np.array([blood, muscle, blood]) + rng.normal(0, (0.03, 0.03, 0.05))
    image = np.clip(grey, 0.02, 0.98)[labels].astype(np.float32)
    texture = smooth_field(rng, shape, (max(1, 6 / k), rng.uniform(2, 8), rng.uniform(2, 8)))
    image += texture * rng.uniform(0, 0.06, top)[labels]
    image = gaussian_filter(image, (rng.uniform(0.2, 0.8), *[rng.uniform(0.4, 1.3)] * 2))
    image *= 1 + rng.uniform(0, 0.25) * smooth_field(rng, shape, (max(2, 90 / k), 90, 90))
    image += rng.normal(0, rng.uniform(0.005, 0.05), shape)
    objects = np.where(labels > count, labels - count, 0).astype(np.uint8)
    small = np.flatnonzero(np.bincount(objects.ravel()) <= 250)
    objects[np.isin(objects, small)] = 0
    return (np.clip(image, 0, 1) * 255).round().astype(np.uint8), objects, (dz, pixel, pixel)


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


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("first", type=int, help="first seed")
    parser.add_argument("last", type=int, help="the seed after the last")
    parser.add_argument("--hearts", action="store_true")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    name, make = ("hearts", make_hearts) if args.hearts else ("synthetic", make_volume)
    for seed in range(args.first, args.last):
        image, labels, spacing = make(seed)
        target = args.out / f"{name}__{seed:04d}.npz"
        partial = target.with_suffix(".tmp.npz")
        np.savez(partial, image=image, label=labels, spacing=spacing, ct=False)
        partial.rename(target)
        print(target.name, image.shape, int(labels.max()), "objects", flush=True)


if __name__ == "__main__":
    main()
