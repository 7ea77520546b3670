"""3D Felzenszwalb-Huttenlocher regions (2004): the pseudo-objects that training propagates when nothing is labelled.

Edges of the 6-neighbour grid graph are sorted by grey-value difference; two regions merge when the edge is no heavier
than both regions' inner difference plus scale / size; a second pass merges what is smaller than `minimum` voxels.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.ndimage import gaussian_filter

# (scale on grey values in [0, 1], minimum voxels): a fine and a coarse partition.
SCALES = ((0.3, 300), (0.6, 1000))


def supervoxels(image: np.ndarray, scale: float, minimum: int) -> np.ndarray:
    """Region ids int32 (z, y, x), numbered from 0, of a float image in [0, 1]. Lightly smoothed first."""
    smooth = gaussian_filter(image.astype(np.float32), (0.3, 0.7, 0.7))
    ids = np.arange(smooth.size, dtype=np.int32).reshape(smooth.shape)
    first, second, weight = [], [], []
    for axis in range(3):
        a = np.take(ids, np.arange(smooth.shape[axis] - 1), axis).ravel()
        b = np.take(ids, np.arange(1, smooth.shape[axis]), axis).ravel()
        first.append(a)
        second.append(b)
        weight.append(np.abs(smooth.ravel()[a] - smooth.ravel()[b]))
    return merge_regions(np.concatenate(first), np.concatenate(second), np.concatenate(weight), smooth.shape, scale, minimum)


def merge_regions(
    a: np.ndarray, b: np.ndarray, w: np.ndarray, shape: tuple[int, ...], scale: float, minimum: int
) -> np.ndarray:
    """Region ids int32 of `shape`, numbered from 0, from edges a-b (voxel indices, int32) of weight w (float32)."""
    order = np.argsort(w, kind="stable")
    roots = _merge(a[order], b[order], w[order], math.prod(shape), scale, minimum)
    _, compact = np.unique(roots, return_inverse=True)
    return compact.reshape(shape).astype(np.int32)


@njit(cache=True)
def _find(parent, i):
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@njit(cache=True)
def _merge(a, b, w, n, scale, minimum):
    parent = np.arange(n).astype(np.int32)
    size = np.ones(n, np.int32)
    limit = np.full(n, scale, np.float32)
    for sweep in range(2):
        for e in range(len(a)):
            i, j = _find(parent, a[e]), _find(parent, b[e])
            if i == j:
                continue
            if sweep == 0:
                if w[e] > limit[i] or w[e] > limit[j]:
                    continue
            elif size[i] >= minimum and size[j] >= minimum:
                continue
            if size[i] < size[j]:
                i, j = j, i
            parent[j] = i
            size[i] += size[j]
            limit[i] = w[e] + scale / size[i]
    for i in range(n):
        parent[i] = _find(parent, i)
    return parent
