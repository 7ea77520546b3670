"""What happens to the result when the drawing or the images are worse than they should be.

    python -m lms_net.robustness --checkpoint CHECKPOINT --rules rules.json --data VOL --out FOLDER [--limit 1]

One drawn slice (SV-1), stop rule on, on validation volumes. One thing is changed at a time; robustness.csv has mean Dice
per data set and change, robustness.png the curves.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import binary_dilation, binary_erosion, gaussian_filter, shift

from lms_net.evaluate import load_network, score
from lms_net.inference.job import propagate
from lms_net.validation import Case, cases

CHANGES = {
    "eroded, pixels": (1, 2, 3, 5),
    "dilated, pixels": (1, 2, 3, 5),
    "shifted, pixels": (1, 2, 3, 5),
    "drawn near the end, share of the extent": (0.25, 0.1, 0.03),
    "noise, share of the grey range": (0.02, 0.05, 0.1),
    "bias field, amplitude": (0.1, 0.2, 0.4),
    "grey values scaled by": (0.5, 2.0),
    "every n-th slice": (2, 3),
}


def changed(case: Case, change: str, amount: float, rng: np.random.Generator):
    """→ image, truth, spacing, percentiles, drawn slice, drawn mask after one change."""
    image, truth, spacing = case.image.astype(np.float32), case.truth, case.spacing
    extent = np.flatnonzero(truth.reshape(len(truth), -1).any(1))
    z = int(extent[len(extent) // 2])
    if change == "every n-th slice":
        keep = np.arange(z % int(amount), len(truth), int(amount))
        image, truth, z = image[keep], truth[keep], int(np.flatnonzero(keep == z)[0])
        spacing = (spacing[0] * amount, *spacing[1:])
    elif change.startswith("drawn near"):
        z = int(extent[min(len(extent) - 1, int(len(extent) * amount))])
    mask = truth[z]
    low, high = case.percentiles
    if change.startswith("eroded"):
        smaller = binary_erosion(mask, iterations=int(amount))
        mask = smaller if smaller.sum() >= 6 else mask
    elif change.startswith("dilated"):
        mask = binary_dilation(mask, iterations=int(amount))
    elif change.startswith("shifted"):
        angle = rng.uniform(0, 2 * np.pi)
        mask = shift(mask.astype(np.float32), (amount * np.sin(angle), amount * np.cos(angle)), order=1) > 0.5
    elif change.startswith("noise"):
        image = image + rng.normal(0, amount * (high - low), image.shape).astype(np.float32)
    elif change.startswith("bias"):
        field = gaussian_filter(rng.normal(0, 1, image.shape[1:]), [n / 4 for n in image.shape[1:]])
        image = (image - low) * (1 + amount * field / np.abs(field).max()).astype(np.float32) + low
    elif change.startswith("grey values"):
        image = image * amount
        low, high = low * amount, high * amount
    return image, truth, spacing, (low, high), z, mask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=["synapse-ct", "chaos-mr", "mscmr"])
    parser.add_argument("--limit", type=int, default=1, help="volumes per data set")
    parser.add_argument("--changes", nargs="*", choices=CHANGES, default=list(CHANGES), help="the picture needs all")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    net, rules = load_network(args.checkpoint), json.loads(args.rules.read_text())["stop"]
    rows = []
    for dataset in args.only:
        everything = list(cases(args.data, [dataset], args.limit))
        for change, amounts in {"nothing": (0,), **{c: CHANGES[c] for c in args.changes}}.items():
            for amount in amounts:
                dice = []
                for case in everything:
                    rng = np.random.default_rng(0)
                    image, truth, spacing, percentiles, z, mask = changed(case, change, amount, rng)
                    result = propagate(net, image, spacing, {z: mask}, rules, percentiles=percentiles)
                    dice.append(score(result.label, truth, [z])["dice"])
                rows.append(dict(dataset=dataset, change=change, amount=amount, organs=len(dice), dice=float(np.mean(dice))))
                print(f"{dataset:11s} {change} {amount}: {np.mean(dice):.3f}", flush=True)
    with (args.out / "robustness.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    if set(args.changes) == set(CHANGES):
        draw(rows, args.out / "robustness.png")


def draw(rows: list[dict], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(2, 4, figsize=(13, 6), sharey=True)
    for axis, change in zip(axes.ravel(), CHANGES, strict=True):
        for dataset in dict.fromkeys(r["dataset"] for r in rows):
            start = next(r for r in rows if r["dataset"] == dataset and r["change"] == "nothing")
            some = [r for r in rows if r["dataset"] == dataset and r["change"] == change]
            axis.plot(
                ["0", *[f"{r['amount']:g}" for r in some]], [start["dice"], *[r["dice"] for r in some]], "o-", label=dataset
            )
        axis.set_title(change, fontsize=9)
        axis.grid(alpha=0.3)
    axes[0, 0].legend(fontsize=8)
    axes[0, 0].set_ylabel("Dice, SV-1")
    figure.tight_layout()
    figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main()
