"""What in a trained system decides its masks: prototypes, their updates, the threshold, or the mask denoiser.

    python -m lms_net.diagnose --run RUN --cache CACHE

On the slices of EP1, of the fold that the run has not seen, mean Dice (and the masks' area over the true one) of

- u^0 … u^K as they are;
- the prototype of each stage with cos(F, l) cut at other values than 0, the boundary that l2 = -l1 imposes;
- u^K with the query's own prototype taken out of the update, which is then a function of the support alone;
- u^K with MD replaced by the identity;
- the query's true mask as prototype, cut likewise: what one prototype can reach on these features.

Also α, δ, the gate's entropy against that of a uniform gate, how far the update moves the prototype, the features' length
and the mean cosine of any two cells of a slice (1: the features tell nothing apart). --every N takes every N-th slice of a
chunk only. Writes diagnosis.json into the run folder.
"""

from __future__ import annotations

import argparse
import contextlib
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from lms_net.benchmarks.datasets import SUPPORT_INDEX, benchmark
from lms_net.benchmarks.evaluate import Encoder, support_state
from lms_net.benchmarks.features import Compute
from lms_net.benchmarks.protocols import Count, drawn_slices, tasks
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.volumes import SliceVolume, load_cases
from lms_net.networks.lms import Encoded, LmsNet, length_of, to_slice

CUTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@contextlib.contextmanager
def without_query(net: LmsNet):
    """MUT sees a query prototype of zero length."""
    real = net.update.forward
    net.update.forward = lambda p, l1, valid: real(p, torch.zeros_like(l1), valid)
    try:
        yield
    finally:
        net.update.forward = real


@contextlib.contextmanager
def without_denoiser(net: LmsNet):
    """MD(u) = u."""
    real = net.denoiser.forward
    net.denoiser.forward = lambda u, logit, stage: logit if net.denoiser.sigmoid else u
    try:
        yield
    finally:
        net.denoiser.forward = real


def cosine(features: torch.Tensor, prototype: torch.Tensor) -> torch.Tensor:
    """F [B, C, h, w], l [B, C] → cos(F, l) [B, 1, h, w]."""
    along = torch.einsum("bchw,bc->bhw", features, F.normalize(prototype, dim=1))[:, None]
    return along / length_of(features)


class Tally:
    """Voxel counts by what was asked, organ and volume, and plain figures."""

    def __init__(self):
        self.counts: dict[str, dict[tuple[str, str], Count]] = defaultdict(lambda: defaultdict(Count))
        self.figures: dict[str, list[float]] = defaultdict(list)

    def masks(self, name: str, organ: str, case: str, found: torch.Tensor, true: np.ndarray) -> None:
        self.counts[name][organ, case].add(found[:, 0].cpu().numpy(), true)

    def note(self, name: str, values: torch.Tensor) -> None:
        self.figures[name] += values.flatten().tolist()

    def table(self) -> dict[str, dict[str, float]]:
        """Name → Dice (mean of the organs' means over volumes) and median over organs of the area ratio."""
        out = {}
        for name, counts in self.counts.items():
            organs = sorted({organ for organ, _ in counts})
            of = lambda organ, counts=counts: [c for (o, _), c in counts.items() if o == organ]  # noqa: E731
            dice = {o: float(np.mean([c.dice for c in of(o)])) for o in organs}
            area = [float(np.mean([c.predicted / max(1, c.true) for c in of(o)])) for o in organs]
            out[name] = dict(dice=float(np.mean(list(dice.values()))), area=float(np.median(area)), **dice)
        return out


@torch.no_grad()
def examine(net: LmsNet, tally: Tally, support: Encoder, query: Encoder, organ: int, name: str, every: int) -> None:
    """All questions on one organ of one query volume."""
    drawn = drawn_slices("EP1", support.volume.label, organ)
    for task in tasks("EP1", query.volume.label, organ) if drawn else []:
        state = support_state(net, support, organ, drawn, task.shots)
        if state is None:
            continue
        slices = task.slices[::every]
        masks = [query.volume.mask(query.volume.label, z, organ, query.size) for z in slices]
        true, encoded = np.stack(masks), net.on_grid(query(slices))
        ask(net, tally, encoded, state, true, (name, query.volume.case), query.size)


def ask(net: LmsNet, tally: Tally, encoded: Encoded, state, true: np.ndarray, where: tuple[str, str], size: int) -> None:
    config, features = net.config, encoded.features
    cut = lambda u, at: to_slice(u, size) > at  # noqa: E731
    out, length = net(encoded, state), length_of(features)
    tally.note("length of F", length.mean((1, 2, 3)))
    tally.note("cosine of two cells of a slice", (features / length).mean((2, 3)).pow(2).sum(1))
    for k, u in enumerate(out["u"]):
        tally.masks(f"u^{k}", *where, cut(u, 0.5), true)
    planes = torch.from_numpy(true).to(features)[:, None]
    own = torch.cat([net.prototype(encoded[i : i + 1], planes[i : i + 1]) for i in range(len(planes))])
    shown = torch.from_numpy(true.any((1, 2))).to(features.device)
    for k, prototype in enumerate(out["l"]):
        tally.note(f"cos(l^{k}, l^0)", F.cosine_similarity(prototype, out["l"][0])[shown])
        tally.note(f"cos(l^{k}, the query's true prototype)", F.cosine_similarity(prototype, own)[shown])
        for at in CUTS:
            tally.masks(f"cos(F, l^{k}) > {at}", *where, cut(cosine(features, prototype), at), true)
    for at in CUTS:
        tally.masks(f"cos(F, the query's true prototype) > {at}", *where, cut(cosine(features, own), at), true)
    if config.update and config.stages:
        rows = state.valid.sum(1).float().log().expand(len(features))
        tally.note("entropy of a uniform gate", rows)
        for k, entropy in enumerate(out["gate_entropy"], 1):
            tally.note(f"entropy of the gate, stage {k}", entropy)
        with without_query(net):
            tally.masks("u^K, query's prototype left out", *where, cut(net(encoded, state)["u"][-1], 0.5), true)
    if config.denoiser and config.stages:
        with without_denoiser(net):
            tally.masks("u^K, MD the identity", *where, cut(net(encoded, state)["u"][-1], 0.5), true)


def diagnose(
    net: LmsNet, volumes: list[SliceVolume], organs: dict[int, str], compute: Compute, size: int, every: int
) -> dict:
    """→ {"masks": name → Dice and area, "figures": name → mean}."""
    net = compute.prepare(net).eval()
    tally, encoders = Tally(), [Encoder(net, compute, v, size) for v in volumes]
    at = min(SUPPORT_INDEX, len(volumes) - 1)
    for q, query in enumerate(encoders):
        for organ, name in organs.items() if q != at else ():
            examine(net, tally, encoders[at], query, organ, name, every)
    figures = {name: float(np.mean(values)) for name, values in tally.figures.items()}
    figures["α"] = float(net.consistency.alpha.detach())
    for k in range(net.config.stages if net.config.denoiser else 0):
        figures[f"δ, stage {k + 1}"] = float(net.primal_dual.delta(k).detach())
    return dict(masks=tally.table(), figures=figures)


def report(found: dict) -> str:
    lines = ["| masks | Dice % | area / true |", "|---|---|---|"]
    lines += [f"| {name} | {100 * row['dice']:.1f} | {row['area']:.1f} |" for name, row in found["masks"].items()]
    lines += ["", "| figure | mean |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {value:.3f} |" for name, value in found["figures"].items()])


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="written by lms_net.benchmarks.prepare")
    parser.add_argument("--dataset", help="default: the one it was trained on")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    net, state = RunFolder(args.run).network()
    trained = state["identity"]
    spec = benchmark(args.dataset or trained["dataset"])
    volumes = load_cases(spec, args.cache, spec.fold_cases(trained["fold"]))
    if len(volumes) < 2:
        raise SystemExit(f"Fold {trained['fold']} of {spec.name} has one volume in {args.cache}; two are needed.")
    found = diagnose(net, volumes, spec.organs, Compute(args.device, "fp32"), trained["size"], args.every)
    if not found["masks"]:
        raise SystemExit(f"No two volumes of {spec.name}'s fold {trained['fold']} show the same organ.")
    (args.run / "diagnosis.json").write_text(json.dumps(dict(found, dataset=spec.name), indent=1) + "\n")
    print(report(found))


if __name__ == "__main__":
    main()
