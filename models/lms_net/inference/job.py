"""The whole job as the product does it: drawn slices in, every other slice out, with the stop rule and the trust score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lms_net.inference.course import Course
from lms_net.inference.propagate import PropagationConfig, Side, Step, fuse, plan, run_chain, sides_of, window_of
from lms_net.inference.rules import apply_rule
from lms_net.networks.chain import ChainNet


@dataclass
class JobResult:
    """label [z, y, x] boolean with the drawn slices as drawn; trust of every slice that is not drawn (0..1: the mask's
    estimated Dice, or for an empty slice how sure it is that the object is absent; 0 where no chain came); steps of all
    chains."""

    label: np.ndarray
    trust: dict[int, float]
    steps: list[tuple[int, Step]]


def accepted_steps(steps, rules: dict | None, min_pixels: int = 6):
    """Steps of one chain until its end, as (step, accepted): `patience` refusals in a row end the chain at the first of
    them, fewer are bridged. Without rules everything is accepted."""
    if rules is None:
        yield from ((step, True) for step in steps)
        return
    course = Course(rules["course"]) if "course" in rules else None
    pending = []
    for step in steps:
        if course:
            step.figures |= course.add(step.figures)
        remains = int((step.soft > 0.5).sum()) >= min_pixels
        if remains and apply_rule(rules["presence"], step.figures) >= rules["threshold"]:
            yield from ((earlier, True) for earlier in pending)
            pending = []
            yield step, True
            continue
        pending.append(step)
        if not remains or len(pending) >= rules["patience"]:
            break
    yield from ((step, False) for step in pending)


def propagate(
    net: ChainNet,
    volume: np.ndarray,
    spacing: tuple[float, float, float],
    drawn: dict[int, np.ndarray],
    rules: dict | None,
    config: PropagationConfig | None = None,
    percentiles: tuple[float, float] | None = None,
    modality: str = "",
) -> JobResult:
    """volume [z, y, x] in modality units, spacing mm (z, y, x), drawn: boolean masks [y, x] by slice. `rules` is the
    manifest's `stop` section; None runs every chain to the end of the volume."""
    config = config or PropagationConfig()
    pieces, all_steps = [], []
    for support, run in plan(len(volume), sorted(drawn)):
        mask = drawn[support]
        window = window_of(volume, modality, volume[support][mask], percentiles)
        found = {}
        chain = run_chain(net, volume, spacing, window, support, drawn, run, config)
        beyond = not min(drawn) <= run[0] <= max(drawn)
        told = rules
        if rules and beyond and len(drawn) > 1:  # several drawn slices tell more of the object's extent
            told = rules | dict(presence=rules.get("several", rules["presence"]))
        for step, accepted in accepted_steps(chain, told):
            all_steps.append((support, step))
            if rules is None:
                found[step.slice] = Side(step.soft)
                continue
            presence = apply_rule(told["presence"], step.figures)
            if accepted:
                found[step.slice] = Side(step.soft, apply_rule(told["trust"], step.figures), presence)
            else:
                found[step.slice] = Side(None, 1 - presence, presence)
        pieces.append((support, found))
    label = fuse(volume.shape, drawn, pieces)
    trust = {
        z: trust_in(bool(label[z].any()), sides_of(z, sorted(drawn), pieces)) for z in range(len(volume)) if z not in drawn
    }
    return JobResult(label, trust, all_steps)


def trust_in(filled: bool, sides: list[tuple[float, Side]]) -> float:
    """Trust of the outcome on a slice, from the sides with their weights: the Dice that those estimate who found what is
    there, or for an empty slice how sure all are together that the object is absent. 0 where no chain came: nobody has
    looked beyond the end, as in the TypeScript engine (foldSides.ts)."""
    told = [(w, side.trust if filled else 1 - side.presence) for w, side in sides if side.soft is not None or not filled]
    weight = sum(w for w, _ in told)
    return float(sum(w * value for w, value in told) / weight) if weight > 0 else 0.0
