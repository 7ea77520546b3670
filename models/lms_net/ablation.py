"""What each change of network, loss or training is worth, seed by seed, from finished runs.

    python -m lms_net.ablation --runs results/200

RUNS: runs of `lms_net.compare --vary` on one data set with one system and length. What all runs share is the set-up; the
row "nothing" has that alone. Printed: mean Dice of every seed in percent, the mean difference to the same seeds of
"nothing", L_par and α at the end of training (seed by seed).
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from lms_net.benchmarks.results import Cell, collect
from lms_net.benchmarks.runs import read_metrics
from lms_net.tables import row

NOTHING = "nothing"


@dataclass
class Row:
    """By seed: mean Dice, and the last line of metrics.csv."""

    dice: dict[int, float] = field(default_factory=dict)
    last: dict[int, dict[str, float]] = field(default_factory=dict)

    def difference(self, usual: Row) -> float:
        """In Dice, mean over the seeds that both have."""
        return float(np.mean([d - usual.dice[seed] for seed, d in self.dice.items() if seed in usual.dice]))


def rows_of(runs: Path, protocol: str) -> dict[str, Row]:
    """Rows by what was changed. Raises SystemExit with a sentence where the runs cannot be compared."""
    found: list[tuple[Path, int, int, Cell]] = []
    for folder in sorted({config.parent for config in runs.rglob("config.json")}):
        cells, left_out = collect([folder])
        if left_out:
            print("Left out:", *left_out)
        for cell in cells:
            if cell.setup.protocol == protocol:
                ((fold, seed),) = cell.rows_of
                found.append((folder, fold, seed, cell))
    if not found:
        raise SystemExit(f"no run under {runs} is measured with {protocol}")
    kinds = {(c.dataset, c.system, replace(c.setup, stride=0, changes=()), fold) for _, fold, _, c in found}
    if len(kinds) > 1:
        raise SystemExit("these runs differ in data set, system, fold, length or the like: give --runs of one kind")
    shared = set.intersection(*(set(c.setup.changes) for *_, c in found))
    (stride, _), *_ = Counter(c.setup.stride for *_, c in found).most_common()
    rows: dict[str, Row] = {}
    for folder, _, seed, cell in found:
        words = [word for word in cell.setup.changes if word not in shared]
        words += [f"stride={cell.setup.stride}"] if cell.setup.stride != stride else []
        one = rows.setdefault(" ".join(words) or NOTHING, Row())
        if seed in one.dice:
            raise SystemExit(f"{folder.name}: a second run of the same kind and seed; leave one of them out")
        one.dice[seed] = cell.dice()[1].mean
        one.last[seed] = read_metrics(folder / "metrics.csv")[-1]
    if NOTHING not in rows:
        raise SystemExit("no run has what all of them share and nothing else: there is nothing to compare with")
    return rows


def table(rows: dict[str, Row]) -> str:
    """Markdown, the most useful change first."""
    usual = rows[NOTHING]
    seeds = sorted({seed for one in rows.values() for seed in one.dice})
    lines = [
        row("changed", *(f"seed {s}" for s in seeds), "difference", "L_par at the end", "α at the end"),
        "|---" * (len(seeds) + 4) + "|",
    ]
    for name, one in sorted(rows.items(), key=lambda item: -item[1].difference(usual)):
        dice = [f"{100 * one.dice[s]:.1f}" if s in one.dice else "-" for s in seeds]
        ends = [
            "/".join(f"{one.last[s][key]:.{digits}f}" if key in one.last[s] else "-" for s in seeds if s in one.last)
            for key, digits in (("alignment", 2), ("alpha", 1))
        ]
        lines.append(row(name, *dice, f"{100 * one.difference(usual):+.1f}", *ends))
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--protocol", default="EP1")
    args = parser.parse_args(argv)
    print(table(rows_of(args.runs, args.protocol)))


if __name__ == "__main__":
    main()
