"""Logistic rules on a slice's figures: the stop rule and the trust score of the manifest."""

from __future__ import annotations

import numpy as np


def apply_rule(rule: dict, figures: dict[str, float]) -> float:
    """sigmoid(bias + Σ weight · (min(figure, max) - mean) / scale)."""
    z = rule["bias"] + sum(
        t["weight"] * (min(figures[t["figure"]], t["max"]) - t["mean"]) / t["scale"] for t in rule["terms"]
    )
    return float(1 / (1 + np.exp(-np.clip(z, -50, 50))))
