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
PAPER_TEXT = "paper: ResNet-101, stride 4; 35,000 iterations (ADNet, RPT: as published); folds 0-4"


def caption(setup: Setup, folds: set[int]) -> str:
    """All that a reader must know to compare: encoder, iterations, folds, protocol, support."""
    plural = "folds" if len(folds) > 1 else "fold"
    return (
        f"{setup.text()}; {setup.iterations:,} iterations; {plural} {', '.join(map(str, sorted(folds)))}; "
        f"{setup.protocol}, support {' '.join(setup.supports)}"
    )


def captions(cells: list[Cell]) -> dict[Setup, str]:
    """Each setup's caption with the folds of all its cells, in the order of the tables. Runs on different data sets that
    were trained alike share a caption, and so a colour."""
    setups = sorted({c.setup for c in cells}, key=lambda s: (s.protocol, -s.iterations, s.text(), s.supports))
    return {s: caption(s, set().union(*(c.folds for c in cells if c.setup == s))) for s in setups}


def legend_below(figure, entries: dict[str, str]) -> None:
    """One legend for all panels, under them, so that it covers no bar. entries: text → colour."""
    handles = [plt.Line2D([], [], marker="s", linestyle="", color=colour) for colour in entries.values()]
    figure.legend(handles, list(entries), loc="outside lower center", fontsize=7, frameon=False)


def plot_table(file: Path, title: str, systems: tuple[str, ...], paper: dict, cells: list[Cell]) -> None:
    """Mean Dice of each system as bars, the paper's grey, ours coloured by setup with their intervals; one panel a data
    set."""
    shown = [c for c in cells if c.system in systems and c.dataset in paper and not c.setup.changes]
    texts = captions(shown)
    colours = {text: f"C{i}" for i, text in enumerate(dict.fromkeys(texts.values()))}
    place_of = {text: i for i, text in enumerate(colours, 1)}
    width = 0.8 / (1 + len(colours))
    figure, axes = plt.subplots(
        1, len(paper), figsize=(5.5 * len(paper), 4.2 + 0.17 * len(colours)), constrained_layout=True, squeeze=False
    )
    for axis, (dataset, published) in zip(axes[0], paper.items(), strict=True):
        for place, system in enumerate(systems):
            if system in published:
                bar(axis, place, width, published[system]["mean"], PAPER_COLOUR)
            for cell in (c for c in shown if (c.dataset, c.system) == (dataset, system)):
                mean, text = cell.dice()[1], texts[cell.setup]
                at = place + place_of[text] * width
                bar(axis, at, width, 100 * mean.mean, colours[text])
                if mean.low is not None:
                    spread = [[100 * (mean.mean - mean.low)], [100 * (mean.high - mean.mean)]]
                    axis.errorbar(at, 100 * mean.mean, spread, color="0.2", capsize=2)
        middle = width * len(colours) / 2
        axis.set_xticks([k + middle for k in range(len(systems))], [SYSTEMS[s].title for s in systems], rotation=15)
        axis.set_title(f"{title}, {BENCHMARKS[dataset].title}", fontsize=9)
        axis.set_ylabel("mean Dice (%)")
        axis.set_ylim(0, 100)
    legend_below(figure, {PAPER_TEXT: PAPER_COLOUR, **colours})
    figure.savefig(file, dpi=110)
    plt.close(figure)


def bar(axis, at: float, width: float, percent: float, colour: str) -> None:
    """A bar with its height written at its foot, where no interval is drawn."""
    axis.bar(at, percent, width, color=colour)
    axis.text(at, 1.5, f"{percent:.1f}", ha="center", va="bottom", rotation=90, fontsize=7)


def plot_stages(file: Path, paper: dict, cells: list[Cell], curves: dict[str, dict[Setup, dict[int, float]]]) -> None:
    """Mean Dice by number of stages; the paper's best as a star, ours as lines. cells: those that the curves are from."""
    texts = captions([c for c in cells if any(c.setup in found for found in curves.values())])
    colours = {setup: f"C{i}" for i, setup in enumerate(texts)}
    figure, axes = plt.subplots(
        1, len(curves), figsize=(5 * len(curves), 3.8 + 0.17 * len(texts)), constrained_layout=True, squeeze=False
    )
    for axis, (family, found) in zip(axes[0], curves.items(), strict=True):
        best = paper[family]
        axis.plot([int(k) for k in best], list(best.values()), "*", color=PAPER_COLOUR, markersize=12)
        for setup, points in found.items():
            stages = sorted(points)
            axis.plot(stages, [points[k] for k in stages], "o-", color=colours[setup])
        axis.set_xticks(range(1, 6))
        axis.set_xlabel("number of stages K")
        axis.set_ylabel("mean Dice (%)")
        axis.set_title(f"{SYSTEMS[family].title}, Abd-CT", fontsize=9)
    legend_below(figure, {f"{PAPER_TEXT}, at its best K": PAPER_COLOUR, **{text: colours[s] for s, text in texts.items()}})
    figure.savefig(file, dpi=110)
    plt.close(figure)
