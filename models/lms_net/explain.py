"""Fig. 7 of the paper for one slice: the iterates u^k (cut at 1/2), v^k and the entropy of u^k, k = 0..K.

    python -m lms_net.explain --run RUN --cache CACHE --case chaos_03 --organ Liver --out iterates.png

The support is drawn as in EP1: the chunk's own slice of the support volume (--support, an index into the fold). The query
slice is the middle one that shows the organ, or --slice.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from lms_net.benchmarks.datasets import BENCHMARKS, SUPPORT_INDEX, Benchmark, benchmark
from lms_net.benchmarks.evaluate import Encoder, support_state
from lms_net.benchmarks.features import Compute
from lms_net.benchmarks.protocols import drawn_slices, organ_slices, tasks
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.volumes import SliceVolume, load_cases
from lms_net.networks.lms import LmsNet, to_slice
from lms_net.overlap import dice


@dataclass
class Iterates:
    """image, truth [S, S] of the query; drawn image and mask of the support; u [K+1, S, S], v1 - v2 [K, S, S], entropy of
    u in nats [K+1, S, S]."""

    image: np.ndarray
    truth: np.ndarray
    support_image: np.ndarray
    support_mask: np.ndarray
    u: np.ndarray
    v: np.ndarray
    entropy: np.ndarray


def entropy_of(u: np.ndarray) -> np.ndarray:
    """-u ln u - (1-u) ln(1-u); 0 where u is 0 or 1."""
    p = np.clip(u, 1e-12, 1 - 1e-7)
    return -p * np.log(p) - (1 - p) * np.log1p(-p)


@torch.no_grad()
def iterates(net: LmsNet, compute: Compute, support: SliceVolume, query: SliceVolume, organ: int, z: int, size: int):
    """One query slice by EP1's support slice for it. Raises ValueError when either volume lacks the organ or z does."""
    drawn = drawn_slices("EP1", support.label, organ)
    shots = [t.shots for t in tasks("EP1", query.label, organ) if z in t.slices]
    if not drawn or not shots:
        lacking = support.case if not drawn else f"slice {z} of {query.case}"
        raise ValueError(f"{lacking} does not show the organ")
    net = compute.prepare(net).eval()
    encoder = Encoder(net, compute, support, size)
    state = support_state(net, encoder, organ, drawn, shots[0])
    if state is None:
        raise ValueError(f"the organ vanishes on slice {drawn[shots[0][0]]} of {support.case} at {size} pixels")
    out = net(Encoder(net, compute, query, size)([z]), state)
    planes = lambda x: to_slice(x.reshape(-1, 1, *x.shape[-2:]), size)[:, 0].float().cpu().numpy()  # noqa: E731
    u = planes(out["u"])
    v = planes(out["v"][:, :, :1] - out["v"][:, :, 1:]) if len(out["v"]) else np.zeros((0, size, size), np.float32)
    at = drawn[shots[0][0]]
    return Iterates(
        query.plane(z, size),
        query.mask(query.label, z, organ, size),
        support.plane(at, size),
        support.mask(support.label, at, organ, size),
        u,
        v,
        entropy_of(u),
    )


def draw(found: Iterates, file: Path, title: str) -> None:
    """One row an iterate; columns: mask with the true outline, v1 - v2, entropy. The first row shows the support too."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = len(found.u)
    figure, axes = plt.subplots(rows, 4, figsize=(11, 2.75 * rows), constrained_layout=True, squeeze=False)
    most = max(float(np.abs(found.v).max()) if found.v.size else 0.0, 1e-6)
    for k, (support, mask, dual, spread) in enumerate(axes):
        for axis in axes[k]:
            axis.set_axis_off()
        if k == 0:
            support.imshow(found.support_image, cmap="gray")
            support.contour(found.support_mask, [0.5], colors="lime", linewidths=1)
            support.set_title("support, drawn")
        mask.imshow(found.image, cmap="gray")
        mask.imshow(np.ma.masked_less_equal(found.u[k], 0.5), cmap="autumn", alpha=0.5, vmin=0, vmax=1)
        if found.truth.any():
            mask.contour(found.truth, [0.5], colors="lime", linewidths=1)
        overlap = dice(found.u[k] > 0.5, found.truth, empty=0.0)
        mask.set_title(f"$u^{k}$, Dice {overlap:.3f}")
        if 0 < k <= len(found.v):
            dual.set_title(f"$v_1^{k} - v_2^{k}$")
            figure.colorbar(dual.imshow(found.v[k - 1], cmap="coolwarm", vmin=-most, vmax=most), ax=dual, shrink=0.7)
        spread.set_title(f"entropy of $u^{k}$")
        spread.imshow(found.entropy[k], cmap="magma", vmin=0, vmax=np.log(2))
    figure.suptitle(title, fontsize=10)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=110)
    plt.close(figure)


def organ_number(spec: Benchmark, name: str) -> int:
    """Raises SystemExit for an organ that the data set does not have."""
    for value, organ in spec.organs.items():
        if organ.lower() == name.lower():
            return value
    raise SystemExit(f"{spec.name} has no {name}; it has {', '.join(spec.organs.values())}")


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="written by lms_net.benchmarks.prepare")
    parser.add_argument("--case", help="query volume, of the fold; default: the first that is not the support")
    parser.add_argument("--organ", required=True)
    parser.add_argument("--slice", type=int, help="default: the middle slice that shows the organ")
    parser.add_argument("--support", type=int, default=SUPPORT_INDEX, help="index of the support among the fold's volumes")
    parser.add_argument("--dataset", choices=list(BENCHMARKS), help="default: the one it was trained on")
    parser.add_argument("--fold", type=int, choices=range(5), help="default: the one it was trained without")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    run = RunFolder(args.run)
    net, state = run.network()
    trained = state["identity"]
    name = args.dataset or trained["dataset"]
    if name not in BENCHMARKS:
        raise SystemExit(f"{args.run} was trained on {name} images; say what to show with --dataset.")
    spec = benchmark(name)
    volumes = load_cases(spec, args.cache, spec.fold_cases(trained["fold"] if args.fold is None else args.fold))
    cases = [v.case for v in volumes]
    if not 0 <= args.support < len(volumes):
        raise SystemExit(f"--support {args.support}: the fold has {len(volumes)} volumes, counted from 0")
    if args.case is not None and args.case not in cases:
        raise SystemExit(f"{args.case} is not in the fold; it has {', '.join(cases)}")
    support = volumes[args.support]
    query = next(v for v in volumes if (v.case == args.case if args.case else v is not support))
    organ = organ_number(spec, args.organ)
    shown = organ_slices(query.label, organ)
    if not len(shown):
        raise SystemExit(f"{query.case} has no {args.organ}")
    z = int(shown[len(shown) // 2]) if args.slice is None else args.slice
    try:
        found = iterates(net, Compute(args.device, "fp32"), support, query, organ, z, trained["size"])
    except ValueError as error:
        raise SystemExit(str(error)) from error
    title = f"{run.system().title}, iteration {state['iteration']}: {args.organ}, {query.case} slice {z} by {support.case}"
    draw(found, args.out, title)
    print(f"{args.out}: {title}")


if __name__ == "__main__":
    main()
