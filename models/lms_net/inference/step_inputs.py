"""From slices and masks to the network's inputs: one drawn support, then one step of a chain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms_net.inference.crops import Frame, crop
from lms_net.inference.evidence import likelihood_table, look_up

SIGMA_FLOOR = 0.02


@dataclass(frozen=True)
class Support:
    """What a chain keeps of its drawn slice: normalised crop and mask [S, S], grey-value scale and likelihood table."""

    image: np.ndarray
    mask: np.ndarray
    mean: float
    deviation: float
    table: np.ndarray
    area_mm2: float

    def normalise(self, unit_image: np.ndarray) -> np.ndarray:
        """A crop in [0, 1], [S, S], by mean and deviation of the drawn slice's crop."""
        return (unit_image - self.mean) / self.deviation


def make_support(unit_slice: np.ndarray, mask: np.ndarray, frame: Frame, spacing, size: int) -> Support:
    """unit_slice [rows, columns] in [0, 1], mask boolean of the same shape, frame around the mask, spacing (sy, sx) mm."""
    image = crop(unit_slice, frame, size)
    cut = crop(mask.astype(np.float32), frame, size, outside_zero=True)
    deviation = float(image.std()) + SIGMA_FLOOR
    mean = float(image.mean())
    table = likelihood_table(image, cut)
    area = float(mask.sum()) * spacing[0] * spacing[1]
    return Support((image - mean) / deviation, cut, mean, deviation, table, area)


def step_planes(support: Support, query, neighbour, beyond, before, prior, before_prior, edge) -> np.ndarray:
    """Crops in [0, 1] (priors and edge: soft masks 0..1), all [S, S] → planes [9, S, S] as ChainNet.forward wants them."""
    near = likelihood_table(neighbour, prior)
    return np.stack(
        [
            support.normalise(query),
            support.normalise(neighbour),
            support.normalise(beyond),
            prior,
            look_up(support.table, query),
            look_up(near, query),
            edge,
            support.normalise(before),
            before_prior,
        ]
    ).astype(np.float32)


def step_scalars(support: Support, prior_area_mm2: float, step_mm: float) -> np.ndarray:
    """[3]: slice distance in cm (at most 3), ln(area of u' / drawn area) within ±3, slice distance over the radius of the
    disc with u''s area (at most 3). The distance from the drawn slice is left out on purpose: it only tells how long the
    objects of the training volumes are."""
    ratio = np.log((prior_area_mm2 + 1.0) / (support.area_mm2 + 1.0))
    reach = step_mm / np.sqrt((prior_area_mm2 + 1.0) / np.pi)
    return np.array([min(step_mm / 10, 3.0), np.clip(ratio, -3, 3), min(reach, 3.0)], np.float32)
