"""A run folder: config.json, checkpoint.pt, metrics.csv, curves.png, and later evaluation.json."""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

from lms_net.git_hash import git_hash
from lms_net.networks.lms import LmsConfig, LmsNet
from lms_net.networks.systems import LossConfig, System
from lms_net.whole_files import save

COLUMNS = (
    "iteration",
    "seconds",
    "lr",
    "total",
    "segmentation",
    "alignment",
    "dice",
    "alpha",
    "delta",
    "threshold",
    "gate",
    "gradient",
    "length",
)
COLLAPSED_AFTER = 1000  # iterations without a prediction


class RunFolder:
    """What a run keeps, written and read; `write_config` makes the folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def write_config(self, system: System, identity: dict, extra: dict, git: str | None = None) -> None:
        """git: commits that the run was trained with before, where it goes on."""
        commits = [*(git.split(", ") if git else []), git_hash()]
        self.folder.mkdir(parents=True, exist_ok=True)
        content = dict(
            system=system.name,
            title=system.title,
            network=system.network.as_dict(),
            loss=vars(system.loss),
            identity=identity,
            git=", ".join(dict.fromkeys(commits)),
            torch=torch.__version__,
            **extra,
        )
        (self.folder / "config.json").write_text(json.dumps(content, indent=1, default=str) + "\n")

    def read_config(self) -> dict:
        file = self.folder / "config.json"
        if not file.exists():
            raise FileNotFoundError(f"{self.folder} is not a run folder: it has no config.json")
        return json.loads(file.read_text())

    def system(self) -> System:
        config = self.read_config()
        loss = dict(config["loss"], classes=tuple(config["loss"]["classes"]))
        return System(config["system"], config["title"], LmsConfig(**config["network"]), LossConfig(**loss))

    def save(self, **state) -> None:
        """What `load` gives back; whole or not at all."""
        save(self.checkpoint, **state)

    def load(self) -> dict:
        """The checkpoint, on the CPU: `net`, `identity`, `iteration`, `target`, and of a run that was trained here what it
        goes on with (optimiser, random states …). Raises FileNotFoundError where there is none."""
        if not self.checkpoint.exists():
            raise FileNotFoundError(f"{self.folder} has no checkpoint yet")
        return torch.load(self.checkpoint, weights_only=False, map_location="cpu")

    def network(self) -> tuple[LmsNet, dict]:
        """The trained network in inference mode, and the checkpoint's other contents."""
        state = self.load()
        net = LmsNet(self.system().network)
        net.load_state_dict(state.pop("net"))
        return net.eval(), state


class Metrics:
    """Means over the iterations since the last row, written to metrics.csv; survives a resume without gap or double."""

    def __init__(self, folder: Path, resumed_at: int, window: list[dict]):
        self.file, self.window = folder / "metrics.csv", window
        rows = [r for r in read_metrics(self.file) if r["iteration"] <= resumed_at]
        with self.file.open("w", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        self.empty_since: float | None = None
        for row in rows:
            self._watch(row)

    def add(self, **figures: float) -> None:
        self.window.append(figures)

    def flush(self, **fixed: float) -> dict[str, float]:
        row = dict(fixed)
        for name in COLUMNS:
            values = [w[name] for w in self.window if name in w]
            if values:
                row[name] = round(float(np.mean(values)), 5)
        self.window.clear()
        with self.file.open("a", newline="") as out:
            csv.DictWriter(out, COLUMNS).writerow(row)
        self._watch(row)
        return row

    def collapsed(self) -> bool:
        """Whether nothing has been predicted for so long that nothing will be again."""
        return self.empty_since is not None and self.last - self.empty_since >= COLLAPSED_AFTER

    def _watch(self, row: dict[str, float]) -> None:
        self.last = row["iteration"]
        if row.get("dice") == 0:
            self.empty_since = self.last if self.empty_since is None else self.empty_since
        elif "dice" in row:
            self.empty_since = None


def read_metrics(file: Path) -> list[dict[str, float]]:
    if not file.exists():
        return []
    with file.open(newline="") as text:
        return [{k: float(v) for k, v in row.items() if v} for row in csv.DictReader(text)]


class Progress:
    """One line, rewritten on a terminal, one a minute elsewhere."""

    def __init__(self, total: int, done: int):
        self.total, self.first, self.start, self.printed = total, done, time.time(), 0.0

    def show(self, done: int, text: str, last: bool = False) -> None:
        live = sys.stderr.isatty()
        if not live and not last and time.time() - self.printed < 60:
            return
        self.printed = time.time()
        each = (self.printed - self.start) / max(1, done - self.first)
        left = each * (self.total - done)
        filled = 24 * done // max(1, self.total)
        bar = "#" * filled + "." * (24 - filled)
        line = f"[{bar}] {done}/{self.total}  {each:.2f} s/it  {left / 60:.0f} min left  {text}"
        print(f"\r{line}" if live else line, end="\n" if last or not live else "", file=sys.stderr, flush=True)


def plot_curves(folder: Path) -> None:
    """curves.png: loss and Dice on the training episodes, α, δ, T, the gate's entropy, length of gradient and features."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = read_metrics(folder / "metrics.csv")
    if not rows:
        return
    panels = (
        ("total", "segmentation", "alignment"),
        ("dice",),
        ("alpha", "delta", "threshold"),
        ("gate",),
        ("gradient",),
        ("length",),
    )
    figure, axes = plt.subplots(1, len(panels), figsize=(24, 3.2), constrained_layout=True)
    for axis, names in zip(axes, panels, strict=True):
        for name in names:
            points = [(r["iteration"], r[name]) for r in rows if name in r]
            if points:
                axis.plot(*zip(*points, strict=True), label=name)
        axis.set_xlabel("iteration")
        if axis.lines:
            axis.legend()
    figure.savefig(folder / "curves.png", dpi=110)
    plt.close(figure)
