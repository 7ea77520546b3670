"""Logistic rules on a slice's figures: the stop rule and the trust score of the manifest."""

from __future__ import annotations

import numpy as np


def apply_rule(rule: dict, figures: dict[str, float]) -> float:
    """sigmoid(bias + Σ weight · (min(figure, max) - mean) / scale)."""
    z = rule["bias"] + sum(
        t["weight"] * (min(figures[t["figure"]], t["max"]) - t["mean"]) / t["scale"] for t in rule["terms"]
    )
    return float(1 / (1 + np.exp(-np.clip(z, -50, 50))))


def kept_by_rule(chain: list[dict], rule: dict, threshold: float, patience: int) -> list[dict]:
    """Steps of a chain, in its order, that the stop rule lets stand: `patience` refusals in a row end the chain at the
    first of them, fewer are bridged."""
    kept, pending = [], []
    for step in chain:
        pending.append(step)
        if apply_rule(rule, step) >= threshold:
            kept, pending = kept + pending, []
        elif len(pending) >= patience:
            break
    return kept
