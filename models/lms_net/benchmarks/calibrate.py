"""Presence and trust of a plain network: two logistic rules on a slice's figures.

    python -m lms_net.benchmarks.calibrate --run RUN --data VOLUMES --synthetic CAL --out rules.json

One slice in the middle of an object is drawn, other slices of the same volume are asked, inside and beyond the object.
Presence is fitted to "the object is on the slice", with present and absent slices weighing the same, trust to the Dice of
the slices on which something was found. CAL: synthetic volumes that training never saw; VOLUMES: the permissive ones
or your own. No benchmark volume.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from lms_net.benchmarks.datasets import BENCHMARKS
from lms_net.benchmarks.features import Compute
from lms_net.benchmarks.figures import drawn_cells, slice_figures
from lms_net.benchmarks.permissive import load_permissive
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.volumes import SliceVolume
from lms_net.calibrate import auroc, fit_logistic, rank_correlation
from lms_net.data.sets import HELD_OUT
from lms_net.json_text import json_text
from lms_net.overlap import dice

FIGURES = {"cycle": 1.0, "area": 3.0, "confidence": 1.0, "entropy": 3.0}  # figure: clipped from above at
ASKED = 14  # slices of a volume
OBJECTS = 5
SMALLEST = 60  # pixels of the network's slice on the drawn slice


def real_sets(folder: Path) -> list[str]:
    """Data sets of prepared volumes in a folder: the permissive ones and one's own, never a benchmark."""
    names = {f.name.split("__")[0] for f in folder.glob("*__*.npz")}
    return sorted(names - {"synthetic", *BENCHMARKS})


def objects_of(volume: SliceVolume, rng: np.random.Generator, size: int) -> list[tuple[int, int, int]]:
    """(map, id, middle slice) of some objects that are large enough where they are drawn and end inside the volume."""
    found = []
    scale = (size / max(volume.image.shape[1:])) ** 2
    for m, areas in enumerate(volume.areas):
        for i in range(1, areas.shape[1]):
            shown = np.flatnonzero(areas[:, i])
            if len(shown) < 3:
                continue
            middle = int(shown[len(shown) // 2])
            if areas[middle, i] * scale >= SMALLEST:
                found.append((m, i, middle))
    picks = rng.choice(len(found), min(OBJECTS, len(found)), replace=False) if found else []
    return [found[p] for p in picks]


@torch.no_grad()
def measured_slices(net, compute: Compute, volumes: list[SliceVolume], size: int, seed: int) -> list[dict]:
    """One row a slice and object: figures, `has`, `dice` on the grid, `chain` (number of the object)."""
    rng, rows, number = np.random.default_rng(seed), [], 0
    for volume in volumes:
        chosen = objects_of(volume, rng, size)
        asked = np.unique(np.linspace(0, len(volume.image) - 1, ASKED).astype(int))
        needed = sorted({*asked.tolist(), *(z for _, _, z in chosen)})
        encoded = {z: compute.encode(net, [compute.tensor(volume.plane(z, size))], [None], None) for z in needed}
        for m, i, drawn in chosen:
            mask = compute.tensor(volume.mask(volume.maps[m], drawn, i, size))
            if not mask.any():
                continue
            support, number = net.support(encoded[drawn], mask), number + 1
            for z in (int(z) for z in asked if z != drawn):
                u = net(encoded[z], support)["u"][-1][0, 0]
                truth_mask = compute.tensor(volume.mask(volume.maps[m], z, i, size))
                truth, found = drawn_cells(truth_mask, u.shape[0])[0], u > 0.5
                rows.append(
                    dict(
                        slice_figures(net, encoded[z], u, encoded[drawn], mask),
                        has=bool(volume.areas[m][z, i] > 0),
                        dice=dice(truth, found, empty=1.0),
                        chain=number,
                    )
                )
    return rows


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="prepared permissive volumes")
    parser.add_argument("--synthetic", type=Path, required=True, help="synthetic volumes that training never saw")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--volumes", type=int, default=30, help="most volumes of each of the two")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--patience", type=int, default=3, help="so many refused slices in a row end a walk")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    net, state = RunFolder(args.run).network()
    compute, size = Compute("auto", "fp32"), state["identity"]["size"]
    net = compute.prepare(net).eval()
    volumes = load_permissive(args.synthetic, {"synthetic": 1.0}, set())[0][: args.volumes]
    if args.data:
        real, _ = load_permissive(args.data, dict.fromkeys(real_sets(args.data), 1.0), HELD_OUT)
        volumes += [real[i] for i in np.random.default_rng(1).permutation(len(real))[: args.volumes]]
    rows = measured_slices(net, compute, volumes, size, seed=0)
    has, dice = np.array([r["has"] for r in rows], float), np.array([r["dice"] for r in rows])
    answered = np.array([r["area"] > 0 for r in rows])
    rules = dict(
        presence=fit_logistic(rows, has, FIGURES, balanced=True),
        trust=fit_logistic([r for r in rows if r["area"] > 0], dice[answered], FIGURES),
        threshold=args.threshold,
        patience=args.patience,
    )
    args.out.write_text(json_text(dict(stop=rules)))
    from lms_net.inference.rules import apply_rule

    presence = np.array([apply_rule(rules["presence"], r) for r in rows])
    trust = np.array([apply_rule(rules["trust"], r) for r in rows])
    print(
        f"{len(rows)} slices of {rows[-1]['chain']} objects in {len(volumes)} volumes, {100 * has.mean():.0f} % show the "
        f"object; presence AUROC {auroc(presence, has):.3f}, trust's rank correlation with Dice "
        f"{rank_correlation(trust[answered], dice[answered]):.2f} where there is an answer; mean Dice where the object is "
        f"{dice[has > 0].mean():.3f}"
    )


if __name__ == "__main__":
    main()
