"""How many slices a user draws or corrects until the volume is right, and whether the trust score finds them.

    python -m lms_net.corrections --checkpoint CHECKPOINT --rules rules.json --data VOL [--limit 2] [--out rows.json]

The simulated user draws the organ's middle slice, then always corrects one more slice until Dice over the whole volume
(drawn slices count) reaches the goal. Which one: that with most voxels expected to be wrong (`loss`), that which the trust
score ranks worst (`trust`), or, for comparison, evenly spaced ones (`even`).
A corrected slice with the organ becomes a drawn one; on a slice without it the user sets the end there, and everything
beyond is empty. Slices that no chain came to are the last to be corrected; the viewer never proposes them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from lms_net.data.sets import VALIDATION
from lms_net.evaluate import load_network
from lms_net.inference.job import JobResult, propagate
from lms_net.overlap import dice
from lms_net.validation import Case, cases


def evenly(extent: np.ndarray, count: int) -> list[int]:
    """`count` slices in the middle of equal parts of the extent."""
    return sorted({int(extent[min(len(extent) - 1, len(extent) * (2 * i + 1) // (2 * count))]) for i in range(count)})


def expected_loss(result: JobResult, z: int) -> float:
    """Voxels that are probably wrong on a slice: distrust times area. The area is the mean with both neighbours', so that an
    empty slice beside the object counts too."""
    return (1 - result.trust[z]) * float(result.label[max(0, z - 1) : z + 2].sum((1, 2)).mean())


CHOICES = {
    "loss": lambda result, open_slices: max(open_slices, key=lambda z: expected_loss(result, z)),
    "trust": lambda result, open_slices: min(open_slices, key=lambda z: result.trust[z]),
}


def run_user(net, rules, case: Case, policy: str, goal: float, most: int) -> list[float]:
    """Dice after 1, 2, … drawn or corrected slices, until the goal or `most`."""
    extent = np.flatnonzero(case.truth.reshape(len(case.truth), -1).any(1))
    drawn = [int(extent[len(extent) // 2])]
    first, last = 0, len(case.truth) - 1
    history = []
    while True:
        masks = {z: case.truth[z] for z in drawn}
        result = propagate(net, case.image, case.spacing, masks, rules, percentiles=case.percentiles)
        label = result.label.copy()
        label[:first], label[last + 1 :] = False, False
        history.append(dice(label, case.truth, empty=0.0))
        if history[-1] >= goal or len(history) >= min(most, len(extent)):
            return history
        if policy == "even":
            drawn = evenly(extent, len(history) + 1)
            continue
        open_slices = [z for z in result.trust if first <= z <= last]
        if not open_slices:
            return history
        looked_at = {step.slice for _, step in result.steps}
        worst = CHOICES[policy](result, [z for z in open_slices if z in looked_at] or open_slices)
        if case.truth[worst].any():
            drawn.append(worst)
        elif worst < min(drawn):
            first = worst + 1
        else:
            last = worst - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=list(VALIDATION))
    parser.add_argument("--limit", type=int, default=2, help="volumes per data set")
    parser.add_argument("--goal", type=float, default=0.95)
    parser.add_argument("--most", type=int, default=10, help="give up after so many slices")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net, rules = load_network(args.checkpoint), json.loads(args.rules.read_text())["stop"]
    rows = []
    for case in cases(args.data, args.only, args.limit):
        for policy in (*CHOICES, "even"):
            history = run_user(net, rules, case, policy, args.goal, args.most)
            rows.append(dict(dataset=case.dataset, case=case.name, organ=case.organ, policy=policy, dice=history))
    for dataset in args.only:
        for policy in (*CHOICES, "even"):
            some = [r["dice"] for r in rows if r["dataset"] == dataset and r["policy"] == policy]
            if not some:
                continue
            reached = [len(h) for h in some if h[-1] >= args.goal]
            counts = [len(h) if h[-1] >= args.goal else args.most for h in some]
            after = [np.mean([h[min(k, len(h) - 1)] for h in some]) for k in (0, 1, 2, 4)]
            print(
                f"{dataset:11s} by {policy:5s}: {np.mean(counts):.1f} slices ({len(reached)} of {len(some)} reach "
                f"{args.goal}), Dice after 1, 2, 3, 5 slices " + " ".join(f"{v:.3f}" for v in after)
            )
    if args.out:
        args.out.write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
