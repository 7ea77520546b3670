"""What a chain has met on its way: a mask is the prior of the next slice, so what went wrong on the way stays wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class SoFar:
    """fallen and regrowth tell the object's end: presence has come down from where it was, and an object that had become
    small grows again, which one that is drawn near its end does not do before it has reached its full size."""

    largest: float  # pixels of the largest slice, the drawn one among them
    smallest: float  # and of the smallest since that
    regrown: float = 1.0  # most times an area, up to the largest, over the smallest before it
    least_confidence: float = 1.0
    most_entropy: float = 0.0
    most_presence: float = -math.inf  # logit

    @classmethod
    def before_first_step(cls, pixels: float) -> SoFar:
        return cls(pixels, pixels)

    def add(self, pixels: float, figures: dict[str, float]) -> dict[str, float]:
        """One slice more, of so many mask pixels. → the figures that its way adds to its own."""
        self.regrown = max(self.regrown, min(pixels, self.largest) / max(1.0, self.smallest))
        self.smallest = pixels if pixels > self.largest else min(self.smallest, pixels)
        self.largest = max(self.largest, pixels)
        self.least_confidence = min(self.least_confidence, figures["confidence"])
        self.most_entropy = max(self.most_entropy, figures["entropy"])
        self.most_presence = max(self.most_presence, figures["presence"])
        return dict(
            leastConfidence=self.least_confidence,
            mostEntropy=self.most_entropy,
            fallen=self.most_presence - figures["presence"],
            regrowth=math.log(self.regrown),
        )
