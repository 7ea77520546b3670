"""The paper's Tables I, II, III and its Fig. 6 from finished runs, beside the paper's own numbers.

    python -m lms_net.tables --runs RUNS --out TABLES

RUNS: one or more folders; every run folder under them that is finished and measured (lms_net.evaluate benchmark) takes
part, the others are named. Writes tables.md, one PNG a table, and stages.png for Fig. 6. Every row says encoder,
iterations, folds and protocol; rows of different setups are never merged, folds and seeds of one setup are (in Fig. 6 only
those that all points of a curve have).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from lms_net.benchmarks.datasets import BENCHMARKS
from lms_net.benchmarks.results import Cell, Curve, Setup, collect, common_pairs
from lms_net.networks.systems import SYSTEMS

PAPER = json.loads(Path(__file__).with_name("benchmarks").joinpath("paper.json").read_text())
TABLES = {
    "table1": ("Table I: the systems", ("adnet", "flms", "rpt", "lms")),
    "table2": ("Table II: with and without PD-Net", ("lms-dc", "lms")),
    "table3": ("Table III: variants of the mask denoiser", ("lms-md-a", "lms-md-b", "lms-md-d", "lms")),
}
COPIED = ("adnet", "rpt")


def setups_of(cells: list[Cell]) -> list[Setup]:
    """In a fixed order: longest training first."""
    return sorted({c.setup for c in cells}, key=lambda s: (s.protocol, -s.iterations, s.text(), s.supports))


def markdown_table(name: str, dataset: str, cells: list[Cell]) -> str:
    """One data set of one table: the paper's rows, then ours, setup by setup. `cells`: of this data set."""
    title, systems = TABLES[name]
    organs = list(BENCHMARKS[dataset].organs.values())
    lines = table_head(f"{title}, {BENCHMARKS[dataset].title}", organs)
    paper = PAPER[name].get(dataset, {})
    for system in systems:
        if system in paper:
            values = [f"{paper[system][o]:.2f}" for o in [*organs, "mean"]]
            lines.append(row(SYSTEMS[system].title, "paper", *paper_head(system), *values))
    ours = [c for c in cells if c.system in systems and not c.setup.changes]
    for setup in setups_of(ours):
        for cell in sorted((c for c in ours if c.setup == setup), key=lambda c: systems.index(c.system)):
            lines.append(cell_row(cell, organs))
    return "\n".join(lines)


def markdown_changes(dataset: str, cells: list[Cell]) -> str:
    """Runs with fields changed, each group after the unchanged run of its system in the same setup. "" where there is none.
    cells: of this data set."""
    organs = list(BENCHMARKS[dataset].organs.values())
    lines = table_head(f"Other fields of network or loss, {BENCHMARKS[dataset].title}", organs)
    changed = [c for c in cells if c.setup.changes]
    place = list(SYSTEMS).index
    for system, base in sorted(
        {(c.system, replace(c.setup, changes=())) for c in changed}, key=lambda k: (place(k[0]), str(k[1]))
    ):
        group = [c for c in cells if c.system == system and replace(c.setup, changes=()) == base]
        lines += [cell_row(c, organs) for c in sorted(group, key=lambda c: c.setup.changes)]
    return "\n".join(lines) if changed else ""


def table_head(title: str, organs: list[str]) -> list[str]:
    head = ["system", "from", "encoder", "iterations", "folds", "volumes", "protocol", *organs, "mean [95 %]"]
    return [f"### {title}", "", row(*head), "|---" * len(head) + "|"]


def cell_row(cell: Cell, organs: list[str]) -> str:
    per_organ, mean = cell.dice()
    values = [per_organ[o].text().split(" ")[0] if o in per_organ else "-" for o in organs]
    return row(*cell_head(cell), *values, mean.text())


def paper_head(system: str) -> list[str]:
    """encoder, iterations, folds, volumes, protocol of the paper's row; baselines' rows seem to be copied by it."""
    own = ["ResNet-101, stride 4", "35,000"]
    return [*(["as published"] * 2 if system in COPIED else own), "0-4", "all", "EP1?"]


def cell_head(cell: Cell) -> list[str]:
    setup = cell.setup
    return [
        SYSTEMS[cell.system].title,
        "this" + seeds_text(cell.seeds),
        setup.text(),
        f"{setup.iterations:,}",
        ", ".join(map(str, sorted(cell.folds))),
        str(len(cell.volumes)),
        f"{setup.protocol}, support {' '.join(setup.supports)}",
    ]


def seeds_text(seeds: frozenset[int]) -> str:
    """ " (seeds …)" where there is another than 0."""
    return f" (seeds {', '.join(map(str, sorted(seeds)))})" if seeds != {0} else ""


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def of_family(cell: Cell, family: str) -> bool:
    """Whether a cell is of `lms` or `flms` with any number of stages."""
    return cell.system == family or cell.system.startswith(f"{family}-k")


def stage_points(cells: list[Cell], family: str) -> dict[Setup, Curve]:
    """Fig. 6: Dice in percent by number of stages for `lms` or `flms`, one curve a setup. All points of a curve are of the
    same folds and seeds: a fold that only one K was trained on would pass for that K's doing."""
    found: dict[Setup, dict[int, Cell]] = {}
    for cell in cells:
        if not cell.setup.changes and of_family(cell, family):
            found.setdefault(cell.setup, {})[SYSTEMS[cell.system].network.stages] = cell
    curves = {}
    for setup, by_stages in found.items():
        pairs = common_pairs(list(by_stages.values()))
        points = {k: 100 * c.only(pairs).dice()[1].mean for k, c in by_stages.items() if pairs <= c.rows_of.keys()}
        curves[setup] = Curve(points, frozenset(f for f, _ in pairs), frozenset(s for _, s in pairs))
    return curves


def markdown_stages(cells: list[Cell]) -> str:
    lines = ["### Fig. 6: number of stages K, mean Dice, Abd-CT", ""]
    lines += [
        row("system", "from", "encoder", "iterations", "folds", "protocol", *(f"K={k}" for k in range(1, 6))),
        "|---" * 11 + "|",
    ]
    for family in ("lms", "flms"):
        values = [
            f"{PAPER['figure6'][family][str(k)]:.2f}" if str(k) in PAPER["figure6"][family] else "?" for k in range(1, 6)
        ]
        lines.append(row(SYSTEMS[family].title, "paper", *paper_head(family)[:3], "EP1?", *values))
        curves = stage_points(cells, family)
        for setup in sorted(curves, key=lambda s: (-s.iterations, s.text())):
            curve = curves[setup]
            points = [f"{curve.points[k]:.2f}" if k in curve.points else "-" for k in range(1, 6)]
            protocol = f"{setup.protocol}, support {' '.join(setup.supports)}"
            folds = ", ".join(map(str, sorted(curve.folds)))
            head = [SYSTEMS[family].title, "this" + seeds_text(curve.seeds), setup.text(), f"{setup.iterations:,}", folds]
            lines.append(row(*head, protocol, *points))
    return "\n".join(lines)


def document(cells: list[Cell], left_out: list[str]) -> str:
    """All tables as one Markdown text. Data sets and tables without a run of ours keep the paper's rows."""
    parts = [
        "# The paper's tables",
        "Dice in percent; means over patients, in brackets the 95 % bootstrap interval over patients. "
        f"*paper*: {PAPER['setup']}; its protocol and support index are not stated, EP1 is assumed. *this*: our runs. "
        "Numbers are comparable only between rows with the same encoder, iterations, folds and protocol.",
    ]
    for name in TABLES:
        for dataset in PAPER[name]:
            parts.append(markdown_table(name, dataset, [c for c in cells if c.dataset == dataset]))
    parts.append(markdown_stages([c for c in cells if c.dataset == "synapse-ct"]))
    parts += filter(None, (markdown_changes(d, [c for c in cells if c.dataset == d]) for d in BENCHMARKS))
    parts.append("\n".join(f"- {note}" for note in PAPER["notes"]))
    if left_out:
        parts.append("Left out:\n\n" + "\n".join(f"- {text}" for text in left_out))
    return "\n\n".join(parts) + "\n"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, nargs="+", required=True, help="folders with run folders in them")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    from lms_net.benchmarks.plots import plot_stages, plot_table

    cells, left_out = collect(args.runs)
    args.out.mkdir(parents=True, exist_ok=True)
    text = document(cells, left_out)
    (args.out / "tables.md").write_text(text)
    for name, (title, systems) in TABLES.items():
        plot_table(args.out / f"{name}.png", title, systems, PAPER[name], cells)
    curves = {family: stage_points(ct(cells), family) for family in ("lms", "flms")}
    plot_stages(args.out / "stages.png", PAPER["figure6"], curves)
    print(text)


def ct(cells: list[Cell]) -> list[Cell]:
    return [c for c in cells if c.dataset == "synapse-ct"]


if __name__ == "__main__":
    main()
