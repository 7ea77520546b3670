"""Grey values as the network sees them. The viewer's window never reaches it.

CT in Hounsfield units is clipped to one of three windows, chosen by the drawn object itself, so that a lung nodule and a
vertebra are both seen with contrast; everything else is scaled between two percentiles of its volume. The TypeScript
engine repeats this (engine/src/preprocess); the numbers are in the model manifest.
"""

from __future__ import annotations

import numpy as np

# name, low HU, high HU, the drawn object's median HU below which the window applies
CT_WINDOWS = (
    ("lung", -1150.0, 350.0, -250.0),
    ("soft", -125.0, 275.0, 250.0),
    ("bone", -150.0, 1250.0, np.inf),
)
PERCENTILES = (0.5, 99.5)
HOUNSFIELD_BELOW = -200.0  # a volume with voxels below this (0.5 percentile or minimum) can only be HU


def is_hounsfield(volume: np.ndarray, modality: str = "") -> bool:
    """CT with real HU: says CT (or nothing) and reaches down to air. An 8-bit CT export without HU does not."""
    return modality in ("CT", "") and float(volume.min()) <= HOUNSFIELD_BELOW


def ct_window(object_values: np.ndarray) -> tuple[float, float]:
    """The window (low, high) in HU for an object with these voxel values."""
    median = float(np.median(object_values))
    for _, low, high, below in CT_WINDOWS:
        if median < below:
            return low, high
    raise AssertionError("the last window has no upper bound")


def percentile_window(volume: np.ndarray) -> tuple[float, float]:
    """Linear-interpolated percentiles of all voxels; a constant volume gives an interval of width 1e-6."""
    low, high = np.percentile(volume, PERCENTILES)
    return float(low), float(max(high, low + 1e-6))


def to_unit(values: np.ndarray, window: tuple[float, float]) -> np.ndarray:
    """Clip to the window and scale to [0, 1], float32."""
    low, high = window
    return np.clip((values.astype(np.float32) - low) / (high - low), 0, 1).astype(np.float32)
