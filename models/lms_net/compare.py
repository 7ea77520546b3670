"""The whole comparison in one command: trains, measures and tabulates every system on every data set asked for.

    python -m lms_net.compare --cache CACHE --weights WEIGHTS --runs RUNS --out TABLES \\
        --systems adnet flms rpt lms lms-dc --encoder resnet50 --stride 8 --freeze-lower 3 --iterations 3000

One run after another, each in RUNS/DATASET-foldN-SYSTEM[-CHANGES]-seedN. The same command again goes on where it stopped:
finished runs that are measured are left alone, an interrupted one is resumed exactly. Every option of
`lms_net.train benchmark` may be given and holds for all runs. --vary adds each system once more with other fields of
network or loss, or with other options of training: --vary "alpha=20 learn_alpha=False" "regions=16" "--lr 0.003".
--only-varied leaves the unchanged systems out. --budget-minutes ends training cleanly after so long in all.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from dataclasses import dataclass
from pathlib import Path

from lms_net import tables
from lms_net.benchmarks import evaluate, train
from lms_net.benchmarks.datasets import BENCHMARKS, SUPPORT_INDEX
from lms_net.benchmarks.features import FeatureStore
from lms_net.benchmarks.protocols import FRACTIONS
from lms_net.benchmarks.results import ECONOMY
from lms_net.benchmarks.runs import RunFolder
from lms_net.networks.systems import SYSTEMS

MAIN = ("adnet", "flms", "rpt", "lms", "lms-dc")
# Options of training that the plan sets for each run.
PLANNED = ("--system", "--dataset", "--fold", "--seed", "--run", "--cache", "--data", "--resume", "--budget-minutes")


@dataclass(frozen=True)
class Planned:
    """One run of the comparison. changes: words as --vary takes them, "" for none."""

    dataset: str
    fold: int
    system: str
    changes: str
    seed: int

    @property
    def name(self) -> str:
        words = self.changes.replace("--", "").split()
        changed = "".join(f"-{w.replace('/', '_')}" for w in words)
        return f"{self.dataset}-fold{self.fold}-{self.system}{changed}-seed{self.seed}"

    def arguments(self) -> list[str]:
        """For the parser of training. Words NAME=VALUE before the first option are fields."""
        words = self.changes.split()
        first = next((i for i, w in enumerate(words) if w.startswith("--")), len(words))
        fields = ["--set", *words[:first]] if first else []
        run = ["--dataset", self.dataset, "--fold", str(self.fold), "--system", self.system, "--seed", str(self.seed)]
        return [*run, *words[first:], *fields]


def plan(datasets, folds, systems, varied, seeds) -> list[Planned]:
    """Seeds and folds vary slowest, so that a stopped comparison has every system of what it did."""
    order = itertools.product(seeds, folds, datasets, varied, systems)
    return [Planned(dataset, fold, system, changes, seed) for seed, fold, dataset, changes, system in order]


def is_done(run: RunFolder, iterations: int, protocols: list[str], supports: list[str]) -> bool:
    """Whether a run is measured at this length, with these supports and at least these protocols."""
    file = run.folder / f"{evaluate.result_name('evaluation', supports)}.json"
    if not file.exists():
        return False
    result = json.loads(file.read_text())
    measured = {r["protocol"] for r in result["rows"]}
    reached = result["finished"] and result["iteration"] >= iterations
    return reached and measured >= set(protocols)


class Stores:
    """One store of what frozen parts give, passed on from run to run as long as trunk and volumes stay the same."""

    def __init__(self):
        self.key, self.store = None, None

    def of(self, args: argparse.Namespace) -> FeatureStore | None:
        """None where nothing is frozen, or where the trunk starts from each run's own noise."""
        if not args.frozen or args.weights is None:
            return None
        names = ("dataset", "fold", "encoder", "stride", "frozen", "size", "precision", "device", "weights")
        fields = tuple(f for f in args.set if f.startswith(ECONOMY))
        key = (*(getattr(args, n) for n in names), *fields)
        if key != self.key:
            self.key, self.store = key, FeatureStore(args.store_mb)
        return self.store


def work_off(planned: Planned, args: argparse.Namespace, common: list[str], minutes: float, stores: Stores) -> bool:
    """Trains and measures one run. → False where the time was over before it was trained."""
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    folder = args.runs / planned.name
    options = [*planned.arguments(), "--cache", str(args.cache), "--run", str(folder), "--resume"]
    fixed = common + (["--budget-minutes", str(minutes)] if minutes != float("inf") else [])
    # Fields common to all runs and those of this one are one list.
    wanted = parser.parse_args([*fixed, *options])
    common_fields = parser.parse_args([*common, "--run", str(folder)]).set
    wanted.set = common_fields + [f for f in wanted.set if f not in common_fields]
    run = RunFolder(folder)
    if run.checkpoint.exists():
        train.refuse_another(folder, run.load()["identity"], train.identity_of(wanted, train.chosen_system(wanted)))
    if is_done(run, wanted.iterations, args.protocols, args.supports):
        print(f"{planned.name}: done", flush=True)
        return True
    print(f"{planned.name}: to iteration {wanted.iterations}", flush=True)
    store = stores.of(wanted)
    train.train(wanted, store)
    if run.load()["iteration"] < wanted.iterations:
        return False
    measuring = argparse.ArgumentParser()
    evaluate.add_arguments(measuring)
    where = ["--run", str(folder), "--cache", str(args.cache), "--threads", str(wanted.threads)]
    how = ["--protocols", *args.protocols, "--supports", *args.supports]
    how += ["--device", wanted.device, "--precision", wanted.precision]
    evaluate.measure_run(measuring.parse_args([*where, *how]), store)
    return True


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--cache", type=Path, required=True, help="written by lms_net.benchmarks.prepare")
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="tables and pictures")
    parser.add_argument("--systems", nargs="+", default=list(MAIN), choices=list(SYSTEMS))
    parser.add_argument("--datasets", nargs="+", default=list(BENCHMARKS), choices=list(BENCHMARKS))
    parser.add_argument("--folds", nargs="+", type=int, default=[0], choices=range(5))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--vary", nargs="+", default=[], metavar="CHANGES")
    parser.add_argument("--only-varied", action="store_true")
    parser.add_argument("--protocols", nargs="+", default=["EP1", "EP2"], choices=list(FRACTIONS))
    parser.add_argument("--supports", nargs="+", default=[str(SUPPORT_INDEX)])
    parser.add_argument("--budget-minutes", type=float, default=float("inf"))
    args, common = parser.parse_known_args(argv)
    given = [w.split("=")[0] for w in common]
    if planned := [w for w in given if w in PLANNED]:
        parser.error(f"{', '.join(planned)}: the comparison sets this itself; see --help")
    start, stores, varied = time.time(), Stores(), ([] if args.only_varied else [""]) + args.vary
    for planned in plan(args.datasets, args.folds, args.systems, varied, args.seeds):
        left = args.budget_minutes - (time.time() - start) / 60
        if left <= 0 or not work_off(planned, args, common, left, stores):
            print("Stopped by the time budget; the same command goes on.", flush=True)
            break
    if any(args.runs.rglob("config.json")):
        tables.main(["--runs", str(args.runs), "--out", str(args.out)])


if __name__ == "__main__":
    main()
