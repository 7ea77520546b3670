"""Chains past the ends of known objects: what the stop rule, its reading of the course and the trust score are fitted to."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from lms_net.data.chains import MIN_PIXELS, TrainingVolume, load_volume
from lms_net.data.sets import HELD_OUT
from lms_net.inference.propagate import PropagationConfig, plan, run_chain, window_of
from lms_net.overlap import dice

# Slices beyond the object's end that a chain is followed for.
BEYOND = 10
# Share of the objects that are drawn on any of their slices, not on the middle one.
ANYWHERE = 0.3


def known_steps(net, data: Path, datasets, per_volume: int, seed: int, config: PropagationConfig, several: bool = True):
    """Yields one dict per chain step: figures, `slice`, `has` (object on the slice), `dice`, `chain` (id), `set`, `order`,
    `labelled` (not a supervoxel), `several` (outward from the outermost of several drawn slices).

    several: whether every object is drawn on several slices besides.
    """
    rng = np.random.default_rng(seed)
    chain_id = 0
    for dataset in datasets:
        for path in sorted(data.glob(f"{dataset}__*.npz")):
            volume = None if path.stem.split("__")[1].startswith(tuple(HELD_OUT)) else load_volume(path)
            if volume is None:
                continue
            for _ in range(per_volume):
                keys = volume.labelled if volume.labelled and rng.random() < 0.7 or not volume.regions else volume.regions
                key = keys[rng.integers(len(keys))]
                ids, areas = volume.maps[key[0]], volume.areas[key[0]][:, key[1]]
                present = np.flatnonzero(areas > MIN_PIXELS)
                for drawn in [one_drawn(present, rng), *(spread(present, rng) if several else [])]:
                    for steps in outward(net, volume, ids == key[1], drawn, config):
                        chain_id += 1
                        for order, step in enumerate(steps):
                            about = dict(chain=chain_id, set=dataset, order=order, labelled=key[0] == 0)
                            yield step | about | dict(has=bool(areas[step["slice"]] > 0), several=len(drawn) > 1)


def one_drawn(present: np.ndarray, rng: np.random.Generator) -> list[int]:
    """The object's middle slice, or any of them."""
    return [int(rng.choice(present) if rng.random() < ANYWHERE else present[len(present) // 2])]


def spread(present: np.ndarray, rng: np.random.Generator) -> list[list[int]]:
    """One slice in each half or in each third of the object, in a list; an empty one if it has no more slices."""
    parts = np.array_split(present, rng.integers(2, 4))
    return [[int(rng.choice(part)) for part in parts]] if len(present) > len(parts) else []


def outward(net, volume: TrainingVolume, truth: np.ndarray, drawn: list[int], config: PropagationConfig):
    """Yields the steps of each chain that goes outward from the outermost drawn slices, until it is well past the object's
    end: figures, `slice`, `dice`. truth: boolean [slices, rows, columns]."""
    masks = {z: truth[z] for z in drawn}
    for start, run in plan(len(truth), drawn):
        if min(drawn) < run[0] < max(drawn):
            continue
        window = window_of(volume.image, "CT" if volume.ct else "MR", volume.image[start][masks[start]], volume.window)
        steps, absent = [], 0
        for step in run_chain(net, volume.image, volume.spacing, window, start, masks, run, config):
            mask, hard = truth[step.slice], step.soft > 0.5
            steps.append(dict(step.figures, slice=step.slice, dice=dice(mask, hard, empty=1.0)))
            absent += not mask.any()
            if absent >= BEYOND:
                break
        yield steps


def joined(parts: list[list[dict]]) -> list[dict]:
    """Steps of several runs as those of one: chains of different runs keep different ids."""
    ids = {c: i for i, c in enumerate(sorted({(n, r["chain"]) for n, part in enumerate(parts) for r in part}))}
    return [dict(r, chain=ids[n, r["chain"]]) for n, part in enumerate(parts) for r in part]


def by_chain(steps: list[dict]) -> list[list[dict]]:
    """Steps of every chain in their order."""
    chains = defaultdict(list)
    for step in steps:
        chains[step["chain"]].append(step)
    return [sorted(chain, key=lambda s: s["order"]) for chain in chains.values()]


def kept_steps(files: list[Path]) -> list[dict]:
    """Steps that --rows has kept, of all files."""
    return joined([json.loads(file.read_text()) for file in files])
