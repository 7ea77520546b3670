"""How good stop rule and trust score are on evaluated volumes.

    python -m lms_net.evaluate propagation --checkpoint zoo/chain-fast/weights.pt --data VOL --out rows.json
    python -m lms_net.assess --rows rows.json --rules zoo/chain-fast/rules.json [--objects]

Per data set: AUROC of presence over all steps of chains that ran to the end of the volume, rank correlation of the trust
score with the slice's true Dice (slices that show the organ), and mean Dice over organs with the stop rule (SV-1).
--objects: Dice and share beyond the object of every object and of every organ as well.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from lms_net.calibrate import auroc, rank_correlation
from lms_net.inference.course import add_course
from lms_net.inference.rules import apply_rule
from lms_net.overlap import dice_of


def chains_of(row: dict) -> list[list[dict]]:
    """Steps of an evaluation row with one drawn slice: upward and downward, in their order."""
    sides = [[s for s in row["steps"] if (s["slice"] > s["support"]) == up] for up in (True, False)]
    return [sorted(side, key=lambda s: abs(s["slice"] - s["support"])) for side in sides]


def stopped_dice(row: dict, rule: dict, threshold: float, patience: int) -> tuple[float, float]:
    """Volume Dice and false-positive share of an evaluation row after the stop rule, without running it again: a
    refusal never changes the chain, it only ends it."""
    both = predicted = beyond = 0
    for chain in chains_of(row):
        pending = []
        for step in chain:
            if apply_rule(rule, step) >= threshold:
                for s in [*pending, step]:
                    both, predicted = both + s["both"], predicted + s["predicted"]
                    beyond += 0 if s["has"] else s["predicted"]
                pending = []
            else:
                pending.append(step)
                if len(pending) >= patience:
                    break
    return 2 * both / max(1, predicted + row["total"]), beyond / max(1, row["total"])


def by_organ(rows: list[dict], ended: np.ndarray) -> list[str]:
    """Lines with Dice and share beyond of every organ and, below it, of its objects. ended [rows, 2]: of `stopped_dice`."""
    line = lambda name, values: f"{name} Dice {values[0]:.3f}  beyond {values[1]:.3f}"  # noqa: E731
    lines = []
    for organ in sorted({r["organ"] for r in rows}):
        own = [(r["case"], values) for r, values in zip(rows, ended, strict=True) if r["organ"] == organ]
        lines.append(line(f"  organ {organ:2d}  ", np.mean([values for _, values in own], 0)))
        lines += [line(f"    {case}", values) for case, values in own]
    return lines


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, nargs="+", required=True, help="files of lms_net.evaluate propagation --out")
    parser.add_argument("--rules", type=Path, required=True, help="file of lms_net.calibrate")
    parser.add_argument("--threshold", type=float, help="of the stop rule, in place of the file's own")
    parser.add_argument("--protocol", default="SV-1", help="of one drawn slice")
    parser.add_argument("--objects", action="store_true", help="also by organ and object")
    args = parser.parse_args(argv)
    rows = [r for file in args.rows for r in json.loads(file.read_text()) if r["protocol"] == args.protocol]
    stop = json.loads(args.rules.read_text())["stop"]
    if args.threshold is not None:
        stop["threshold"] = args.threshold
    for row in rows:
        for chain in chains_of(row):
            add_course(stop.get("course"), chain)
    for dataset in sorted({r["dataset"] for r in rows}):
        some = [r for r in rows if r["dataset"] == dataset]
        steps = [s for r in some for s in r["steps"]]
        presence = np.array([apply_rule(stop["presence"], s) for s in steps])
        shown = [s for s in steps if s["has"]]
        trust = np.array([apply_rule(stop["trust"], s) for s in shown])
        true = np.array([dice_of(s["both"], s["predicted"] + s["true"], empty=0.0) for s in shown])
        each = np.array([stopped_dice(r, stop["presence"], stop["threshold"], stop["patience"]) for r in some])
        ended = each.mean(0)
        print(
            f"{dataset:11s} presence AUROC {auroc(presence, np.array([s['has'] for s in steps])):.3f}  "
            f"trust rank correlation {rank_correlation(trust, true):.2f}  Dice {ended[0]:.3f}  beyond {ended[1]:.3f}"
        )
        if args.objects:
            print("\n".join(by_organ(some, each)))


if __name__ == "__main__":
    main()
