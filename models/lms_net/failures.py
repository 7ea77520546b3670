"""Pictures of what goes wrong: one-slice runs, worst first, with the true outline and the predicted one.

    python -m lms_net.failures --checkpoint zoo/chain-fast/weights.pt --rules zoo/chain-fast/rules.json \
        --data VOL --only open-sts-mr open-sts-ct --out failures.png

One drawn slice (the object's middle one), stop rule on, for every labelled object of the volumes. A row is an object: the
drawn slice, then the slices with most wrong voxels, and their Dice and trust. Give data sets whose images may be shown.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image

from lms_net.data.chains import TrainingVolume, load_volume
from lms_net.data.intensity import ct_window, to_unit
from lms_net.evaluate import load_network, support_slices
from lms_net.inference.crops import mask_box
from lms_net.inference.job import propagate
from lms_net.overlap import dice

MIN_SLICES = 4
WORST_SLICES = 4
MARGIN = 25


@dataclass(frozen=True)
class Outcome:
    name: str
    volume: TrainingVolume
    truth: np.ndarray
    label: np.ndarray
    trust: dict[int, float]
    drawn: int
    dice: float


def outcomes(net, rules: dict, data: Path, datasets: list[str], only: str):
    """One Outcome for each labelled object that is on at least MIN_SLICES slices."""
    for dataset in datasets:
        for path in sorted(data.glob(f"{dataset}__*{only}*.npz")):
            volume = load_volume(path)
            for m, key in volume.labelled if volume else ():
                truth = volume.maps[m] == key
                supports = support_slices(truth, "SV-1")
                if not supports or truth.any((1, 2)).sum() < MIN_SLICES:
                    continue
                drawn = {supports[0]: truth[supports[0]]}
                modality = "CT" if volume.ct else "MR"
                result = propagate(net, volume.image, volume.spacing, drawn, rules, None, volume.window, modality)
                query = np.arange(len(truth)) != supports[0]
                score = dice(result.label[query], truth[query], empty=0.0)
                yield Outcome(path.stem.replace("__", " "), volume, truth, result.label, result.trust, supports[0], score)


def picture(found: list[Outcome], out: Path) -> None:
    """Rows of drawn slice and worst slices; true outline green, prediction red and dashed."""
    figure, axes = plt.subplots(len(found), WORST_SLICES + 1, figsize=(2 * (WORST_SLICES + 1), 2.25 * len(found)))
    for row, case in zip(np.atleast_2d(axes), found, strict=True):
        wrong = (case.label ^ case.truth).sum((1, 2))
        worst = sorted(int(z) for z in np.argsort(-wrong)[:WORST_SLICES] if wrong[z])
        x, y, width, height = mask_box((case.truth | case.label)[[case.drawn, *worst]].any(0))
        side = max(width, height) / 2 + MARGIN
        image = case.volume.image
        window = ct_window(image[case.drawn][case.truth[case.drawn]]) if case.volume.ct else case.volume.window
        for axis in row:
            axis.axis("off")
        for axis, z in zip(row, [case.drawn, *worst], strict=False):
            axis.imshow(to_unit(image[z], window), cmap="gray", vmin=0, vmax=1)
            axis.set_xlim(x - side, x + side)
            axis.set_ylim(y + side, y - side)
            for mask, colour, style in ((case.truth[z], "#2fbf71", "-"), (case.label[z], "#ff5a4f", "--")):
                if mask.any():
                    axis.contour(mask, [0.5], colors=colour, linestyles=style, linewidths=1.1)
            said = f"Dice {dice(case.label[z], case.truth[z], empty=0.0):.2f}, trust {case.trust.get(z, 1):.2f}"
            drawn = f"{case.name}\ndrawn; object {case.dice:.2f}"
            axis.set_title(drawn if z == case.drawn else f"slice {z - case.drawn:+d}\n{said}", fontsize=6.5)
    figure.tight_layout(pad=0.4)
    figure.savefig(out, dpi=70)
    Image.open(out).convert("RGB").quantize(64).save(out, optimize=True)  # a third of the bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="+", required=True, help="data sets that may be shown")
    parser.add_argument("--case", default="", help="part of the volume's name")
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rules = json.loads(args.rules.read_text())["stop"]
    found = sorted(outcomes(load_network(args.checkpoint), rules, args.data, args.only, args.case), key=lambda o: o.dice)
    if not found:
        raise SystemExit(f"no labelled objects on {MIN_SLICES} slices or more in {args.data} for {', '.join(args.only)}")
    print(f"{len(found)} objects, mean Dice {np.mean([o.dice for o in found]):.3f}")
    picture(found[: args.rows], args.out)


if __name__ == "__main__":
    main()
