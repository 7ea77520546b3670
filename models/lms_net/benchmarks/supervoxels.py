"""The pseudo-objects of self-supervised training, as ADNet and RPT make them: 3D Felzenszwalb regions on 26 neighbours."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import binary_fill_holes, label

from lms_net.data.supervoxels import merge_regions

SCALE = 1 / 255  # on grey values 0..255, so that the size pass does most of the work
BODY_ABOVE = 10.0


def directions() -> list[tuple[int, int, int]]:
    """The 13 of 26 neighbours (z, y, x) that are later in raster order."""
    steps = np.array(np.meshgrid([-1, 0, 1], [-1, 0, 1], [-1, 0, 1], indexing="ij")).reshape(3, -1).T
    return [tuple(int(v) for v in s) for s in steps if tuple(s) > (0, 0, 0)]


def edge_factor(step: tuple[int, int, int], ratio: float) -> float:
    """Geometric weight of an edge; ratio = slice distance / pixel distance. 1 in plane, r along z, between them for
    diagonals: sqrt((1 + r²) / 2) with one in-plane step, sqrt((2 + r²) / 3) with two."""
    if step[0] == 0:
        return 1.0
    in_plane = abs(step[1]) + abs(step[2])
    return float(np.sqrt((in_plane + ratio**2) / (in_plane + 1)))


def _shifted(ids: np.ndarray, step: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    here = tuple(slice(max(0, -s), n - max(0, s)) for s, n in zip(step, ids.shape, strict=True))
    there = tuple(slice(max(0, s), n - max(0, -s)) for s, n in zip(step, ids.shape, strict=True))
    return ids[here], ids[there]


def body_mask(image: np.ndarray) -> np.ndarray:
    """Per slice: grey value above 10 of 255, largest connected component, holes filled."""
    out = np.zeros(image.shape, bool)
    for z, plane in enumerate(image):
        components, count = label(plane > BODY_ABOVE, np.ones((3, 3)))
        if count:
            out[z] = binary_fill_holes(components == np.bincount(components.ravel())[1:].argmax() + 1)
    return out


def paper_supervoxels(image: np.ndarray, spacing: tuple[float, float, float], minimum: int) -> np.ndarray:
    """int32 (z, y, x): 0 outside the body, regions from 1, none below `minimum` voxels before the body is cut out.

    image (z, y, x) in any unit (rescaled to 0..255), spacing in mm (z, y, x). About a minute for a CT volume, and 40 bytes
    a voxel and direction of memory.
    """
    low, high = float(image.min()), float(image.max())
    grey = (image.astype(np.float32) - low) * np.float32(255 / max(high - low, 1e-6))
    flat = grey.ravel()
    ids = np.arange(grey.size, dtype=np.int32).reshape(grey.shape)
    ratio = spacing[0] / spacing[2]
    first, second, cost = [], [], []
    for step in directions():
        a, b = (x.ravel() for x in _shifted(ids, step))
        first.append(a)
        second.append(b)
        cost.append(np.abs(flat[a] - flat[b]) * np.float32(edge_factor(step, ratio)))
    a, b, w = np.concatenate(first), np.concatenate(second), np.concatenate(cost)
    del first, second, cost
    regions = merge_regions(a, b, w, grey.shape, SCALE, minimum) + 1
    regions[~body_mask(grey)] = 0
    return regions
