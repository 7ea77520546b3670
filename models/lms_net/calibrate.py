"""The stop rule and the trust score: two small logistic rules on a chain step's figures.

    python -m lms_net.course --checkpoint RUN/checkpoint.pt --data VOL --out RUN/course.json
    python -m lms_net.calibrate --checkpoint RUN/checkpoint.pt --data VOL --synthetic CAL --course RUN/course.json \\
        --more-figures fallen regrowth --out RUN/rules.json

Chains are run to the end of the volume on calibration objects: synthetic volumes with seeds that training never saw, and
labelled or supervoxel objects of the permissive sets. Presence is fitted to "the object is on this slice", trust to the
slice's true Dice. Every object counts the same, whatever its number of slices. The benchmark volumes are not used.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from scipy.stats import rankdata

from lms_net.data.chains import MIN_PIXELS, load_volume
from lms_net.data.sets import HELD_OUT, PERMISSIVE
from lms_net.evaluate import load_network
from lms_net.inference.course import LIMIT, add_course
from lms_net.inference.edge import EdgeConfig
from lms_net.inference.propagate import PropagationConfig, plan, run_chain, window_of
from lms_net.inference.rules import apply_rule
from lms_net.json_text import json_text

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
# What a rule may be given besides (--more-figures): of use where the end is told less well by the slice alone.
MORE_PRESENCE = {"fallen": 8.0, "regrowth": 1.4}

# What the rule is given with --course.
COURSE = {"course": LIMIT, "courseFallen": 8.0}

# Trust is made of the mask's uncertainty alone, here and on the way here. With the figures of presence as well it fits the
# calibration volumes no better and other ones worse (rank correlation with the true Dice, models/zoo/*/README.md).
TRUST = {"confidence": 1.0, "entropy": 3.0, "leastConfidence": 1.0, "mostEntropy": 3.0}


# Slices beyond the object's end that a chain is followed for.
BEYOND = 10
# Share of the objects that are drawn on any of their slices, not on the middle one.
ANYWHERE = 0.3
# With --course presence is fitted to volumes with slices closer than this: there no end is jumped over.
THIN_MM = 5.0


def calibration_steps(net, data: Path, datasets, per_volume: int, seed: int, config: PropagationConfig):
    """Yields one dict per chain step: figures, `has` (object on the slice), `dice`, `chain` (id), `set`, `order`, `labelled`
    (not a supervoxel), `mm` (slice distance)."""
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
                start = int(rng.choice(present) if rng.random() < ANYWHERE else present[len(present) // 2])
                mask = ids[start] == key[1]
                window = window_of(volume.image, "CT" if volume.ct else "MR", volume.image[start][mask], volume.window)
                for _, run in plan(len(ids), [start]):
                    chain_id += 1
                    absent = 0
                    for order, step in enumerate(
                        run_chain(net, volume.image, volume.spacing, window, start, {start: mask}, run, config)
                    ):
                        truth, hard = ids[step.slice] == key[1], step.soft > 0.5
                        total = truth.sum() + hard.sum()
                        yield dict(
                            step.figures,
                            has=bool(areas[step.slice] > 0),
                            dice=float(2 * (truth & hard).sum() / total) if total else 1.0,
                            chain=chain_id,
                            set=dataset,
                            order=order,
                            labelled=key[0] == 0,
                            mm=volume.spacing[0],
                        )
                        absent += not truth.any()
                        if absent >= BEYOND:
                            break


def matrix(rows, figures: dict[str, float]) -> np.ndarray:
    return np.array([[min(r[f], top) for f, top in figures.items()] for r in rows], float)


def fit_logistic(
    rows,
    target: np.ndarray,
    figures: dict[str, float],
    balanced: bool = False,
    ridge: float = 1e-2,
    steps: int = 60,
) -> dict:
    """Newton's method on cross-entropy with soft targets; standardised figures. → rule of the manifest.

    balanced: present and absent steps weigh the same in sum. How many steps of a chain lie beyond the object's end is an
    accident of the calibration volumes; with balanced classes 1/2 is the threshold whatever their share.
    """
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
        p = 1 / (1 + np.exp(-np.clip(a @ w, -30, 30)))
        gradient = a.T @ (weight * (p - target)) / len(a) + penalty @ w
        hessian = (a * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ a / len(a) + penalty + 1e-9 * np.eye(len(w))
        w = w - np.linalg.solve(hessian, gradient)
    terms = [
        dict(figure=f, max=top, mean=float(m), scale=float(s), weight=float(v))
        for (f, top), m, s, v in zip(figures.items(), mean, scale, w, strict=False)
    ]
    return dict(bias=float(w[-1]), terms=terms)


def shared(rule: dict, other: dict, share: float) -> dict:
    """The rule whose logit is `share` of the first one's and the rest of the other's."""
    terms = {(t["figure"], t["max"]): dict(t, weight=share * t["weight"]) for t in rule["terms"]}
    bias = share * rule["bias"] + (1 - share) * other["bias"]
    for t in other["terms"]:
        own = terms.setdefault((t["figure"], t["max"]), dict(t, weight=0.0))
        slope = (1 - share) * t["weight"] / t["scale"]
        own["weight"] += slope * own["scale"]
        bias += slope * (own["mean"] - t["mean"])
    return dict(bias=bias, terms=list(terms.values()))


def auroc(score: np.ndarray, positive: np.ndarray) -> float:
    rank = rankdata(score)
    p = positive.astype(bool)
    if p.all() or not p.any():
        return float("nan")
    return float((rank[p].sum() - p.sum() * (p.sum() + 1) / 2) / (p.sum() * (~p).sum()))


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="prepared permissive volumes")
    parser.add_argument("--synthetic", type=Path, required=True, help="synthetic volumes that training never saw")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-volume", type=int, default=4)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--patience", type=int, default=2)
    parser.add_argument("--more-figures", choices=MORE_PRESENCE, nargs="*", default=[], help="for the stop rule")
    parser.add_argument("--course", type=Path, help="file of lms_net.course: the stop rule reads it")
    parser.add_argument(
        "--shared-with", type=Path, help="the mean, in logits, with this file's rule, which several drawn slices have alone"
    )
    parser.add_argument("--rows", type=Path, help="keep the steps here, or read them if the file is there")
    parser.add_argument("--more-rows", type=Path, nargs="*", default=[], help="other networks' --rows to fit to as well")
    args = parser.parse_args()
    torch.set_num_threads(1)
    config = PropagationConfig()
    if args.rows and args.rows.exists():
        rows = kept_steps([args.rows])
    else:
        net = load_network(args.checkpoint)
        rows = list(calibration_steps(net, args.synthetic, ["synthetic"], args.per_volume, 1, config))
        real = [d for d in PERMISSIVE if d != "synthetic"]
        rows = joined([rows, list(calibration_steps(net, args.data, real, args.per_volume, 2, config))])
        if args.rows:
            args.rows.write_text(json.dumps(rows))
    rows = joined([rows, kept_steps(args.more_rows)])
    figures = PRESENCE | {name: MORE_PRESENCE[name] for name in args.more_figures}
    told = rows
    stop = {}
    if args.course:
        stop["course"] = json.loads(args.course.read_text())
        for chain in by_chain(rows):
            add_course(stop["course"], chain)
        figures |= COURSE
        told = [r for r in rows if r["mm"] < THIN_MM]
    has = np.array([r["has"] for r in told], float)
    presence = fit_logistic(told, has, figures, balanced=True)
    if args.shared_with:
        stop["several"] = json.loads(args.shared_with.read_text())["stop"]["presence"]
        presence = shared(presence, stop["several"], 0.5)
    present = [r for r in rows if r["has"]]
    trust = fit_logistic(present, np.array([r["dice"] for r in present]), TRUST)
    score = np.array([apply_rule(presence, r) for r in told])
    print(f"{len(told)} steps, {has.mean():.2f} present, presence AUROC {auroc(score, has):.3f}")
    quality = np.array([r["dice"] for r in present])
    print(f"trust: rank correlation {rank_correlation(np.array([apply_rule(trust, r) for r in present]), quality):.3f}")
    stop |= dict(presence=presence, trust=trust, threshold=args.threshold, patience=args.patience)
    args.out.write_text(json_text(dict(edge=asdict(EdgeConfig()), stop=stop)))


if __name__ == "__main__":
    main()
