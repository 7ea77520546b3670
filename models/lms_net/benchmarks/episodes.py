"""Self-supervised episodes: two adjacent slices of one supervoxel, one drawn and one to be segmented."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms_net.benchmarks.augment import gamma, geometry
from lms_net.benchmarks.volumes import SliceVolume

ATTEMPTS = 200


@dataclass
class Episode:
    """Slices float32 [S, S], masks bool [S, S]. The keys name unaugmented slices (volume, z); None where an augmentation
    has touched the slice, so that frozen features may be kept by key."""

    support: np.ndarray
    support_mask: np.ndarray
    query: np.ndarray
    query_mask: np.ndarray
    support_key: tuple[int, int] | None
    query_key: tuple[int, int] | None


@dataclass(frozen=True)
class EpisodeRules:
    """min_pixels: RPT wants them on the larger of the two slices (ADNet: on the first). augment: the probability that
    each of the two augmentations is applied at all; 1 is the papers'. negatives: share of episodes whose query lies just
    beyond the supervoxel's end, with an empty target; 0 is the papers'."""

    size: int = 256
    min_pixels: int = 200
    augment: float = 1.0
    negatives: float = 0.0


class EpisodeSource:
    """Episodes by number: the same number is the same episode, whoever asks and in whatever order. `weights` are the
    volumes' shares (uniform by default).

    `excluded[i]`: slices of volume i that must not be used (setting 2).
    """

    def __init__(
        self,
        volumes: list[SliceVolume],
        rules: EpisodeRules,
        seed: int,
        weights: np.ndarray | None = None,
        excluded: list[np.ndarray] | None = None,
    ):
        self.volumes, self.rules, self.seed = volumes, rules, seed
        self.weights = np.ones(len(volumes)) if weights is None else weights
        self.weights = self.weights / self.weights.sum()
        self.usable = [np.ones(len(v.image), bool) for v in volumes]
        if excluded is not None:
            for usable, slices in zip(self.usable, excluded, strict=True):
                usable[slices] = False
        self.pairs = [self._pairs(v, usable) for v, usable in zip(volumes, self.usable, strict=True)]
        if not any(self.pairs):
            raise ValueError("no volume has a supervoxel on two adjacent slices")

    def _pairs(self, volume: SliceVolume, usable: np.ndarray) -> list[tuple[int, int, np.ndarray]]:
        """(map, id, first slices z of usable pairs z, z+1) for every region that has one."""
        rules, out = self.rules, []
        for m, areas in enumerate(volume.areas):
            h, w = volume.image.shape[1:]
            pixels = areas * (rules.size / max(h, w)) ** 2
            there = (areas > 0) & usable[:, None]
            wanted = np.maximum(pixels[:-1], pixels[1:]) >= rules.min_pixels * (rules.size / 256) ** 2
            pair = there[:-1] & there[1:] & wanted
            for i in np.flatnonzero(pair.any(0)):
                if i:
                    out.append((m, int(i), np.flatnonzero(pair[:, i])))
        return out

    def episode(self, number: int) -> Episode:
        rng, rules = np.random.default_rng([self.seed, number]), self.rules
        for _ in range(ATTEMPTS):
            v = int(rng.choice(len(self.volumes), p=self.weights))
            if not self.pairs[v]:
                continue
            m, i, starts = self.pairs[v][rng.integers(len(self.pairs[v]))]
            z = int(rng.choice(starts))
            first, second = (z, z + 1) if rng.random() < 0.5 else (z + 1, z)
            volume = self.volumes[v]
            if rng.random() < rules.negatives:
                ends = self._beyond(v, m, i, rng)
                if ends is None:
                    continue
                first, second = ends
            support_mask = volume.mask(volume.maps[m], first, i, rules.size)
            if not support_mask.any():
                continue
            query_mask = volume.mask(volume.maps[m], second, i, rules.size)
            return self._augmented(v, first, second, support_mask, query_mask, rng)
        raise RuntimeError("no usable episode in 200 attempts; are the supervoxels very small?")

    def _beyond(self, v: int, m: int, i: int, rng: np.random.Generator) -> tuple[int, int] | None:
        z, usable = np.flatnonzero(self.volumes[v].areas[m][:, i]), self.usable[v]
        ends = [(int(e), int(e + s)) for e, s in ((z[0], -1), (z[-1], 1)) if 0 <= e + s < len(usable)]
        ends = [(first, second) for first, second in ends if usable[first] and usable[second]]
        return ends[rng.integers(len(ends))] if ends else None

    def _augmented(self, v: int, first: int, second: int, support_mask, query_mask, rng: np.random.Generator) -> Episode:
        images = [self.volumes[v].plane(z, self.rules.size) for z in (first, second)]
        masks, keys = [support_mask, query_mask], [(v, first), (v, second)]
        if rng.random() < self.rules.augment:
            k = int(rng.integers(2))
            images[k], keys[k] = gamma(images[k], rng), None
        if rng.random() < self.rules.augment:
            k = int(rng.integers(2))
            moved, moved_mask = geometry(images[k], masks[k], rng)
            if k == 1 or moved_mask.any():  # a support must keep its object
                images[k], masks[k], keys[k] = moved, moved_mask, None
        return Episode(images[0], masks[0], images[1], masks[1], keys[0], keys[1])


def slices_with(volume: SliceVolume, organs: tuple[int, ...]) -> np.ndarray:
    """Setting 2: slices that show any of the held-out organs."""
    return np.flatnonzero(np.isin(volume.label, organs).any((1, 2)))
