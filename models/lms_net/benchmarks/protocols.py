"""Evaluation protocols across volumes: which slices are drawn, which are asked, and how a volume's Dice is counted.

| protocol | drawn (support volume)                                   | asked (query volume)                            |
|----------|----------------------------------------------------------|-------------------------------------------------|
| EP1 | organ slices at 1/6, 1/2, 5/6 | slices that show the organ, in three chunks, chunk j with drawn slice j |
| EP2      | the middle organ slice                                   | all slices                                      |
| CV-all   | the three of EP1, as three shots of one support          | all slices                                      |

EP1 gives the extent away; EP2 and CV-all count every false positive beyond the organ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms_net.overlap import dice_of

FRACTIONS = {"EP1": (1 / 6, 3 / 6, 5 / 6), "EP2": (1 / 2,), "CV-all": (1 / 6, 3 / 6, 5 / 6)}


@dataclass(frozen=True)
class Task:
    """`shots`: positions in the list of drawn slices that form one support; `slices`: query slices it is used for."""

    shots: tuple[int, ...]
    slices: tuple[int, ...]


def organ_slices(label: np.ndarray, organ: int) -> np.ndarray:
    return np.flatnonzero((label == organ).any((1, 2)))


def drawn_slices(protocol: str, label: np.ndarray, organ: int) -> list[int]:
    """Slices of the support volume that are drawn; [] where it does not show the organ. Truncated, so they may coincide."""
    z = organ_slices(label, organ)
    return [int(z[int(f * len(z) + 1e-9)]) for f in FRACTIONS[protocol]] if len(z) else []


def tasks(protocol: str, label: np.ndarray, organ: int) -> list[Task]:
    """What is asked of a query volume; its label serves EP1's extent only. Empty where the volume lacks the organ."""
    z = organ_slices(label, organ)
    if not len(z):
        return []
    if protocol == "EP1":
        cuts = np.linspace(0, len(z), 4).astype(int)
        chunks = [tuple(int(s) for s in z[a:b]) for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
        return [Task((j,), chunk) for j, chunk in enumerate(chunks) if chunk]
    everything = tuple(range(len(label)))
    return [Task(tuple(range(len(FRACTIONS[protocol]))), everything)]


@dataclass
class Count:
    """Voxels of one organ in one query volume, added up over the slices asked."""

    both: int = 0
    predicted: int = 0
    true: int = 0

    def add(self, predicted: np.ndarray, true: np.ndarray) -> None:
        self.both += int((predicted & true).sum())
        self.predicted += int(predicted.sum())
        self.true += int(true.sum())

    @property
    def dice(self) -> float:
        return dice_of(self.both, self.predicted + self.true, empty=0.0)
