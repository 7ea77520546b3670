#!/usr/bin/env python3
"""Quality of propagation inside one volume, through the shipped command line.

    npm run build -- --config-name cli
    .venv/bin/python bench/propagation_quality.py --data DATA --eval KIT --write

For every validation volume and organ of the evaluation kit the program gets the truth of the support slices
alone (--labels and --support-slices), fills all other slices, and the kit scores them: SV-1 draws the organ's
middle slice, SV-3 three slices. Organs are run one by one, as a user draws them: the program never learns where
another organ is, nor where this one ends.

DATA   what the data kit's unpack.py wrote: <dataset>/images, <dataset>/labels, <dataset>/dataset.json
KIT    the evaluation kit (protocols.py, run_baselines.py)
Needs numpy, scipy, nibabel, scikit-image (which the kit's module with the volumes imports).
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nibabel as nib
import numpy as np

from results_section import replace_section

ROOT = Path(__file__).resolve().parent.parent
TITLES = {
    "synapse-ct": "abdominal CT (Synapse)",
    "chaos-mr": "abdominal MR (CHAOS T2)",
    "mscmr": "cardiac bSSFP (MS-CMRSeg)",
    "sunnybrook": "cardiac cine (Sunnybrook)",
}
KIT = "DATA are the benchmarks' volumes, KIT is what scores them; neither is in this repository."
# The kit's BASELINES.md (best method without learning) and TARGETS.md.
BASELINE = {
    "SV-1": {"synapse-ct": 0.752, "chaos-mr": 0.775, "mscmr": 0.739, "sunnybrook": 0.930},
    "SV-3": {"synapse-ct": 0.791, "chaos-mr": 0.823, "mscmr": 0.772, "sunnybrook": 0.946},
}
TARGET = {
    "SV-1": {"synapse-ct": 0.85, "chaos-mr": 0.90, "mscmr": 0.84, "sunnybrook": 0.95},
    "SV-3": {"synapse-ct": 0.90, "chaos-mr": 0.93, "mscmr": 0.88, "sunnybrook": 0.97},
}
METRICS = ("dice", "dice_in_extent", "fp_outside_ratio", "hd95_mm")


@dataclass(frozen=True)
class Task:
    """One run of the program: one organ of one volume."""

    protocol: str
    dataset: str
    case: str
    label: int
    supports: tuple[int, ...]


def main() -> None:
    args = parse_arguments()
    sys.path.insert(0, str(args.eval))
    protocols = importlib.import_module("protocols")
    validation = importlib.import_module("run_baselines").VALIDATION
    datasets = args.only or list(validation)
    tasks = plan(args, protocols, {name: validation[name] for name in datasets})
    print(f"{len(tasks)} runs", flush=True)

    rows = [row for file in args.rows or () for row in json.loads(file.read_text())]
    done = {(r["protocol"], r["dataset"], r["case"], r["label"]) for r in rows}
    tasks = [t for t in tasks if (t.protocol, t.dataset, t.case, t.label) not in done]
    with ThreadPoolExecutor(args.jobs) as pool:
        for row in pool.map(lambda task: measure(args, protocols, task), tasks):
            rows.append(row)
            print(
                f"{row['protocol']} {row['dataset']} {row['case']} label {row['label']}: "
                f"Dice {row['dice']:.3f}, in extent {row['dice_in_extent']:.3f}, "
                f"beyond {row['fp_outside_ratio']:.3f}, {row['seconds']:.1f} s",
                flush=True,
            )
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))
    text = render(args, protocols, rows, datasets)
    print(text)
    if args.write:
        replace_section("propagation-quality" + (f"-{args.model}" if args.model else ""), text)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--eval", type=Path, required=True, help="the evaluation kit's folder")
    parser.add_argument("--protocols", nargs="+", default=["SV-1", "SV-3"], choices=["SV-1", "SV-3"])
    parser.add_argument("--only", nargs="+", help="datasets, e.g. synapse-ct chaos-mr")
    parser.add_argument("--cases", nargs="+", help="only these volumes")
    parser.add_argument("--cli", type=Path, default=ROOT / "build" / "cli" / "few-shot-lms.mjs")
    parser.add_argument("--model", help="model id; default: the manifest's default")
    parser.add_argument("--models", type=Path, help="folder with manifest.json")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time")
    parser.add_argument("--json", type=Path, help="every run's scores")
    parser.add_argument("--rows", type=Path, nargs="+", help="what --json wrote before: those runs are not repeated")
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    args = parser.parse_args()
    if not (args.eval / "protocols.py").exists():
        parser.error(f"no evaluation kit at {args.eval}: protocols.py is missing")
    if not args.cli.exists():
        parser.error(f"{args.cli} is missing; run 'npm run build -- --config-name cli'")
    return args


def plan(args: argparse.Namespace, protocols, validation: dict) -> list[Task]:
    tasks = []
    for dataset, (cases, labels) in validation.items():
        for case in cases:
            if args.cases and case not in args.cases:
                continue
            truth = read_labels(label_path(args, dataset, case))
            for protocol in args.protocols:
                for label in labels:
                    supports = protocols.supports(truth == label, protocol)
                    if supports:
                        tasks.append(Task(protocol, dataset, case, label, tuple(supports)))
    return tasks


def label_path(args: argparse.Namespace, dataset: str, case: str) -> Path:
    return args.data / dataset / "labels" / f"{case}.nii.gz"


def read_labels(path: Path) -> np.ndarray:
    """Labels as (slice, row, column)."""
    return np.asarray(nib.load(path).dataobj).transpose(2, 1, 0).astype(np.int64)


def measure(args: argparse.Namespace, protocols, task: Task) -> dict:
    label_file = label_path(args, task.dataset, task.case)
    image_file = args.data / task.dataset / "images" / f"{task.case}.nii.gz"
    with tempfile.TemporaryDirectory() as folder:
        out, report_file = Path(folder, "out.nii.gz"), Path(folder, "report.json")
        command = ["node", args.cli, "propagate", "--image", image_file, "--support", label_file]
        command += ["--out", out, "--report", report_file, "--threads", args.threads]
        command += ["--support-slices", ",".join(map(str, task.supports)), "--labels", task.label]
        command += ["--model", args.model] if args.model else []
        command += ["--models", args.models] if args.models else []
        started = time.time()
        run = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\nended with {run.returncode}: {run.stderr}")
        seconds = time.time() - started
        predicted, report = read_labels(out), json.loads(report_file.read_text())
    phases = report["seconds"]
    truth = read_labels(label_file)
    zoom = nib.load(label_file).header.get_zooms()
    spacing = [float(zoom[2]), float(zoom[1]), float(zoom[0])]
    scores = protocols.score(predicted == task.label, truth == task.label, list(task.supports), spacing)
    return dict(
        protocol=task.protocol,
        dataset=task.dataset,
        case=task.case,
        label=task.label,
        seconds=seconds,
        ms_per_slice=1000 * (phases["encode"] + phases["head"] + phases["other"]) / scores["query_slices"],
        peak_mb=report["peakMemoryBytes"] / 2**20,
        model=report["model"],
        **scores,
    )


def render(args: argparse.Namespace, protocols, rows: list[dict], datasets: list[str]) -> str:
    lines = head(args, rows)
    for protocol in args.protocols:
        by_dataset = {
            dataset: [r for r in rows if (r["protocol"], r["dataset"]) == (protocol, dataset)] for dataset in datasets
        }
        by_dataset = {dataset: chosen for dataset, chosen in by_dataset.items() if chosen}
        lines += [
            "",
            f"### {protocol}",
            "",
            "| data | Dice | inside true extent | beyond | HD95 mm | without learning | target | ms a slice |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [dataset_line(protocols, protocol, name, chosen) for name, chosen in by_dataset.items()]
        lines += ["", "| organ | Dice | inside true extent | beyond |", "|---|---|---|---|"]
        for dataset, chosen in by_dataset.items():
            lines += organ_lines(protocols, dataset, organ_names(args, dataset), chosen)
    return "\n".join(lines)


def head(args: argparse.Namespace, rows: list[dict]) -> list[str]:
    model = rows[0]["model"]
    # With --rows a later version's runs stand beside an earlier one's where only those differ.
    by_version = {
        r["model"]["version"]: sorted({x["protocol"] for x in rows if x["model"]["version"] == r["model"]["version"]})
        for r in rows
    }
    versions = " and ".join(f"{version} ({', '.join(protocols)})" for version, protocols in sorted(by_version.items()))
    hashes = ", ".join(f"{role} `{value[:12]}`" for role, value in model["sha256"].items() if role != "golden")
    chosen = "".join(
        f" --{name} {' '.join(values)}"
        for name, values in (
            ("protocols", args.protocols),
            ("only", args.only),
            ("cases", args.cases),
            ("model", args.model and [args.model]),
        )
        if values
    )
    return [
        f"## Propagation inside one volume{f', {args.model}' if args.model else ''}",
        "",
        f"`few-shot-lms propagate`, model `{model['id']}` {versions} ({hashes}), {args.threads} thread(s), "
        f"{platform.machine()}, {os.cpu_count()} cores, Node {node_version()}; {len(rows)} runs, "
        f"{sum(r['seconds'] for r in rows) / 60:.1f} minutes in all ({args.jobs} at a time). Mean over organs, then "
        "volumes, of the Dice over all "
        "slices that were not drawn, with 95 % bootstrap interval over volumes; *beyond* is the volume predicted "
        "outside the organ's true extent as a share of its true volume; *ms a slice* counts every slice that was "
        "not drawn.",
        "",
        "```",
        f"python bench/propagation_quality.py --data DATA --eval KIT{chosen} "
        f"--threads {args.threads} --jobs {args.jobs} --write",
        "```",
        "",
        KIT,
    ]


def dataset_line(protocols, protocol: str, dataset: str, rows: list[dict]) -> str:
    mean = {key: summary(protocols, rows, key)["mean"] for key in METRICS}
    dice, inside = mean["dice"], mean["dice_in_extent"]
    volumes = len({row["case"] for row in rows})
    cells = [
        f"{TITLES[dataset]}, {volumes} volume{'s' if volumes > 1 else ''}",
        f"**{dice['mean']:.3f}** {interval(dice)}",
        f"{inside['mean']:.3f} {interval(inside)}",
        f"{mean['fp_outside_ratio']['mean']:.3f}",
        number(mean["hd95_mm"]["mean"], 1),
        f"{BASELINE[protocol][dataset]:.3f}",
        f"{TARGET[protocol][dataset]:.2f}",
        f"{np.mean([row['ms_per_slice'] for row in rows]):.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def organ_lines(protocols, dataset: str, names: dict[int, str], rows: list[dict]) -> list[str]:
    organs = {key: summary(protocols, rows, key)["organs"] for key in METRICS}
    return [
        f"| {dataset}, {names[label]} | {dice['mean']:.3f} {interval(dice)} "
        f"| {organs['dice_in_extent'][label]['mean']:.3f} | {organs['fp_outside_ratio'][label]['mean']:.3f} |"
        for label, dice in organs["dice"].items()
    ]


def summary(protocols, rows: list[dict], key: str) -> dict:
    return protocols.mean_over_organs([(r["case"], r["label"], r) for r in rows], key)


def interval(value: dict) -> str:
    return "" if value["low"] is None else f"[{value['low']:.3f}, {value['high']:.3f}]"


def number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def organ_names(args: argparse.Namespace, dataset: str) -> dict[int, str]:
    labels = json.loads((args.data / dataset / "dataset.json").read_text())["labels"]
    return {int(value): name for value, name in labels.items()}


def node_version() -> str:
    return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
