"""What other figures would make of the trust score and of the stop rule, from chains that have been run already.

    python -m lms_net.calibrate --checkpoint CHECKPOINT --data VOL --synthetic CAL --rows steps.json --out rules.json
    python -m lms_net.evaluate propagation --checkpoint CHECKPOINT --data VOL --protocols SV-1 --out rows.json
    python -m lms_net.choose_figures --steps steps.json --rows rows.json --course course.json

Each rule is fitted to the calibration steps. Trust: rank correlation with the slice's true Dice, on calibration sets that
were left out of the fit (mean over sets) and on the evaluated volumes. Stop rule: presence AUROC, Dice and false-positive
share.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from lms_net.assess import chains_of, stopped_dice
from lms_net.calibrate import (
    COURSE,
    MORE_PRESENCE,
    PRESENCE,
    STEP,
    TRUST,
    WAY,
    auroc,
    fit_logistic,
    fit_presence,
    mean_rule,
    rank_correlation,
)
from lms_net.inference.course import add_course
from lms_net.inference.rules import apply_rule
from lms_net.known_chains import by_chain, kept_steps
from lms_net.overlap import dice_of

# Figures that the chains do not have, worked out below; clipped from above at.
TRIED = {"growth": 1.4, "disagreement": 9.0}
TRUST_CHOICES = {
    "all of the stop rule": PRESENCE,
    "confidence and entropy": TRUST,
    "and their worst so far": TRUST | WAY,
    "and the sum of disagreements so far": TRUST | WAY | {"disagreement": TRIED["disagreement"]},
    "and the largest growth so far": TRUST | WAY | {"growth": TRIED["growth"]},
}

PAIR = ("regrowth", "fallen")
# A stop rule's figures besides the ten; of several lists, the mean of as many rules.
STOP_CHOICES = {
    "the ten": [()],
    "and the largest growth so far": [("growth",)],
    "and the sum of disagreements so far": [("disagreement",)],
    "and the fall of presence": [("fallen",)],
    "and regrowth and fall": [PAIR],
    "and regrowth, fall and the step's length": [(*PAIR, *STEP)],
    "and regrowth, fall and the course": [(*PAIR, *COURSE)],
    "and all four": [(*PAIR, *COURSE, *STEP)],
    "mean of the rules with and without the course": [(*PAIR, *COURSE, *STEP), (*PAIR, *STEP)],
    "the same without the step's length": [(*PAIR, *COURSE), PAIR],
}
# Sets with fewer steps that show the object say little when they are left out.
LEAST_STEPS = 60


def add_history(chain: list[dict]) -> None:
    """Adds to the steps of one chain, in its order: ln of the largest area so far over the drawn one; ln(1 + the sum of 1 -
    agreement)."""
    area, largest, disagreement = 1.0, 1.0, 0.0
    for step in chain:
        area *= step["change"]
        largest = max(largest, area)
        disagreement += 1 - step["agreement"]
        step.update(growth=float(np.log(largest)), disagreement=float(np.log1p(disagreement)))


def calibration(files: list[Path], course: dict | None) -> list[dict]:
    """Steps of `lms_net.calibrate --rows` with one drawn slice."""
    steps = [s for s in kept_steps(files) if not s["several"]]
    for chain in by_chain(steps):
        add_history(chain)
        add_course(course, chain)
    return steps


def evaluated(file: Path, course: dict | None) -> list[dict]:
    """Rows of `lms_net.evaluate propagation --out`, one drawn slice."""
    rows = [r for r in json.loads(file.read_text()) if r["protocol"] == "SV-1"]
    for row in rows:
        for chain in chains_of(row):
            add_history(chain)
            add_course(course, chain)
        for step in row["steps"]:
            step["dice"] = dice_of(step["both"], step["predicted"] + step["true"], empty=0.0)
    return rows


def fit_trust(steps: list[dict], figures: dict[str, float]) -> dict:
    return fit_logistic(steps, np.array([s["dice"] for s in steps]), figures)


def ranking(rule: dict, steps: list[dict]) -> float:
    return rank_correlation(np.array([apply_rule(rule, s) for s in steps]), np.array([s["dice"] for s in steps]))


def left_out(steps: list[dict], figures: dict[str, float]) -> float:
    """Mean rank correlation on each calibration set with the rule that was fitted to the others."""
    found = []
    for name in sorted({s["set"] for s in steps}):
        inside = [s for s in steps if s["set"] == name]
        if len(inside) >= LEAST_STEPS:
            found.append(ranking(fit_trust([s for s in steps if s["set"] != name], figures), inside))
    return float(np.mean(found))


def by_dataset(rows: list[dict]) -> dict[str, list[dict]]:
    return {name: [r for r in rows if r["dataset"] == name] for name in sorted({r["dataset"] for r in rows})}


def trust_table(steps: list[dict], rows: list[dict]) -> list[str]:
    shown = [s for s in steps if s["has"]]
    data = {name: [s for r in some for s in r["steps"] if s["has"]] for name, some in by_dataset(rows).items()}
    lines = [f"| trust | left-out calibration set | {' | '.join(data)} |", "|---" * (2 + len(data)) + "|"]
    for title, figures in TRUST_CHOICES.items():
        rule = fit_trust(shown, figures)
        cells = [left_out(shown, figures), *(ranking(rule, some) for some in data.values())]
        lines.append(f"| {title} | {' | '.join(f'{value:.3f}' for value in cells)} |")
    return lines


def stop_table(steps: list[dict], rows: list[dict]) -> list[str]:
    data = by_dataset(rows)
    lines = [f"| stop rule: AUROC, Dice, beyond | {' | '.join(data)} |", "|---" * (1 + len(data)) + "|"]
    tops = MORE_PRESENCE | COURSE | TRIED
    for title, choice in STOP_CHOICES.items():
        if not steps[0].keys() >= {name for more in choice for name in more}:
            continue
        rules = [
            fit_presence(
                steps,
                PRESENCE | {name: tops[name] for name in more if name in tops},
                {name: STEP[name] for name in more if name in STEP},
            )
            for more in choice
        ]
        rule = mean_rule(rules[0], rules[-1])
        cells = []
        for some in data.values():
            inside = [s for r in some for s in r["steps"]]
            score = np.array([apply_rule(rule, s) for s in inside])
            dice, beyond = np.mean([stopped_dice(r, rule, 0.5, 2) for r in some], 0)
            there = np.array([s["has"] for s in inside])
            told = "–" if there.all() else f"{auroc(score, there):.3f}"
            cells.append(f"{told}, {dice:.3f}, {beyond:.3f}")
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=Path, nargs="+", required=True, help="files of lms_net.calibrate --rows")
    parser.add_argument("--rows", type=Path, required=True, help="file of lms_net.evaluate propagation --out")
    parser.add_argument("--course", type=Path, help="file of lms_net.course; without it no rule reads the course")
    args = parser.parse_args(argv)
    course = json.loads(args.course.read_text()) if args.course else None
    steps, rows = calibration(args.steps, course), evaluated(args.rows, course)
    print("\n".join([*trust_table(steps, rows), "", *stop_table(steps, rows)]))


if __name__ == "__main__":
    main()
