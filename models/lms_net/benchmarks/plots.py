"""Tables and the curve over the number of stages as pictures."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from lms_net.benchmarks.datasets import BENCHMARKS  # noqa: E402
from lms_net.benchmarks.results import Cell, Curve, Setup  # noqa: E402
from lms_net.networks.systems import SYSTEMS  # noqa: E402

PAPER_COLOUR = "0.75"
PAPER_TEXT = "paper: ResNet-101, stride 4; 35,000 iterations (ADNet, RPT: as published); folds 0-4"


def caption(setup: Setup, of: Cell | Curve) -> str:
    """All that a reader must know to compare: encoder, iterations, folds, seeds, protocol, support."""
    listed = lambda name, numbers: f"{name}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"  # noqa: E731
    seeds = "" if of.seeds == {0} else f", {listed('seed', of.seeds)}"
    return (
        f"{setup.text()}; {setup.iterations:,} iterations; {listed('fold', of.folds)}{seeds}; "
        f"{setup.protocol}, support {' '.join(setup.supports)}"
    )


def colours_of(captioned: list[tuple[Setup, str]]) -> dict[str, str]:
    """A colour for each caption, in the order of the tables. Runs on different data sets that were trained alike on the
    same folds share a caption, and so a colour."""
    ordered = sorted(captioned, key=lambda c: (c[0].protocol, -c[0].iterations, c[0].text(), c[0].supports, c[1]))
    return {text: f"C{i}" for i, text in enumerate(dict.fromkeys(text for _, text in ordered))}


def legend_below(figure, entries: dict[str, str]) -> None:
    """One legend for all panels, under them, so that it covers no bar. entries: text → colour."""
    handles = [plt.Line2D([], [], marker="s", linestyle="", color=colour) for colour in entries.values()]
    figure.legend(handles, list(entries), loc="outside lower center", fontsize=7, frameon=False)


def plot_table(file: Path, title: str, systems: tuple[str, ...], paper: dict, cells: list[Cell]) -> None:
    """Mean Dice of each system as bars, the paper's grey, ours coloured by setup with their intervals; one panel a data
    set."""
    shown = [c for c in cells if c.system in systems and c.dataset in paper and not c.setup.changes]
    colours = colours_of([(c.setup, caption(c.setup, c)) for c in shown])
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
                mean, text = cell.dice()[1], caption(cell.setup, cell)
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


def plot_stages(file: Path, paper: dict, curves: dict[str, dict[Setup, Curve]]) -> None:
    """Mean Dice by number of stages; the paper's best as a star, ours as lines."""
    colours = colours_of([(s, caption(s, curve)) for found in curves.values() for s, curve in found.items()])
    figure, axes = plt.subplots(
        1, len(curves), figsize=(5 * len(curves), 3.8 + 0.17 * len(colours)), constrained_layout=True, squeeze=False
    )
    for axis, (family, found) in zip(axes[0], curves.items(), strict=True):
        best = paper[family]
        axis.plot([int(k) for k in best], list(best.values()), "*", color=PAPER_COLOUR, markersize=12)
        for setup, curve in found.items():
            stages = sorted(curve.points)
            axis.plot(stages, [curve.points[k] for k in stages], "o-", color=colours[caption(setup, curve)])
        axis.set_xticks(range(1, 6))
        axis.set_xlabel("number of stages K")
        axis.set_ylabel("mean Dice (%)")
        axis.set_title(f"{SYSTEMS[family].title}, Abd-CT", fontsize=9)
    legend_below(figure, {f"{PAPER_TEXT}, at its best K": PAPER_COLOUR, **colours})
    figure.savefig(file, dpi=110)
    plt.close(figure)
