"""Propagation inside one volume: chains outward from every drawn slice, fused between two of them.

This is the reference of the TypeScript engine (engine/src/propagation); the golden tests compare the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from lms_net.data.intensity import ct_window, is_hounsfield, percentile_window, to_unit
from lms_net.inference.components import keep_continuing
from lms_net.inference.crops import crop, frame_around, paste
from lms_net.inference.edge import EdgeConfig, edge_term, grey_gate
from lms_net.inference.evidence import look_up
from lms_net.inference.so_far import SoFar
from lms_net.inference.step_inputs import make_support, step_planes, step_scalars
from lms_net.networks.chain import ChainNet
from lms_net.overlap import dice

MIN_PIXELS = 6
RIM = 0.02
CERTAIN = 0.005
# An object larger than this many times what was drawn was drawn near its end: its size is told by the largest slice so far.
GROWTH = 1.5


@dataclass(frozen=True)
class PropagationConfig:
    """What may be changed in a chain beside its network."""

    edge: EdgeConfig = field(default_factory=EdgeConfig)
    mix: float | None = None  # γ, the edge term's share; None: as the network says


@dataclass
class Step:
    """One slice of a chain before fusion: soft mask on the native grid and the figures that judge it."""

    slice: int
    soft: np.ndarray
    figures: dict[str, float]


@torch.no_grad()
def run_chain(net: ChainNet, volume, spacing, window, start: int, drawn_masks, slices, config: PropagationConfig):
    """Yields a Step for every slice of `slices` (in order, outward from `start`) until the mask dies out.

    volume [z, y, x] in modality units, spacing mm (z, y, x), drawn_masks: boolean [y, x] by drawn slice, `start` among them.
    """
    mask = drawn_masks[start]
    middle, radius = reach_of(start, slices, drawn_masks, spacing)
    size, plane = net.config.size, spacing[1:]
    unit = lambda z: to_unit(volume[z], window)  # noqa: E731
    support = make_support(unit(start), mask, frame_around(mask, plane), plane, size)
    tensor = lambda a: torch.from_numpy(np.ascontiguousarray(a, np.float32))[None]  # noqa: E731
    kept = net.support(tensor(support.image)[:, None], tensor(support.mask)[:, None])
    gate = grey_gate(unit(start), mask)
    soft, previous = mask.astype(np.float32), start
    soft_before, before = soft, start
    so_far = SoFar.before_first_step(float(mask.sum()))
    for z in slices:
        hard = soft > 0.5
        if hard.sum() < MIN_PIXELS:
            return
        frame = frame_around(hard, plane)
        beyond = min(max(2 * z - previous, 0), len(volume) - 1)
        walker = edge_term(unit(z), hard, gate, config.edge)
        cut = [crop(unit(i), frame, size) for i in (z, previous, beyond, before)]
        masks = [crop(m, frame, size, outside_zero=True) for m in (soft, soft_before, walker)]
        area = float(hard.sum()) * plane[0] * plane[1]
        out = net(
            tensor(step_planes(support, *cut, *masks)),
            tensor(step_scalars(support, area, abs(z - previous) * spacing[0])),
            *kept,
        )
        network = paste(torch.sigmoid(out["logit"])[0, 0].numpy(), frame, *mask.shape)
        mix = float(out["mix"][0]) if config.mix is None else config.mix
        soft_next = keep_continuing((1 - mix) * network + mix * walker, hard)
        pixels = float((soft_next > 0.5).sum())
        size_seen = max(so_far.largest, pixels) / GROWTH
        figures = judge(
            soft_next,
            hard,
            float(out["presence"][0]),
            max(float(mask.sum()), size_seen),
            support,
            unit(z),
        )
        figures["span"] = abs(z - middle) * spacing[0] / max(radius, disc_radius(size_seen, plane))
        figures["logStep"] = float(np.log(abs(z - previous) * spacing[0]))
        figures["accord"] = dice(network > 0.5, walker > 0.5, empty=1.0)
        figures |= so_far.add(pixels, figures)
        soft_before, before = soft, previous
        soft, previous = soft_next, z
        yield Step(z, soft_next, figures)


def reach_of(start: int, slices, drawn_masks, spacing) -> tuple[float, float]:
    """Where the object's middle is thought to be (slice index) and its radius in mm, that of a disc with the drawn area.

    Beyond all drawn slices an object with several of them is centred on their mean, weighted by area, and as wide as the
    largest; between two drawn slices, and with one alone, the chain's own slice tells.
    """
    low, high = min(drawn_masks), max(drawn_masks)
    beyond = not low <= slices[0] <= high
    areas = {z: float(m.sum()) for z, m in drawn_masks.items() if beyond or z == start}
    middle = sum(z * area for z, area in areas.items()) / sum(areas.values())
    return middle, disc_radius(max(areas.values()), spacing[1:])


def disc_radius(pixels: float, plane) -> float:
    """Radius in mm of the disc with the area of so many pixels."""
    return float(np.sqrt(pixels * plane[0] * plane[1] / np.pi))


def judge(soft, prior, presence, object_area, support, unit_slice) -> dict[str, float]:
    """Figures of one slice, each from what the chain knows: inputs of the stop rule and of the trust score."""
    hard = soft > 0.5
    area = float(hard.sum())
    u = soft[(soft > CERTAIN) & (soft < 1 - CERTAIN)].astype(np.float64)
    entropy = float(-(u * np.log(u) + (1 - u) * np.log(1 - u)).sum())
    rim = (soft > RIM) & ~hard
    inside = float(look_up(support.table, unit_slice[hard]).mean()) if area else -1.0
    around = float(look_up(support.table, unit_slice[rim]).mean()) if rim.any() else 0.0
    return dict(
        presence=presence,
        area=area / max(1.0, object_area),
        change=area / max(1.0, float(prior.sum())),
        confidence=float(soft[hard].mean()) if area else 0.0,
        entropy=entropy / max(1.0, area),
        grey=inside,
        contrast=inside - around,
        agreement=dice(hard, prior, empty=1.0),
    )


def window_of(volume: np.ndarray, modality: str, values: np.ndarray, percentiles=None) -> tuple[float, float]:
    """The grey-value window for an object with these drawn voxel values."""
    if is_hounsfield(volume, modality):
        return ct_window(values)
    return percentiles or percentile_window(volume)


def plan(slices: int, drawn: list[int], first: int = 0, last: int | None = None) -> list[tuple[int, list[int]]]:
    """(support, slices outward until the next support or the range's end) for every support and direction."""
    last = slices - 1 if last is None else last
    runs = []
    for s in sorted(drawn):
        for step in (1, -1):
            run, z = [], s + step
            while first <= z <= last and z not in drawn:
                run.append(z)
                z += step
            if run:
                runs.append((s, run))
    return runs


# Where two chains meet, a chain counts by its nearness times its trust to this power.
TRUST_POWER = 3


@dataclass(frozen=True)
class Side:
    """What one chain says of a slice: its soft mask, None for "not here", how far it is to be trusted, and how
    probable (0..1) the object is there at all."""

    soft: np.ndarray | None
    trust: float = 1.0
    presence: float = 1.0


def fuse(shape, drawn: dict[int, np.ndarray], pieces: list[tuple[int, dict[int, Side]]]) -> np.ndarray:
    """Sides of all chains → label [z, y, x]: between two supports the mean of both sides, weighted by nearness and trust (a
    chain that never came there has no say), elsewhere the one chain; drawn slices as drawn."""
    out = np.zeros(shape, bool)
    for z in range(shape[0]):
        sides = sides_of(z, sorted(drawn), pieces)
        weight = sum(w for w, _ in sides)
        if weight > 0:
            found = (w * side.soft for w, side in sides if side.soft is not None)
            out[z] = sum(found, np.zeros(shape[1:])) / weight > 0.5
    for z, mask in drawn.items():
        out[z] = mask
    return out


def sides_of(z: int, supports: list[int], pieces: list[tuple[int, dict[int, Side]]]) -> list[tuple[float, Side]]:
    """What the chains say of a slice, each with its weight: nearness times trust cubed between two supports,
    1 elsewhere. Nearness counts slices, right for evenly spaced ones alone; the TypeScript engine takes millimetres."""
    below = max((s for s in supports if s < z), default=None)
    above = min((s for s in supports if s > z), default=None)
    sides = []
    for s, found in pieces:
        if s not in (below, above) or z not in found:
            continue
        side, w = found[z], 1.0
        if below is not None and above is not None:
            w = (above - z if s == below else z - below) / (above - below) * side.trust**TRUST_POWER
        sides.append((w, side))
    return sides
