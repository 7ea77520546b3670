"""Episodes from images whose licence lets trained weights be shipped: the volumes that `lms_net.data.prepare` and
`lms_net.data.synthetic` write, with their supervoxels and labels as pseudo-objects."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lms_net.benchmarks.volumes import SliceVolume
from lms_net.data.intensity import CT_WINDOWS, percentile_window

SOFT = next((low, high) for name, low, high, _ in CT_WINDOWS if name == "soft")
LARGEST = 0.25  # of the slice: larger regions are background


def load_permissive(folder: Path, mixture: dict[str, float], held_out: set[str]) -> tuple[list[SliceVolume], np.ndarray]:
    """Volumes of the data sets in `mixture` (name → share of the episodes) and each volume's share.

    `held_out`: cases (by beginning of their name) that are kept for measuring. Raises FileNotFoundError when nothing is
    there.
    """
    volumes, shares = [], []
    for dataset, share in mixture.items():
        files = [
            f
            for f in sorted(folder.glob(f"{dataset}__*.npz"))
            if not f.name.endswith(".tmp.npz") and not any(f.stem.split("__")[1].startswith(h) for h in held_out)
        ]
        loaded = [v for v in (_load(f, dataset) for f in files) if v.maps]
        volumes += loaded
        shares += [share / len(loaded) for _ in loaded]
    if not volumes:
        raise FileNotFoundError(
            f"no prepared volume of {', '.join(mixture)} in {folder}; run python -m lms_net.data.prepare"
        )
    return volumes, np.array(shares)


def _load(file: Path, dataset: str) -> SliceVolume:
    with np.load(file) as data:
        image, hounsfield = data["image"], bool(data["ct"])
        names = ["label"] * bool(data["label"].any()) + sorted(n for n in data.files if n.startswith("regions"))
        maps = [_without_background(data[n], shift=0 if n == "label" else 1) for n in names]
        window = SOFT if hounsfield else (None if image.dtype == np.uint8 else percentile_window(image))
        return SliceVolume(
            file.stem.split("__")[1],
            image,
            data["label"],
            [m for m in maps if m.any()],
            tuple(float(v) for v in data["spacing"]),
            window,
            dataset,
        )


def _without_background(ids: np.ndarray, shift: int) -> np.ndarray:
    """Ids from 1; those that cover more than a quarter of some slice become 0, "no object". Regions count from 0: shift."""
    ids = ids.astype(np.int32) + shift
    areas = np.stack([np.bincount(s.ravel(), minlength=int(ids.max()) + 1) for s in ids])
    too_large = np.flatnonzero(areas.max(0) > LARGEST * ids[0].size)
    ids[np.isin(ids, too_large)] = 0
    return ids.astype(np.uint16) if ids.max() < 2**16 else ids
