"""Grey-value evidence: how much more likely a grey value is inside the object than around it.

Histograms and look-ups are linear between bin centres, so that nothing jumps when a value sits on a bin's border: the
browser and PyTorch must agree.
"""

from __future__ import annotations

import numpy as np

BINS = 48
KERNEL = np.array([0.05, 0.1, 0.2, 0.3, 0.2, 0.1, 0.05])
PRIOR_COUNT = 0.5
CLIP = 4.0


def _place(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower bin, upper bin and the upper bin's share for grey values in [0, 1]."""
    position = np.clip(image.astype(np.float64) * BINS - 0.5, 0, BINS - 1)
    low = np.floor(position).astype(np.int64)
    return low, np.minimum(low + 1, BINS - 1), position - low


def likelihood_table(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Log-likelihood ratio per grey-value bin, [BINS] in [-1, 1] (clipped at ±4, divided by 4).

    image: crop in [0, 1]; mask: soft mask of the same crop, 0..1; everything else in the crop is the surroundings.
    Histograms are smoothed over seven bins with repeated edges.
    """
    low, high, share = (a.ravel() for a in _place(image))
    weight = mask.ravel().astype(np.float64)
    ratio = np.zeros(BINS)
    for w, sign in ((weight, 1), (1 - weight, -1)):
        counts = np.bincount(low, w * (1 - share), BINS) + np.bincount(high, w * share, BINS)
        smooth = np.convolve(np.pad(counts, 3, "edge"), KERNEL, "valid") + PRIOR_COUNT
        ratio += sign * np.log(smooth / smooth.sum())
    return (np.clip(ratio, -CLIP, CLIP) / CLIP).astype(np.float32)


def look_up(table: np.ndarray, image: np.ndarray) -> np.ndarray:
    """The table's value at every pixel of an image in [0, 1], linear between bin centres."""
    low, high, share = _place(image)
    return (table[low] * (1 - share) + table[high] * share).astype(np.float32)
