"""Finished and measured runs, sorted by what was trained and how, for the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path

from lms_net.benchmarks.datasets import BENCHMARKS
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.statistics import Interval, dice_by_organ
from lms_net.networks.systems import SYSTEMS, System

# Fields that any system may be trained with, so that they do not make it another system.
ECONOMY = ("encoder", "stride", "frozen")
# Options of training that a run may have beside the paper's own, and their defaults.
TRAINING = dict(lr=1e-3, decay=0.98, decay_every=1000, weight_decay=5e-4, clip=0.0, min_pixels=200)
TRAINING |= dict(augment=1.0, negatives=0.0)
ENCODER_TITLES = {"resnet101": "ResNet-101", "resnet50": "ResNet-50", "mobilenetv2": "MobileNetV2", "small": "small"}


@dataclass(frozen=True)
class Setup:
    """Everything that two cells must share to be compared."""

    encoder: str
    stride: int
    frozen: int
    iterations: int
    size: int
    setting: int
    trained_on: str
    pretrained: bool
    protocol: str
    supports: tuple[str, ...]
    changes: tuple[str, ...]

    def text(self) -> str:
        """One cell of a table: encoder and everything that differs from the paper's own way."""
        parts = [f"{ENCODER_TITLES[self.encoder]}, stride {self.stride}"]
        if not self.pretrained and self.encoder != "small":
            parts.append("from noise")
        if self.frozen:
            parts.append(f"{self.frozen} lower parts frozen")
        if self.size != 256:
            parts.append(f"{self.size} px")
        if self.setting != 1:
            parts.append(f"setting {self.setting}")
        if self.trained_on not in BENCHMARKS:
            parts.append(f"trained on {self.trained_on} images")
        return ", ".join([*parts, *self.changes])


@dataclass
class Cell:
    """All measured folds and seeds of one system in one setup on one data set. rows: by (fold, seed)."""

    system: str
    dataset: str
    setup: Setup
    rows_of: dict[tuple[int, int], list[dict]] = field(default_factory=dict)

    @property
    def rows(self) -> list[dict]:
        return [r for rows in self.rows_of.values() for r in rows]

    @property
    def folds(self) -> frozenset[int]:
        return frozenset(fold for fold, _ in self.rows_of)

    @property
    def seeds(self) -> frozenset[int]:
        return frozenset(seed for _, seed in self.rows_of)

    @property
    def volumes(self) -> set[str]:
        return {r["case"] for r in self.rows}

    def only(self, pairs: frozenset[tuple[int, int]]) -> Cell:
        """The same cell with some of its (fold, seed) pairs alone."""
        return Cell(self.system, self.dataset, self.setup, {k: v for k, v in self.rows_of.items() if k in pairs})

    def dice(self) -> tuple[dict[str, Interval], Interval]:
        return dice_by_organ(self.rows, list(BENCHMARKS[self.dataset].organs.values()))


@dataclass(frozen=True)
class Curve:
    """Dice in percent by number of stages, all points of these folds and seeds."""

    points: dict[int, float]
    folds: frozenset[int]
    seeds: frozenset[int]


def common_pairs(cells: list[Cell]) -> frozenset[tuple[int, int]]:
    """(fold, seed) pairs on which cells can be compared: those that the most cells share."""
    sharing: dict[frozenset[int], set[tuple[int, int]]] = {}
    for pair in {pair for c in cells for pair in c.rows_of}:
        sharing.setdefault(frozenset(i for i, c in enumerate(cells) if pair in c.rows_of), set()).add(pair)
    most = max(sharing, key=lambda who: (len(who), len(sharing[who]), [-n for n in min(sharing[who])]))
    return frozenset(sharing[most])


def identify(trained: System) -> tuple[str, tuple[str, ...]]:
    """The named system that a run comes closest to, and the fields in which it differs: `lms` with three stages is
    `lms-k3`. Encoder, stride and frozen parts do not count."""

    def differences(named: System) -> list[str]:
        out = []
        for mine, theirs in ((trained.network, named.network), (trained.loss, named.loss)):
            for f in fields(mine):
                value = getattr(mine, f.name)
                if f.name not in ECONOMY and value != getattr(theirs, f.name):
                    out.append(f"{f.name}={value}")
        return out

    found = {name: differences(s) for name, s in SYSTEMS.items()}
    name = min(found, key=lambda n: (len(found[n]), n != trained.name))
    return name, tuple(found[name])


def collect(folders: list[Path]) -> tuple[list[Cell], list[str]]:
    """All run folders at or under `folders` → (cells, sentences on what was left out because it is not finished or not
    measured). Raises FileNotFoundError when there is no run folder at all."""
    runs = sorted({c.parent for folder in folders for c in folder.rglob("config.json")})
    if not runs:
        raise FileNotFoundError(f"no run folder under {', '.join(map(str, folders))}")
    cells: dict[tuple, Cell] = {}
    seen: set[tuple] = set()
    left_out = []
    for path in runs:
        run = RunFolder(path)
        config, measured = run.read_config(), sorted(path.glob("evaluation*.json"))
        if "network" not in config:
            left_out.append(f"{path.name}: not of lms_net.train benchmark")
            continue
        if not measured:
            left_out.append(f"{path.name}: not measured yet (lms_net.evaluate benchmark --run {path})")
        name, changes = identify(run.system())
        trained = config["identity"]
        changes += tuple(f"{n}={trained[n]}" for n, usual in TRAINING.items() if trained.get(n, usual) != usual)
        for file in measured:
            result, doubled = json.loads(file.read_text()), False
            if not result["finished"] or result["iteration"] < config["iterations"]:
                left_out.append(f"{path.name}: measured at iteration {result['iteration']} of {config['iterations']}")
                continue
            identity, network = config["identity"], config["network"]
            for protocol in dict.fromkeys(r["protocol"] for r in result["rows"]):
                setup = Setup(
                    *(network[n] for n in ECONOMY),
                    iterations=result["iteration"],
                    size=identity["size"],
                    setting=identity["setting"],
                    trained_on=identity["dataset"],
                    pretrained=config.get("pretrained", True),  # runs before this was noted were
                    protocol=protocol,
                    supports=tuple(result["supports"]),
                    changes=changes,
                )
                key = (name, result["dataset"], setup)
                cell = cells.setdefault(key, Cell(name, result["dataset"], setup))
                # Runs of other groups (setting 2), or trained without other folds, add to what a cell shows.
                trained_as = (identity["seed"], identity["fold"], identity.get("group"))
                if (key, result["fold"], trained_as) in seen:
                    doubled = True
                    continue
                seen.add((key, result["fold"], trained_as))
                rows = cell.rows_of.setdefault((result["fold"], identity["seed"]), [])
                rows += [r for r in result["rows"] if r["protocol"] == protocol]
            if doubled:
                left_out.append(f"{path}: a second run of the same kind, fold and seed; the first is shown")
    return list(cells.values()), left_out
