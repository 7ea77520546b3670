"""Means over patients with bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Interval:
    """Mean and 95 % percentile interval over patients; no interval below two of them."""

    mean: float
    low: float | None
    high: float | None
    n: int

    def text(self, factor: float = 100, digits: int = 2) -> str:
        if self.low is None:
            return f"{factor * self.mean:.{digits}f}"
        return f"{factor * self.mean:.{digits}f} [{factor * self.low:.1f}, {factor * self.high:.1f}]"


def bootstrap(values, samples: int = 2000, seed: int = 0) -> Interval:
    """Percentile bootstrap of the mean of one value a patient. Raises ValueError for no value."""
    v = np.asarray(list(values), float)
    if not len(v):
        raise ValueError("no value to average")
    if len(v) == 1:
        return Interval(float(v[0]), None, None, 1)
    means = np.random.default_rng(seed).choice(v, (samples, len(v))).mean(1)
    return Interval(float(v.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975)), len(v))


def dice_by_organ(rows: list[dict], organs) -> tuple[dict[str, Interval], Interval]:
    """rows: dicts with case, organ, dice. A patient's value is the mean over the supports (and folds) it was asked with.

    → (organ → interval, mean). The mean is that of the organs' means, as in the paper; its interval resamples patients by
    their mean over organs.
    """
    per_organ, by_patient = {}, {}
    for organ in organs:
        patients: dict[str, list[float]] = {}
        for row in rows:
            if row["organ"] == organ:
                patients.setdefault(row["case"], []).append(row["dice"])
        if patients:
            values = {case: float(np.mean(d)) for case, d in patients.items()}
            per_organ[organ] = bootstrap(values.values())
            for case, value in values.items():
                by_patient.setdefault(case, []).append(value)
    overall = bootstrap([float(np.mean(v)) for v in by_patient.values()])
    mean = float(np.mean([i.mean for i in per_organ.values()]))
    return per_organ, Interval(mean, overall.low, overall.high, overall.n)
