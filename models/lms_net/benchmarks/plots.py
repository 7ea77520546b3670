"""Tables and the curve over the number of stages as pictures."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from lms_net.benchmarks.datasets import BENCHMARKS  # noqa: E402
from lms_net.benchmarks.results import Cell, Setup  # noqa: E402
from lms_net.networks.systems import SYSTEMS  # noqa: E402

PAPER_COLOUR = "0.75"


def caption(setup: Setup) -> str:
    return f"{setup.text()}; {setup.iterations:,} iterations; {setup.protocol}, support {' '.join(setup.supports)}"


def plot_table(file: Path, title: str, systems: tuple[str, ...], paper: dict, cells: list[Cell]) -> None:
    """Mean Dice of each system as bars, the paper's grey, ours coloured by setup with their intervals; one panel a data
    set."""
    figure, axes = plt.subplots(1, len(paper), figsize=(5.5 * len(paper), 4.2), constrained_layout=True, squeeze=False)
    for axis, (dataset, published) in zip(axes[0], paper.items(), strict=True):
        ours = [c for c in cells if c.dataset == dataset and c.system in systems]
        setups = sorted({c.setup for c in ours}, key=lambda s: (s.protocol, -s.iterations, s.text(), s.supports))
        width = 0.8 / (1 + len(setups))
        named = [s for s in systems if s in published]
        axis.bar([systems.index(s) for s in named], [published[s]["mean"] for s in named], width, color=PAPER_COLOUR)
        axis.plot([], [], "s", color=PAPER_COLOUR, label="paper")
        for i, setup in enumerate(setups, 1):
            for cell in (c for c in ours if c.setup == setup):
                mean = cell.dice()[1]
                at = systems.index(cell.system) + i * width
                axis.bar(at, 100 * mean.mean, width, color=f"C{i - 1}")
                if mean.low is not None:
                    spread = [[100 * (mean.mean - mean.low)], [100 * (mean.high - mean.mean)]]
                    axis.errorbar(at, 100 * mean.mean, spread, color="0.2", capsize=2)
            folds = sorted({f for c in ours if c.setup == setup for f in c.folds})
            axis.plot([], [], "s", color=f"C{i - 1}", label=f"{caption(setup)}; folds {', '.join(map(str, folds))}")
        axis.set_xticks(range(len(systems)), [SYSTEMS[s].title for s in systems], rotation=15)
        axis.set_title(f"{title}, {BENCHMARKS[dataset].title}", fontsize=9)
        axis.set_ylabel("mean Dice (%)")
        axis.set_ylim(0, 100)
        axis.legend(fontsize=6, loc="lower center")
    figure.savefig(file, dpi=110)
    plt.close(figure)


def plot_stages(file: Path, paper: dict, curves: dict[str, dict[Setup, dict[int, float]]]) -> None:
    """Mean Dice by number of stages; the paper's best as a star, ours as lines."""
    figure, axes = plt.subplots(1, len(curves), figsize=(5 * len(curves), 3.8), constrained_layout=True)
    for axis, (family, found) in zip(axes, curves.items(), strict=True):
        best = paper[family]
        axis.plot([int(k) for k in best], list(best.values()), "*", color="0.4", markersize=12, label="paper, its best K")
        for setup, points in found.items():
            stages = sorted(points)
            axis.plot(stages, [points[k] for k in stages], "o-", label=caption(setup))
        axis.set_xticks(range(1, 6))
        axis.set_xlabel("number of stages K")
        axis.set_ylabel("mean Dice (%)")
        axis.set_title(f"{SYSTEMS[family].title}, Abd-CT", fontsize=9)
        axis.legend(fontsize=6)
    figure.savefig(file, dpi=110)
    plt.close(figure)
