"""Which pieces of a slice's mask belong to the object: those that continue the neighbour's."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import label

MIN_SHARE = 0.1


def keep_continuing(soft: np.ndarray, prior: np.ndarray, min_share: float = MIN_SHARE) -> np.ndarray:
    """Sets to zero the 4-connected pieces of soft > 1/2 that are smaller than `min_share` of the largest or do not
    overlap the neighbour's boolean mask. If no piece overlaps it (a small structure that moved on), the largest stays."""
    pieces, count = label(soft > 0.5)
    if count < 2:
        return soft
    size = np.bincount(pieces.ravel(), minlength=count + 1).astype(float)
    size[0] = 0
    overlap = np.bincount(pieces.ravel(), prior.ravel(), count + 1)
    keep = (size >= min_share * size.max()) & (overlap > 0)
    if not keep[1:].any():
        keep[int(size.argmax())] = True
    keep[0] = True
    out = soft.copy()
    out[~keep[pieces]] = 0
    return out
