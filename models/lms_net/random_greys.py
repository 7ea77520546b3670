"""Grey values as another scanner or coil would have given them: random changes of a volume in training."""

from __future__ import annotations

import numpy as np

KNOTS = np.linspace(0, 1, 6, dtype=np.float32)
CURVE_SPREAD = 0.2  # standard deviation of a knot's grey value
FIELD_SPREAD = 0.35  # of the logarithm's slope and curvature, over half the slice
NARROWEST = 0.5  # of the former window


def random_curve(rng: np.random.Generator) -> np.ndarray:
    """Grey values at KNOTS of a random curve, not always rising, so that tissues change places as between MR sequences.
    Black stays black in most curves: there is nothing in air."""
    curve = KNOTS + rng.normal(0, CURVE_SPREAD, len(KNOTS)).astype(np.float32)
    if rng.random() < 0.8:
        curve[0] = 0
    return np.clip(curve, 0, 1)


def random_field(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A coil's brightness over a slice [rows, columns], a factor: falls off to one side and, or, away from the middle."""
    y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in shape)
    along_y, along_x, curved = rng.normal(0, FIELD_SPREAD, 3).astype(np.float32)
    log = along_y * y[:, None] + along_x * x[None] + curved * (y[:, None] ** 2 + x[None] ** 2 - 2 / 3)
    return np.exp(log)


def random_top(brightest: float, rng: np.random.Generator) -> float:
    """Where a narrower or wider window ends, in units of the former one's end; never below the drawn object's bright end."""
    return max(float(np.exp(rng.uniform(np.log(NARROWEST), np.log(1.3)))), brightest, 0.05)
