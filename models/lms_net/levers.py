"""What each part of the chain network is worth: the shipped weights trained on for a few steps with one thing changed.

    python -m lms_net.levers --init zoo/chain-fast/weights.pt --data VOL --runs RUNS --steps 400

Every lever starts from the same weights with the same seed. A part that is taken away is replaced by what the network knows
already (the slice beyond by the query itself, the edge term by the neighbour's mask), so that the trained steps are for
getting used to it. Rows that RUNS holds already are not made again. Printed: mean Dice inside the object's extent and its
difference to the row "as it is" with the standard error over objects (SV-1, first volumes of each data set), and AUROC of
the network's own presence output.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch

from lms_net.calibrate import auroc
from lms_net.data.chains import Chain, ChainSource
from lms_net.data.sets import COMPARISON, HELD_OUT, PERMISSIVE, VALIDATION
from lms_net.evaluate import evaluate
from lms_net.inference.edge import EdgeConfig, grey_gate
from lms_net.inference.propagate import PropagationConfig
from lms_net.inference.step_inputs import make_support
from lms_net.networks.chain import PLANES, ChainConfig, ChainNet
from lms_net.optical_flow import motion, warp
from lms_net.random_greys import KNOTS, random_curve, random_field, random_top
from lms_net.total_variation import TotalVariation
from lms_net.train import Averaged, load_matching, one_step, set_rate

OTHER_GREYS = 0.35  # share of the chains
# plane: what stands in its place when it is withheld; None: zero
INSTEAD = {
    "beyond": "query",
    "before": "neighbour",
    "before_prior": "prior",
    "edge": "prior",
    "grey_drawn": None,
    "grey_near": None,
}


class OnTruth(Chain):
    """A chain that goes on with the true mask of every slice, not with the network's own."""

    def advance(self, probability, mix):
        super().advance(probability, mix)
        truth = self.truth(self.z)
        self.soft = truth.astype(np.float32) if truth.any() else self.soft


class OnTotalVariation(Chain):
    edge = TotalVariation()


class OnOtherGreys(Chain):
    """A chain on grey values that are changed beyond the usual; each change in OTHER_GREYS of the chains."""

    only_windows = False

    def __init__(self, volume, key, labelled, rng, size):
        self.curve, self.brightness, self.top = None, None, 1.0
        super().__init__(volume, key, labelled, rng, size)
        drawn = self.truth(self.start)
        if not volume.ct and rng.random() < OTHER_GREYS:
            self.top = random_top(float(np.quantile(self.unit(self.start)[drawn], 0.95)), rng)
        if not self.only_windows and not volume.ct and rng.random() < OTHER_GREYS:
            self.brightness = random_field(volume.image.shape[1:], rng)
        if not self.only_windows and rng.random() < OTHER_GREYS:
            self.curve = random_curve(rng)
        self.support = make_support(self.unit(self.start), drawn, self.frame0, volume.spacing[1:], size)
        self.gate = grey_gate(self.unit(self.start), drawn)

    def unit(self, z):
        grey = super().unit(z) / self.top
        if self.brightness is not None:
            grey = grey * self.brightness
        grey = np.minimum(grey, 1)
        return (grey if self.curve is None else np.interp(grey, KNOTS, self.curve)).astype(np.float32)


class OnWindows(OnOtherGreys):
    only_windows = True


@dataclass(frozen=True)
class Lever:
    """One change. without: planes, or "match"; network: fields of ChainConfig; sets: of training, default the permissive;
    chain: what training walks on, with its edge term; scale: of the supervoxels (0 fine, 1 coarse), None for both; moved:
    planes that follow the tissue from the neighbour to the query by optical flow; through: slices that a training step
    walks with the gradient through them, on fewer chains, so that as many slices are seen."""

    without: tuple[str, ...] = ()
    network: dict = field(default_factory=dict)
    sets: dict = field(default_factory=lambda: PERMISSIVE)
    chain: type[Chain] = Chain
    scale: int | None = None
    moved: tuple[str, ...] = ()
    through: int = 1
    seed: int = 0


LEVERS = {
    "as it is": Lever(),
    "as it is, another seed": Lever(seed=1),
    "without the slice beyond": Lever(("beyond",)),
    "without the slice two back": Lever(("before", "before_prior")),
    "without the edge term": Lever(("edge",)),
    "weighted total variation as edge term": Lever(chain=OnTotalVariation),
    "without grey-value evidence": Lever(("grey_drawn", "grey_near")),
    "without matching with the neighbour": Lever(("match",)),
    "matching 3 x 3": Lever(network=dict(match_radius=1)),
    "matching 11 x 11": Lever(network=dict(match_radius=5)),
    "neighbour's mask moved by optical flow": Lever(moved=("prior",)),
    "neighbour and its mask moved by optical flow": Lever(moved=("neighbour", "prior")),
    "without PD-Net": Lever(network=dict(use_denoiser=False)),
    "K = 1": Lever(network=dict(stages=1)),
    "l2 = -l1": Lever(network=dict(antipodal=True)),
    "crops of 64": Lever(network=dict(size=64)),
    "crops of 112": Lever(network=dict(size=112)),
    "crops of 128": Lever(network=dict(size=128)),
    "training on true masks": Lever(chain=OnTruth),
    "gradients through two steps": Lever(through=2),
    "gradients through five steps": Lever(through=5),
    "narrower and wider windows": Lever(chain=OnWindows),
    "curves, brightness and windows": Lever(chain=OnOtherGreys),
    "fine supervoxels alone": Lever(scale=0),
    "coarse supervoxels alone": Lever(scale=1),
    "synthetic volumes alone": Lever(sets={"synthetic": PERMISSIVE["synthetic"]}),
    "no synthetic volumes": Lever(sets={k: v for k, v in PERMISSIVE.items() if k != "synthetic"}),
    "hippocampi as well": Lever(sets=PERMISSIVE | {k: v for k, v in COMPARISON.items() if k == "open-hippocampus-mr"}),
}


class Neighbour(torch.nn.Module):
    """In place of the matching: the neighbour's mask where it is."""

    def forward(self, query, neighbour, prior):
        return prior


class OtherInputs(ChainNet):
    """The chain network with some of its inputs withheld, or moved by optical flow."""

    def __init__(self, config: ChainConfig, without: tuple[str, ...] = (), moved: tuple[str, ...] = ()):
        super().__init__(config)
        self.moved = [PLANES.index(name) for name in moved]
        self.without = [name for name in without if name in INSTEAD]
        if "match" in without:
            self.matching = Neighbour()

    def forward(self, planes, scalars, *support):
        if self.moved:
            query, neighbour = (planes[:, PLANES.index(n)][:, None] for n in ("query", "neighbour"))
            planes = planes.clone()
            planes[:, self.moved] = warp(planes[:, self.moved], motion(query, neighbour))
        shown = list(planes.unbind(1))
        for name in self.without:
            other = INSTEAD[name]
            shown[PLANES.index(name)] = torch.zeros_like(shown[0]) if other is None else shown[PLANES.index(other)]
        out = super().forward(torch.stack(shown, 1), scalars, *support)
        return out | dict(mix=torch.zeros_like(out["mix"])) if "edge" in self.without else out


def keep_scale(source: ChainSource, scale: int) -> None:
    """Leaves supervoxels of one scale in the volumes: `lms_net.data.prepare` makes two for every window."""
    for _, volumes, *_ in source.sets:
        for volume in volumes:
            volume.regions = [key for key in volume.regions if (key[0] - 1) % 2 == scale]


def trained(lever: Lever, init: Path, data: Path, steps: int, rate: float, batch: int) -> ChainNet:
    """The running mean of the weights after so many steps with the lever pulled."""
    torch.manual_seed(lever.seed)
    first = torch.load(init, weights_only=True)
    config = replace(ChainConfig.from_dict(first["config"]), **lever.network)
    net = OtherInputs(config, lever.without, lever.moved)
    load_matching(net, first["mean"])
    mean = Averaged(net)
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4)
    source = ChainSource(data, lever.sets, HELD_OUT, config.size, lever.seed, lever.chain)
    if lever.scale is not None:
        keep_scale(source, lever.scale)
    chains = [source.chain() for _ in range(batch // lever.through)]
    for step in range(steps):
        set_rate(optimiser, rate, step, steps)
        one_step(net, mean, optimiser, chains, source, lever.through)
    net.load_state_dict(mean.net.state_dict())
    return net.eval()


def measured(net: ChainNet, data: Path, limit: int, edge: EdgeConfig) -> list[dict]:
    """A row an object: Dice inside the extent, presence and truth of every step."""
    keep = ("dataset", "case", "organ", "dice_in_extent")
    rows = evaluate(net, data, ["SV-1"], list(VALIDATION), PropagationConfig(edge), limit)
    return [
        dict({k: r[k] for k in keep}, presence=[s["presence"] for s in r["steps"]], has=[s["has"] for s in r["steps"]])
        for r in rows
    ]


def line(title: str, rows: list[dict], usual: list[dict] | None) -> str:
    cells = []
    for dataset in VALIDATION:
        some = [r for r in rows if r["dataset"] == dataset]
        if not some:
            continue
        cell = f"{np.mean([r['dice_in_extent'] for r in some]):.3f}"
        if usual is not None:
            before = [r["dice_in_extent"] for r in usual if r["dataset"] == dataset]
            more = np.array([r["dice_in_extent"] for r in some]) - before
            cell += f" ({more.mean():+.3f} ± {more.std(ddof=1) / np.sqrt(len(more)):.3f})"
        has = np.concatenate([r["has"] for r in some])
        if not has.all():
            cell += f", {auroc(np.concatenate([r['presence'] for r in some]), has):.3f}"
        cells.append(cell)
    return f"| {title} | {' | '.join(cells)} |"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--init", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="prepared volumes, training and validation ones")
    parser.add_argument("--runs", type=Path, required=True, help="a file a row, made once")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--limit", type=int, default=2, help="validation volumes per data set")
    parser.add_argument("--only", nargs="*", choices=LEVERS, default=list(LEVERS))
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    args.runs.mkdir(parents=True, exist_ok=True)
    usual = None
    for title in dict.fromkeys(["as it is", *args.only]):
        kept = args.runs / f"{title.replace(' ', '-')}.json"
        if not kept.exists():
            net = trained(LEVERS[title], args.init, args.data, args.steps, args.lr, args.batch)
            kept.write_text(json.dumps(measured(net, args.data, args.limit, LEVERS[title].chain.edge)))
        rows = json.loads(kept.read_text())
        print(line(title, rows, usual), flush=True)
        usual = usual if usual is not None else rows


if __name__ == "__main__":
    main()
