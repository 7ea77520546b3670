"""Dice of a trained system on the fold it has not seen.

    python -m lms_net.evaluate benchmark --run RUN --cache CACHE --protocols EP1 EP2 CV-all --supports 2

--supports: indices into the fold's volumes, `all` for each in turn (results depend on this choice), or `last` (ADNet's).
Writes evaluation.json and evaluation.csv into the run folder and prints Dice by organ with 95 % bootstrap intervals over
patients. Other supports, or another data set, have files of their own, named after them; further protocols join the file
that is there. --stages measures the mask of every stage, u^0 to u^K, instead of the last alone: what each stage adds. It
writes stages.json and stages.csv and leaves the evaluation, which the tables read, as it is.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from pathlib import Path

import numpy as np
import torch

from lms_net.benchmarks.datasets import BENCHMARKS, SUPPORT_INDEX, Benchmark, benchmark
from lms_net.benchmarks.features import Compute, FeatureStore
from lms_net.benchmarks.protocols import FRACTIONS, Count, drawn_slices, tasks
from lms_net.benchmarks.runs import Progress, RunFolder
from lms_net.benchmarks.statistics import dice_by_organ
from lms_net.benchmarks.volumes import SliceVolume, load_cases
from lms_net.networks.lms import Encoded, LmsNet, Support, to_slice

BATCH = 8


class Encoder:
    """Features of slices of one volume, each computed once. What frozen parts give is taken from `store` where one is
    given, and kept there."""

    def __init__(self, net: LmsNet, compute: Compute, volume: SliceVolume, size: int, store: FeatureStore | None = None):
        self.net, self.compute, self.volume, self.size, self.store = net, compute, volume, size, store
        self.known: dict[int, Encoded] = {}

    def __call__(self, slices) -> Encoded:
        missing = [z for z in dict.fromkeys(slices) if z not in self.known]
        for i in range(0, len(missing), BATCH):
            part = missing[i : i + BATCH]
            planes = [self.compute.tensor(self.volume.plane(z, self.size)) for z in part]
            keys = [(self.volume.dataset, self.volume.case, z) for z in part]
            encoded = self.compute.encode(self.net, planes, keys, self.store)
            self.known.update({z: encoded[k : k + 1] for k, z in enumerate(part)})
        known = [self.known[z] for z in slices]
        return Encoded(torch.cat([k.features for k in known]), torch.cat([k.pooled for k in known]))

    def keep(self, slices: set[int]) -> None:
        """Forgets all others: a whole fold at stride 4 does not fit into memory."""
        self.known = {z: encoded for z, encoded in self.known.items() if z in slices}


def support_state(net: LmsNet, encoder: Encoder, organ: int, drawn: list[int], shots: tuple[int, ...]) -> Support | None:
    """l^0 and p^0 of the chosen shots; None where they vanish at the network's resolution."""
    slices = [drawn[s] for s in shots]
    volume, size = encoder.volume, encoder.size
    masks = [volume.mask(volume.label, z, organ, size) for z in slices]
    kept = [i for i, m in enumerate(masks) if m.any()]
    if not kept:
        return None
    stacked = torch.cat([encoder.compute.tensor(masks[i]) for i in kept])
    return net.support(encoder([slices[i] for i in kept]), stacked)


def evaluate_pair(net, support: Encoder, query: Encoder, organ: int, protocol: str) -> list[Count]:
    """One organ of one query volume, counted for each of u^0 … u^K; [] where either volume lacks the organ."""
    drawn = drawn_slices(protocol, support.volume.label, organ)
    asked = tasks(protocol, query.volume.label, organ)
    if not drawn or not asked:
        return []
    counts = [Count() for _ in range(net.config.stages + 1)]
    for task in asked:
        state = support_state(net, support, organ, drawn, task.shots)
        for i in range(0, len(task.slices), BATCH):
            part = task.slices[i : i + BATCH]
            true = np.stack([query.volume.mask(query.volume.label, z, organ, query.size) for z in part])
            iterates = None if state is None else net(query(part), state)["u"]
            for k, count in enumerate(counts):
                if iterates is None:
                    predicted = np.zeros_like(true)
                else:
                    predicted = (to_slice(iterates[k], query.size)[:, 0] > 0.5).cpu().numpy()
                count.add(predicted, true)
    return counts


@torch.no_grad()
def evaluate(
    net: LmsNet,
    spec: Benchmark,
    volumes: list[SliceVolume],
    supports: list[int],
    protocols: list[str],
    organs: list[int],
    compute: Compute,
    size: int,
    every_stage: bool = False,
    store: FeatureStore | None = None,
) -> list[dict]:
    """One row a protocol, support volume, query volume and organ, of the last stage's mask; with `every_stage` one more a
    stage, `stage` 0 … K."""
    net = compute.prepare(net).eval()
    encoders, rows = [Encoder(net, compute, v, size, store) for v in volumes], []
    pairs = sum(s != q for q in range(len(volumes)) for s in supports)
    progress, done = Progress(pairs, 0), 0
    for q, query in enumerate(encoders):
        for s in supports:
            if s == q:
                continue
            progress.show(done, f"{volumes[s].case} to {query.volume.case}")
            done += 1
            for protocol in protocols:
                for organ in organs:
                    counts = list(enumerate(evaluate_pair(net, encoders[s], query, organ, protocol)))
                    for stage, count in counts if every_stage else counts[-1:]:
                        rows.append(
                            dict(
                                dataset=spec.name,
                                protocol=protocol,
                                support=volumes[s].case,
                                support_index=s,
                                case=query.volume.case,
                                organ=spec.organs[organ],
                                **(dict(stage=stage) if every_stage else {}),
                                dice=count.dice,
                                predicted=count.predicted,
                                true=count.true,
                            )
                        )
        drawn = [drawn_slices(p, query.volume.label, o) for p in protocols for o in organs] if q in supports else []
        query.keep({z for slices in drawn for z in slices})
    progress.show(done, "measured", last=True)
    return rows


def result_name(kind: str, supports: list[str], elsewhere: tuple[str, int] | None = None) -> str:
    """Stem of the files of a measurement: `kind`, the data set and fold where they are not the run's own, and the supports
    where they are not the papers' index."""
    parts = [kind, *([elsewhere[0], f"fold{elsewhere[1]}"] if elsewhere else [])]
    return "-".join([*parts, *([] if supports == [str(SUPPORT_INDEX)] else ["supports", *supports])])


def joined(file: Path, content: dict) -> dict:
    """A new measurement with the rows of other protocols that the file holds of the same weights."""
    before = json.loads(file.read_text()) if file.exists() else None
    if before is None or any(before.get(k) != content[k] for k in content.keys() - {"rows"}):
        return content
    now = {r["protocol"] for r in content["rows"]}
    return dict(content, rows=[r for r in before["rows"] if r["protocol"] not in now] + content["rows"])


def support_indices(text: list[str], count: int) -> list[int]:
    """`all`, `last` or numbers → indices below count. Raises SystemExit for what is neither."""
    if text == ["all"]:
        return list(range(count))
    if text == ["last"]:
        return [count - 1]
    if not all(t.isdigit() and int(t) < count for t in text):
        raise SystemExit(f"--supports {' '.join(text)}: the fold has {count} volumes, counted from 0 (or: all, last)")
    return sorted({int(t) for t in text})


def report(rows: list[dict], spec: Benchmark) -> str:
    """A Markdown table: protocols (and stages, where the rows have them) down, organs across, Dice in percent."""
    names = list(spec.organs.values())
    lines = ["| protocol | " + " | ".join([*names, "mean"]) + " |", "|---" * (len(names) + 2) + "|"]
    for protocol, stage in dict.fromkeys((r["protocol"], r.get("stage")) for r in rows):
        some = [r for r in rows if (r["protocol"], r.get("stage")) == (protocol, stage)]
        organs, mean = dice_by_organ(some, names)
        cells = [organs[n].text() if n in organs else "-" for n in names]
        head = protocol if stage is None else f"{protocol}, u^{stage}"
        lines.append("| " + " | ".join([head, *cells, f"**{mean.text()}**"]) + " |")
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="written by lms_net.benchmarks.prepare")
    parser.add_argument("--protocols", nargs="+", default=["EP1"], choices=list(FRACTIONS))
    parser.add_argument("--supports", nargs="+", default=[str(SUPPORT_INDEX)])
    parser.add_argument("--stages", action="store_true", help="the mask of every stage; writes stages.json")
    parser.add_argument("--dataset", choices=list(BENCHMARKS), help="default: the one it was trained on")
    parser.add_argument("--fold", type=int, choices=range(5), help="default: the one it was trained without")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="auto", choices=["auto", "fp32", "bf16"])
    parser.add_argument("--threads", type=int, default=1)


def measure_run(args: argparse.Namespace, store: FeatureStore | None = None) -> None:
    """Measures a run on its own fold, or on another data set; writes evaluation*.json and .csv into the run folder."""
    torch.set_num_threads(args.threads)
    run, start = RunFolder(args.run), time.time()
    net, state = run.network()
    trained = state["identity"]
    spec = benchmark(args.dataset or trained["dataset"]) if args.dataset or trained["dataset"] in BENCHMARKS else None
    if spec is None:
        raise SystemExit(
            f"{args.run} was trained on {trained['dataset']} images; say what to measure on with --dataset and --fold."
        )
    same = spec.name == trained["dataset"]
    fold = args.fold if args.fold is not None else trained["fold"]
    if same and fold != trained["fold"]:
        raise SystemExit(f"{args.run} was trained without fold {trained['fold']}; fold {fold} is its training data.")
    volumes = load_cases(spec, args.cache, spec.fold_cases(fold))
    organs = list(spec.organs) if trained["setting"] == 1 or not same else list(spec.groups[trained["group"]])
    supports = support_indices(args.supports, len(volumes))
    compute = Compute(args.device, args.precision)
    rows = evaluate(net, spec, volumes, supports, args.protocols, organs, compute, trained["size"], args.stages, store)
    if not rows:
        raise SystemExit(f"No two volumes of {spec.name}'s fold {fold} in {args.cache} show the same organ.")
    name = result_name("stages" if args.stages else "evaluation", args.supports, None if same else (spec.name, fold))
    content = dict(
        dataset=spec.name,
        fold=fold,
        volumes=[v.case for v in volumes],
        iteration=state["iteration"],
        finished=state["iteration"] >= state["target"],
        supports=args.supports,
        rows=rows,
    )
    content = joined(args.run / f"{name}.json", content)
    (args.run / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")
    with (args.run / f"{name}.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(content["rows"])
    print(
        f"{run.system().title}, {spec.title}, fold {fold} ({len(volumes)} volumes), iteration {state['iteration']}, "
        f"support {' '.join(args.supports)} ({', '.join(volumes[s].case for s in supports)}); Dice in %, "
        f"{time.time() - start:.0f} s"
    )
    print(report(rows, spec))
