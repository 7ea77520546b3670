"""Measures a trained network: `propagation` inside one volume (below), `benchmark` the paper's systems.

    python -m lms_net.evaluate propagation --checkpoint RUN/checkpoint.pt --data VOL --protocols SV-1 --out rows.json

SV-1: the organ's middle slice is drawn; SV-3: three slices at 1/6, 1/2, 5/6 of its extent; AT-10, AT-25, AT-75, AT-90:
one slice at so many percent of it. All other slices are queries; the extent is not given. Dice is counted over the query
slices of the volume.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from lms_net.benchmarks import evaluate as paper
from lms_net.data.sets import VALIDATION
from lms_net.inference.propagate import PropagationConfig, Side, fuse, plan, run_chain, window_of
from lms_net.networks.chain import ChainConfig, ChainNet
from lms_net.overlap import dice_of
from lms_net.validation import Case, cases

FRACTIONS = {"SV-1": ((1, 2),), "SV-3": ((1, 6), (1, 2), (5, 6))} | {f"AT-{p}": ((p, 100),) for p in (10, 25, 75, 90)}


def load_network(checkpoint: Path) -> ChainNet:
    """The running mean of the weights, in inference mode."""
    state = torch.load(checkpoint, weights_only=False, map_location="cpu")
    net = ChainNet(ChainConfig.from_dict(state["config"]))
    net.load_state_dict(state["mean"])
    return net.eval()


def support_slices(truth: np.ndarray, protocol: str) -> list[int]:
    """Indices of the drawn slices; [] when no slice would be left to query."""
    z = np.flatnonzero(truth.reshape(len(truth), -1).any(1))
    s = sorted({int(z[len(z) * a // b]) for a, b in FRACTIONS[protocol]}) if len(z) else []
    return s if len(z) > len(s) else []


def score(predicted: np.ndarray, truth: np.ndarray, supports: list[int]) -> dict[str, float]:
    """Of boolean masks [z, y, x], without the drawn slices: `dice` over all others; `dice_in_extent` over those that show
    the object; `false_beyond`, voxels predicted before its first slice and after its last, over its own. Dice is 0 where
    nothing is to be counted. Raises IndexError for an object that is nowhere."""
    query = np.ones(len(truth), bool)
    query[supports] = False
    flat = lambda a: a.reshape(len(truth), -1).sum(1)  # noqa: E731
    t, p, both = flat(truth), flat(predicted), flat(truth & predicted)
    has = query & (t > 0)
    z = np.flatnonzero(t)
    beyond = query.copy()
    beyond[z[0] : z[-1] + 1] = False
    return dict(
        dice=dice_of(both[query].sum(), (t + p)[query].sum(), empty=0.0),
        dice_in_extent=dice_of(both[has].sum(), (t + p)[has].sum(), empty=0.0),
        false_beyond=float(p[beyond].sum() / max(1, t[query].sum())),
    )


def evaluate(net: ChainNet, data: Path, protocols, only, config: PropagationConfig, limit: int = 99):
    """Yields one row per volume, organ and protocol: scores and, per chain step, figures with the step's true Dice."""
    for case in cases(data, only, limit):
        for protocol in protocols:
            supports = support_slices(case.truth, protocol)
            if supports:
                yield evaluated(net, case, protocol, supports, config)


def evaluated(net: ChainNet, case: Case, protocol: str, supports: list[int], config: PropagationConfig) -> dict:
    """The row of one organ that is drawn on `supports`."""
    image, truth = case.image, case.truth
    drawn = {s: truth[s] for s in supports}
    pieces, steps, start = [], [], time.time()
    for s, run in plan(len(image), supports):
        window = window_of(image, "", image[s][truth[s]], case.percentiles)
        found = {}
        for step in run_chain(net, image, case.spacing, window, s, drawn, run, config):
            found[step.slice] = Side(step.soft)
            hard, t = step.soft > 0.5, truth[step.slice]
            steps.append(
                dict(
                    step.figures,
                    slice=step.slice,
                    support=s,
                    has=bool(t.any()),
                    predicted=int(hard.sum()),
                    true=int(t.sum()),
                    both=int((hard & t).sum()),
                )
            )
        pieces.append((s, found))
    seconds = time.time() - start
    return dict(
        protocol=protocol,
        dataset=case.dataset,
        case=case.name,
        organ=case.organ,
        ms=1000 * seconds / max(1, len(steps)),
        total=int(truth.sum() - sum(m.sum() for m in drawn.values())),
        steps=steps,
        **score(fuse(truth.shape, drawn, pieces), truth, supports),
    )


def table(rows: list[dict]) -> str:
    lines = []
    for protocol in sorted({r["protocol"] for r in rows}):
        for dataset in VALIDATION:
            some = [r for r in rows if (r["protocol"], r["dataset"]) == (protocol, dataset)]
            if not some:
                continue
            mean = lambda key, rs=some: np.mean(  # noqa: E731
                [np.mean([r[key] for r in rs if r["case"] == c]) for c in sorted({r["case"] for r in rs})]
            )
            organs = " ".join(
                f"{o}:{np.mean([r['dice'] for r in some if r['organ'] == o]):.3f}" for o in VALIDATION[dataset][1]
            )
            lines.append(
                f"{protocol} {dataset:11s} all {mean('dice'):.3f} in extent {mean('dice_in_extent'):.3f} "
                f"beyond {mean('false_beyond'):.3f} {np.mean([r['ms'] for r in some]):.0f} ms/step  {organs}"
            )
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="prepared volumes")
    parser.add_argument("--protocols", nargs="*", default=["SV-1"])
    parser.add_argument("--only", nargs="*", default=list(VALIDATION))
    parser.add_argument("--mix", type=float, help="the edge term's share in place of the network's own")
    parser.add_argument("--limit", type=int, default=99, help="volumes per data set")
    parser.add_argument("--out", type=Path)


def evaluate_propagation(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    config = PropagationConfig(mix=args.mix)
    net, rows = load_network(args.checkpoint), []
    for row in evaluate(net, args.data, args.protocols, args.only, config, args.limit):
        rows.append(row)
    print(table(rows))
    if args.out:
        args.out.write_text(json.dumps(rows))


def main(argv: list[str] | None = None) -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    commands = parser.add_subparsers(dest="kind", required=True)
    p = commands.add_parser("propagation", help="the chain network inside one volume")
    add_arguments(p)
    p.set_defaults(command=evaluate_propagation)
    p = commands.add_parser(
        "benchmark", help="the paper's systems from patient to patient", description=paper.__doc__, formatter_class=raw
    )
    paper.add_arguments(p)
    p.set_defaults(command=paper.measure_run)
    args = parser.parse_args(argv)
    args.command(args)


if __name__ == "__main__":
    main()
