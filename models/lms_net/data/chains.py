"""Training data as it is used: chains that walk through a volume on the network's own masks.

A chain starts on a slice whose mask is known ("drawn"), walks outward, and in every training step takes one slice further
with whatever mask the network predicted for the slice before. So errors accumulate in training as they do in use, and the
slices beyond the object's end are met with the masks that are met there. A batch is B chains of different volumes, each
at its own place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.ndimage import binary_dilation, uniform_filter, zoom

from lms_net.data.intensity import ct_window, percentile_window, to_unit
from lms_net.data.spacing import spacing_mm
from lms_net.inference.components import keep_continuing
from lms_net.inference.crops import Frame, between, crop, frame_around, paste
from lms_net.inference.edge import EdgeConfig, edge_term, grey_gate
from lms_net.inference.step_inputs import make_support, step_planes, step_scalars
from lms_net.overlap import dice

MIN_PIXELS = 20


@dataclass
class TrainingVolume:
    """A prepared volume and what may be drawn in it.

    image   [z, y, x] in modality units; spacing in mm (z, y, x)
    ct      Hounsfield units, so that the drawn object chooses the window; `window` (low, high) is for all others
    maps    ids [z, y, x]: the labels (0 is no object) first, then each set of supervoxels
    areas   pixels by slice and id, for every map
    labelled, regions: what may be drawn, as (map, id)
    """

    image: np.ndarray
    spacing: tuple[float, float, float]
    ct: bool
    window: tuple[float, float]
    maps: list[np.ndarray]
    areas: list[np.ndarray]  # per map: [slices, ids]
    labelled: list[tuple[int, int]] = field(default_factory=list)  # (map, id)
    regions: list[tuple[int, int]] = field(default_factory=list)


def load_volume(path: Path) -> TrainingVolume | None:
    """A file of `data.prepare` or `data.synthetic`; None where nothing in it may be drawn. A label needs more than
    MIN_PIXELS on two slices, a supervoxel on three, 200 to 60,000 voxels in all and a mean grey value above 0.05."""
    data = np.load(path)
    image, ct = data["image"], bool(data["ct"])
    spacing = spacing_mm(path.name, data["spacing"])
    names = ["label"] + sorted(k for k in data.files if k.startswith("regions"))
    maps = [data[n] for n in names]
    window = (0.0, 255.0) if image.dtype == np.uint8 else percentile_window(image)
    volume = TrainingVolume(image, spacing, ct, window, maps, [])
    for m, ids in enumerate(maps):
        top = int(ids.max()) + 1
        areas = np.stack([np.bincount(s.ravel(), minlength=top) for s in ids]).astype(np.int32)
        volume.areas.append(areas)
        grey = np.bincount(ids.ravel(), to_unit(image, window).ravel(), top) / np.maximum(1, areas.sum(0))
        for i in range(1 if m == 0 else 0, top):
            spread = int((areas[:, i] > MIN_PIXELS).sum())
            if m == 0 and spread >= 2:
                volume.labelled.append((m, i))
            elif m > 0 and spread >= 3 and 200 < areas[:, i].sum() < 60000 and grey[i] > 0.05:
                volume.regions.append((m, i))
    return volume if volume.labelled or volume.regions else None


COMPOSITE_SHARE = 0.35


def composite(volume: TrainingVolume, key: tuple[int, int], labelled: bool, rng: np.random.Generator) -> list[int]:
    """Ids in the key's map that make one object: mostly the key's own alone, else with one or two of its neighbours.

    Supervoxels and most synthetic objects are of one grey value, while a stomach is wall, fluid and gas and a vertebra bone
    and marrow. Joined neighbours teach that an object is what was drawn, not what is of one grey value.
    """
    m, first = key
    ids = [first]
    areas = volume.areas[m]
    others = [i for n, i in (volume.labelled if labelled else volume.regions) if n == m]
    share = COMPOSITE_SHARE
    while len(ids) < 3 and rng.random() < share:
        total = areas[:, ids].sum(1)
        plane = volume.maps[m][int(total.argmax())]
        mask = np.isin(plane, ids)
        ring = plane[binary_dilation(mask, iterations=2) & ~mask]
        touching, contact = np.unique(ring, return_counts=True)
        size = areas[:, touching].sum(0) / max(1, total.sum())
        fits = np.isin(touching, others) & (contact > 0.08 * len(ring)) & (0.1 < size) & (size < 4)
        if not fits.any():
            break
        ids.append(int(rng.choice(touching[fits], p=contact[fits] / contact[fits].sum())))
        share = 0.3
    return ids


def slice_changes(slices: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """What slices that are not acquired together differ in: brightness (interleaved MR) and place (breath-holds that are not
    alike). → factor [slices], whole pixels [slices, 2]; in most volumes ones and zeros."""
    gains, shifts = np.ones(slices, np.float32), np.zeros((slices, 2), int)
    if rng.random() < 0.25:
        gains = np.exp(rng.normal(0, rng.uniform(0.02, 0.12), slices)).astype(np.float32)
    if rng.random() < 0.25:
        shifts = np.rint(rng.normal(0, rng.uniform(0.5, 2.0), (slices, 2))).astype(int)
    return gains, shifts


class Chain:
    """One walk. `inputs()` gives the next step's arrays, `advance(prob)` takes the network's answer; `over()` says
    whether the walk is. from_answer: where the crop of the last inputs lies in the one before it (`crops.between`), None
    where their neighbour's mask is not the answer to the inputs before."""

    edge = EdgeConfig()
    from_answer: np.ndarray | None = None

    def __init__(
        self,
        volume: TrainingVolume,
        key: tuple[int, int],
        labelled: bool,
        rng: np.random.Generator,
        size: int,
    ):
        self.volume, self.rng, self.size, self.labelled = volume, rng, size, labelled
        self.map = volume.maps[key[0]]
        ids = composite(volume, key, labelled, rng)
        self.member = np.zeros(volume.areas[key[0]].shape[1], bool)
        self.member[ids] = True
        self.areas = volume.areas[key[0]][:, ids].sum(1)
        present = np.flatnonzero(self.areas > MIN_PIXELS)
        big = present[self.areas[present] >= 0.25 * self.areas.max()]
        self.start = int(rng.choice(big))
        thin = volume.spacing[0] < 4.5
        self.stride = int(rng.choice([1, 1, 1, 2, 3])) if thin else 1
        self.direction = int(rng.choice([-1, 1])) * self.stride
        self.z = self.start
        self.left = int(rng.integers(4, 16)) if rng.random() < 0.6 else 40
        self.absent_steps = 0
        self.end_is_sure = labelled or rng.random() < 0.35
        self.gamma = math.exp(rng.uniform(-0.45, 0.45))
        self.invert = rng.random() < 0.08
        self.noise = rng.uniform(0, 0.035) if rng.random() < 0.3 else 0.0
        self.angle = rng.uniform(-0.4, 0.4) + (math.pi / 2 * rng.integers(4) if rng.random() < 0.5 else 0.0)
        self.mirror = bool(rng.random() < 0.5)
        self.gains, self.shifts = slice_changes(len(self.map), rng)
        truth = self.truth(self.start)
        self.window = ct_window(volume.image[self.start][truth]) if volume.ct else volume.window
        self.frame0 = self._frame(truth)
        self.support = make_support(self.unit(self.start), truth, self.frame0, volume.spacing[1:], size)
        self.gate = grey_gate(self.unit(self.start), truth)
        self.soft = self.soft_before = truth.astype(np.float32)
        self.before = self.start

    def truth(self, z: int) -> np.ndarray:
        """The object on slice z, boolean [rows, columns], moved as the slice is."""
        return self._shifted(self.member[self.map[z]], z)

    def unit(self, z: int) -> np.ndarray:
        """Slice z in [0, 1], float32 [rows, columns], with this walk's augmentation but the noise."""
        u = to_unit(self.volume.image[z], self.window)
        u = (1 - u if self.invert else u) ** self.gamma
        return self._shifted(np.minimum(u * self.gains[z], 1).astype(np.float32), z)

    def _shifted(self, plane: np.ndarray, z: int) -> np.ndarray:
        return np.roll(plane, self.shifts[z], (0, 1)) if self.shifts[z].any() else plane

    def _frame(self, mask: np.ndarray) -> Frame:
        f = frame_around(mask, self.volume.spacing[1:], self.rng.uniform(1.6, 2.6))
        jitter = 0.05 * f.side_x
        shift = self.rng.uniform(-jitter, jitter, 2)
        return Frame(f.cx + shift[0], f.cy + shift[1], f.side_x, f.side_y, self.angle, self.mirror)

    @property
    def next_z(self) -> int:
        return self.z + self.direction

    def over(self) -> bool:
        """Nothing more to learn here: out of the volume, end reached, or a pseudo-object that broke off."""
        if self.left <= 0 or not 0 <= self.next_z < len(self.map) or (self.soft > 0.5).sum() < 6:
            return True
        now, then = self.truth(self.z), self.truth(self.next_z)
        if self.absent_steps:
            return self.absent_steps >= 3 or bool(then.any())
        if not then.any():
            return not self.end_is_sure
        return not self.labelled and dice(now, then, empty=0.0) < 0.5

    def inputs(self) -> dict[str, np.ndarray]:
        """The next step, float32, on the crop around the mask so far; each call draws from the random state.

        planes [9, S, S], scalars [3]: as `ChainNet.forward` takes them
        drawn  [2, S, S]: normalised crop and mask of the drawn slice
        target [1, S, S]: the object on the next slice, 0 or 1; present: whether any of it is there, 0 or 1
        """
        z, zq = self.z, self.next_z
        zn = min(max(zq + self.direction, 0), len(self.map) - 1)
        disturbed = self.rng.random() < (0.6 if z == self.start else 0.2)
        if disturbed:
            self.soft = perturb(self.soft, self.rng)
            if z == self.start:
                self.soft_before = self.soft
        prior = self.soft > 0.5
        frame = self._frame(prior)
        self.from_answer = None if disturbed or z == self.start else between(frame, self.frame)
        self.frame = frame
        self.walker = edge_term(self.unit(zq), prior, self.gate, self.edge)
        cut = [crop(self.unit(i), self.frame, self.size) for i in (zq, z, zn, self.before)]
        if self.noise:
            cut = [np.clip(c + self.rng.normal(0, self.noise, c.shape), 0, 1).astype(np.float32) for c in cut]
        masks = [crop(m, self.frame, self.size, outside_zero=True) for m in (self.soft, self.soft_before, self.walker)]
        sz, sy, sx = self.volume.spacing
        target = crop(self.truth(zq).astype(np.float32), self.frame, self.size, outside_zero=True)
        return dict(
            planes=step_planes(self.support, *cut, *masks),
            scalars=step_scalars(self.support, float(prior.sum()) * sy * sx, abs(self.direction) * sz),
            drawn=np.stack([self.support.image, self.support.mask]).astype(np.float32),
            target=(target > 0.5).astype(np.float32)[None],
            present=np.float32(self.areas[zq] > 0),
        )

    def advance(self, probability: np.ndarray, mix: float) -> None:
        """The network's answer to the last inputs: probability [S, S] and the edge term's share."""
        network = paste(probability, self.frame, *self.map.shape[1:])
        self.soft_before, self.before = self.soft, self.z
        self.soft = keep_continuing((1 - mix) * network + mix * self.walker, self.soft > 0.5)
        self.z, self.left = self.next_z, self.left - 1
        truth = self.truth(self.z)
        if not truth.any():
            self.absent_steps += 1
        elif dice(self.soft > 0.5, truth, empty=0.0) < 0.45 and self.rng.random() < 0.7:  # lost: little to learn from here
            self.left = 0


def perturb(soft: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An imperfect drawing or prediction of a soft mask [rows, columns]: grown, shrunk, wobbly border, shifted; every
    length is relative to the mask's box. A mask that would be lost is returned as it was."""
    ys, xs = np.nonzero(soft > 0.5)
    if len(ys) == 0:
        return soft
    extent = max(np.ptp(ys), np.ptp(xs)) + 1
    unit = extent / 53.0
    pad = int(np.ceil(14 * unit)) + 2
    y0, y1 = max(0, ys.min() - pad), min(soft.shape[0], ys.max() + pad + 1)
    x0, x1 = max(0, xs.min() - pad), min(soft.shape[1], xs.max() + pad + 1)
    cut = soft[y0:y1, x0:x1]
    width = max(1, int(round(rng.choice([3, 5, 7, 9, 13]) * unit)))
    blurred = uniform_filter(uniform_filter(cut, width), width)
    nodes = int(rng.choice([4, 8, 16]))
    lattice = rng.normal(0, 1, (nodes, nodes)).astype(np.float32)
    wobble = zoom(lattice, (cut.shape[0] / nodes, cut.shape[1] / nodes), order=1)
    blurred = blurred + (wobble * rng.uniform(0, 0.3) + rng.uniform(-0.2, 0.2)) * (blurred > 0.02)
    if rng.random() < 0.5:
        by = [int(round(v * unit)) for v in rng.integers(-5, 6, 2)]
        blurred = np.roll(blurred, by, (0, 1))
    if rng.random() < 0.6:
        blurred = 1 / (1 + np.exp(-(blurred - 0.5) * rng.uniform(8, 40)))
    else:
        blurred = blurred > 0.5
    if (blurred > 0.5).sum() < 6:
        return soft
    out = np.zeros_like(soft)
    out[y0:y1, x0:x1] = blurred
    return out


class ChainSource:
    """Draws chains: data set by weight, volume uniformly, labelled object with the set's probability, else a region."""

    def __init__(
        self,
        folder: Path,
        mixture: dict[str, tuple[float, float]],
        exclude: set[str],
        size: int,
        seed: int,
        kind: type[Chain] = Chain,
    ):
        self.rng, self.size, self.kind = np.random.default_rng(seed), size, kind
        self.sets = []
        for dataset, (weight, labelled) in mixture.items():
            volumes = []
            for path in sorted(folder.glob(f"{dataset}__*.npz")):
                case = path.stem.split("__")[1]
                if path.name.endswith(".tmp.npz") or any(case.startswith(e) for e in exclude):
                    continue
                volume = load_volume(path)
                if volume:
                    volumes.append(volume)
            if volumes:
                self.sets.append((dataset, volumes, weight, labelled))
        if not self.sets:
            raise FileNotFoundError(f"no prepared volumes of {sorted(mixture)} in {folder}; run lms_net.data.prepare")
        weights = np.array([s[2] for s in self.sets])
        self.weights = weights / weights.sum()

    def describe(self) -> dict[str, int]:
        return {name: len(volumes) for name, volumes, *_ in self.sets}

    def chain(self) -> Chain:
        while True:
            _, volumes, _, labelled = self.sets[self.rng.choice(len(self.sets), p=self.weights)]
            volume = volumes[self.rng.integers(len(volumes))]
            use_label = bool(volume.labelled) and (not volume.regions or self.rng.random() < labelled)
            pool = volume.labelled if use_label else volume.regions
            if not pool:
                continue
            chain = self.kind(volume, pool[self.rng.integers(len(pool))], use_label, self.rng, self.size)
            if not chain.over():
                return chain
