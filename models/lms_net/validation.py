"""Labelled volumes of the validation split, one organ at a time, for the measuring commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lms_net.data.sets import VALIDATION
from lms_net.data.spacing import spacing_mm


@dataclass(frozen=True)
class Case:
    dataset: str
    name: str
    organ: int
    image: np.ndarray
    truth: np.ndarray
    spacing: tuple[float, float, float]
    percentiles: tuple[float, float]


def cases(data: Path, datasets, limit: int) -> Iterator[Case]:
    """Every organ of the first `limit` validation volumes of each data set."""
    for dataset in datasets:
        names, organs = VALIDATION[dataset]
        for name in names[:limit]:
            prepared = np.load(data / f"{dataset}__{name}.npz")
            image, label = prepared["image"], prepared["label"]
            spacing = spacing_mm(dataset, prepared["spacing"])
            percentiles = tuple(np.percentile(image, (0.5, 99.5)))
            for organ in organs:
                truth = label == organ
                if truth.any():
                    yield Case(dataset, name, organ, image, truth, spacing, percentiles)
