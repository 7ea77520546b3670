"""The stop rule and the trust score: two small logistic rules on a chain step's figures.

    python -m lms_net.course --checkpoint RUN/checkpoint.pt --data VOL --out RUN/course.json
    python -m lms_net.calibrate --checkpoint RUN/checkpoint.pt --data VOL --synthetic CAL --course RUN/course.json \\
        --out RUN/rules.json

Chains are run past the ends of calibration objects (`known_chains.py`): synthetic volumes with seeds that training never
saw, and labelled or supervoxel objects of the permissive sets. Presence is fitted to "the object is on this slice", trust
to the slice's true Dice. Every object counts the same, whatever its number of slices. The benchmark volumes are not used.

Presence has two rules, for chains from one drawn slice and for those that go outward from the outermost of several. The
first is the mean, in logits, of a rule that reads the course and one that does not; the second, whose chains have only begun
when the end comes, does not read it.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from scipy.stats import rankdata

from lms_net.data.sets import PERMISSIVE
from lms_net.evaluate import load_network
from lms_net.inference.course import LIMIT, add_course
from lms_net.inference.edge import EdgeConfig
from lms_net.inference.propagate import PropagationConfig
from lms_net.inference.rules import apply_rule
from lms_net.json_text import json_text
from lms_net.known_chains import by_chain, joined, kept_steps, known_steps

# figure: clipped from above at. The distance from the drawn slice is no figure: it would only encode how large calibration
# objects are.
PRESENCE = {
    "presence": 12.0,
    "area": 3.0,
    "change": 3.0,
    "confidence": 1.0,
    "entropy": 3.0,
    "grey": 1.0,
    "contrast": 2.0,
    "agreement": 1.0,
    "accord": 1.0,
    "span": 1.5,
}
# The same of the chain so far.
MORE_PRESENCE = {"fallen": 8.0, "regrowth": 1.4}

# What a rule that reads the course is given besides.
COURSE = {"course": LIMIT, "courseFallen": 8.0}

# Trust is made of the mask's uncertainty alone. Figures of presence, or the worst so far, fit the calibration volumes better
# and other ones worse (rank correlation with the true Dice, models/zoo/*/README.md).
TRUST = {"confidence": 1.0, "entropy": 3.0}
# The worst of both on the way here: an error is handed on as the next slice's prior.
WAY = {"leastConfidence": 1.0, "mostEntropy": 3.0}


# The stop rule's weight of ln(step in mm) is not fitted: the odds that an object ends within a step are proportional to the
# step's length (docs/method.md), and calibration volumes have too few different slice distances to learn that from.
STEP = {"logStep": -1.0}

# The outermost of two or three drawn slices lies two or three times nearer to the end than a single one in the middle: the
# odds that a step jumps over the end, in logits, with the mean of both numbers' logarithms.
NEARER = -float(np.log(2) + np.log(3)) / 2
# Given figures are clipped here in the rule: nothing real comes near.
LONGEST = 9.0


def matrix(rows, figures: dict[str, float]) -> np.ndarray:
    return np.array([[min(r[f], top) for f, top in figures.items()] for r in rows], float)


def fit_logistic(
    rows,
    target: np.ndarray,
    figures: dict[str, float],
    balanced: bool = False,
    given: dict[str, float] | None = None,
    ridge: float = 1e-2,
    steps: int = 60,
) -> dict:
    """Newton's method on cross-entropy with soft targets; standardised figures. → rule of the manifest.

    balanced: present and absent steps weigh the same in sum. How many steps of a chain lie beyond the object's end is an
    accident of the calibration volumes; with balanced classes 1/2 is the threshold whatever their share.
    given: further figures with the weights that they have in the rule.
    """
    given = given or {}
    added = np.array([sum(weight * r[f] for f, weight in given.items()) for r in rows])
    x = matrix(rows, figures)
    chains = np.array([r["chain"] for r in rows])
    counts = np.bincount(chains)
    weight = 1.0 / np.sqrt(counts[chains])
    if balanced:
        weight = np.where(target > 0.5, weight / weight[target > 0.5].sum(), weight / weight[target <= 0.5].sum())
    weight /= weight.mean()
    mean, scale = x.mean(0), x.std(0) + 1e-6
    a = np.c_[(x - mean) / scale, np.ones(len(x))]
    w = np.zeros(a.shape[1])
    penalty = np.diag([ridge] * (a.shape[1] - 1) + [0.0])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(a @ w + added, -30, 30)))
        gradient = a.T @ (weight * (p - target)) / len(a) + penalty @ w
        hessian = (a * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ a / len(a) + penalty + 1e-9 * np.eye(len(w))
        w = w - np.linalg.solve(hessian, gradient)
    terms = [
        dict(figure=f, max=top, mean=float(m), scale=float(s), weight=float(v))
        for (f, top), m, s, v in zip(figures.items(), mean, scale, w, strict=False)
    ]
    terms += [dict(figure=f, max=LONGEST, mean=0.0, scale=1.0, weight=v) for f, v in given.items()]
    return dict(bias=float(w[-1]), terms=terms)


def mean_rule(rule: dict, other: dict) -> dict:
    """The rule whose logit is the mean of both."""
    terms = {(t["figure"], t["max"]): dict(t, weight=t["weight"] / 2) for t in rule["terms"]}
    bias = (rule["bias"] + other["bias"]) / 2
    for t in other["terms"]:
        own = terms.setdefault((t["figure"], t["max"]), dict(t, weight=0.0))
        slope = t["weight"] / t["scale"] / 2
        own["weight"] += slope * own["scale"]
        bias += slope * (own["mean"] - t["mean"])
    return dict(bias=bias, terms=list(terms.values()))


def fit_presence(rows: list[dict], figures: dict[str, float], given: dict[str, float] = STEP) -> dict:
    """The stop rule's fit: balanced, and with the step's length as it is given."""
    has = np.array([r["has"] for r in rows], float)
    return fit_logistic(rows, has, figures, balanced=True, given=given)


def auroc(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve, by ranks (Mann-Whitney); ties count half. score, positive: [N]. NaN with one class alone."""
    rank = rankdata(score)
    p = positive.astype(bool)
    if p.all() or not p.any():
        return float("nan")
    return float((rank[p].sum() - p.sum() * (p.sum() + 1) / 2) / (p.sum() * (~p).sum()))


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's, ties with their mean rank. [N] each; NaN where one of them is constant."""
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="prepared permissive volumes")
    parser.add_argument("--synthetic", type=Path, required=True, help="synthetic volumes that training never saw")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-volume", type=int, default=4)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--patience", type=int, default=2)
    parser.add_argument("--course", type=Path, help="file of lms_net.course: the stop rule reads it")
    parser.add_argument("--rows", type=Path, help="keep the steps here, or read them if the file is there")
    args = parser.parse_args()
    torch.set_num_threads(1)
    config = PropagationConfig()
    if args.rows and args.rows.exists():
        rows = kept_steps([args.rows])
    else:
        net = load_network(args.checkpoint)
        rows = list(known_steps(net, args.synthetic, ["synthetic"], args.per_volume, 1, config))
        real = [d for d in PERMISSIVE if d != "synthetic"]
        rows = joined([rows, list(known_steps(net, args.data, real, args.per_volume, 2, config))])
        if args.rows:
            args.rows.write_text(json.dumps(rows))
    alone, several = ([r for r in rows if r["several"] == other] for other in (False, True))
    figures = PRESENCE | MORE_PRESENCE
    stop = dict(presence=fit_presence(alone, figures), several=fit_presence(several, figures))
    stop["several"]["bias"] += NEARER
    if args.course:
        stop["course"] = json.loads(args.course.read_text())
        for chain in by_chain(alone):
            add_course(stop["course"], chain)
        stop["presence"] = mean_rule(fit_presence(alone, figures | COURSE), stop["presence"])
    present = [r for r in alone if r["has"]]
    quality = np.array([r["dice"] for r in present])
    stop["trust"] = fit_logistic(present, quality, TRUST)
    scores = lambda rule, some: np.array([apply_rule(stop[rule], r) for r in some])  # noqa: E731
    for rule, some in (("presence", alone), ("several", several)):
        has = np.array([r["has"] for r in some])
        print(f"{rule}: {len(some)} steps, {has.mean():.2f} with the object, AUROC {auroc(scores(rule, some), has):.3f}")
    print(f"trust: rank correlation {rank_correlation(scores('trust', present), quality):.3f}")
    stop |= dict(threshold=args.threshold, patience=args.patience)
    args.out.write_text(json_text(dict(edge=asdict(EdgeConfig()), stop=stop)))


if __name__ == "__main__":
    main()
