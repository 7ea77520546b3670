"""Files that are there whole or not at all: a session may end at any time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch


def save(path: Path, **state) -> None:
    """A PyTorch checkpoint of these names."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def save_arrays(path: Path, arrays: dict, compressed: bool = False) -> None:
    """An `.npz` of arrays by name. Until it is complete it is called `.tmp.npz`, which those who read a folder leave out."""
    partial = path.with_suffix(".tmp.npz")
    (np.savez_compressed if compressed else np.savez)(partial, **arrays)
    partial.replace(path)
