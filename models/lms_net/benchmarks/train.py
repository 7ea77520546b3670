"""Self-supervised training of any system on a benchmark's training fold, on images that permit shipping weights, or on
your own.

    python -m lms_net.train benchmark --system lms --dataset chaos-mr --fold 0 --cache CACHE --weights WEIGHTS --run RUN
    python -m lms_net.train benchmark --system lms --dataset permissive --cache VOLUMES --weights WEIGHTS --run RUN
    python -m lms_net.train benchmark --system lms --data FOLDER --weights WEIGHTS --run RUN

The defaults are the paper's: ResNet-101 at stride 4, 35,000 iterations of one episode, SGD at 1e-3, times 0.98 every
1,000. --data prepares the volumes first: your own (`own.py` says how they may lie), or with --dataset a benchmark's; what
is prepared stays in RUN/cache, or where --cache says. `--budget-minutes` stops cleanly, `--resume` goes on with exactly the
iterations of an uninterrupted run. Fields of the network or the loss are changed with --set, e.g. --set alpha=20
regions=64 classes=1,1.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
import time
from pathlib import Path

import numpy as np
import torch

from lms_net.benchmarks.datasets import BENCHMARKS
from lms_net.benchmarks.episode_loader import episodes
from lms_net.benchmarks.episodes import EpisodeSource
from lms_net.benchmarks.features import Compute, FeatureStore
from lms_net.benchmarks.runs import Metrics, Progress, RunFolder, plot_curves
from lms_net.benchmarks.sources import OWN, PERMISSIVE, episode_source, settle
from lms_net.benchmarks.training_step import TrainingStep
from lms_net.networks.lms import LmsNet
from lms_net.networks.pretrained import load_pretrained
from lms_net.networks.systems import SYSTEMS, System, system

CENTRE_SLICES = 32


def build(chosen: System, weights: Path | None, source: EpisodeSource, compute: Compute) -> LmsNet:
    """The untrained system with its pretrained trunk; `centred` gets its constant from training slices here."""
    net = LmsNet(chosen.network)
    if weights is not None:
        load_pretrained(net.trunk, weights)
    net = compute.prepare(net)
    if net.centre is not None:
        rng, pooled = np.random.default_rng(0), []
        with torch.no_grad():
            for _ in range(CENTRE_SLICES):
                volume = source.volumes[rng.integers(len(source.volumes))]
                plane = volume.plane(int(rng.integers(len(volume.image))), source.rules.size)
                pooled.append(compute.encode(net, [compute.tensor(plane)], [None], None).pooled)
            net.centre.copy_(torch.cat(pooled).mean(0))
    return net


def optimiser_for(net: LmsNet, args: argparse.Namespace) -> torch.optim.SGD:
    """α and δ are scales of the energy, so weight decay leaves them alone."""
    scales, others = [], []
    for name, parameter in net.named_parameters():
        if parameter.requires_grad:
            (scales if name.endswith(("log_alpha", "raw_delta")) else others).append(parameter)
    groups = [dict(params=others, weight_decay=args.weight_decay), dict(params=scales, weight_decay=0.0)]
    return torch.optim.SGD([g for g in groups if g["params"]], args.lr, momentum=0.9)


def chosen_system(args: argparse.Namespace) -> System:
    """The system asked for, with its changed fields."""
    overrides = dict(parse_field(f) for f in args.set)
    for name in ("encoder", "stride", "frozen"):
        if getattr(args, name) is not None:
            overrides[name] = getattr(args, name)
    return system(args.system, **overrides)


def identity_of(args: argparse.Namespace, chosen: System, source: EpisodeSource | None = None) -> dict:
    """What makes two runs the same; a resume with anything else is refused. The number of iterations may grow. source: of
    one's own images."""
    names = ("dataset", "fold", "setting", "group", "seed", "size", "min_pixels", "augment", "negatives")
    names += ("lr", "decay", "decay_every", "weight_decay", "clip")
    identity = {n: getattr(args, n) for n in names}
    if args.dataset not in BENCHMARKS:
        identity["only"] = args.only
    if args.dataset == OWN:
        identity["volumes"] = [f"{v.dataset}/{v.case}" for v in source.volumes]
    return dict(identity, network=chosen.network.as_dict(), loss={**vars(chosen.loss), "classes": list(chosen.loss.classes)})


def refuse_another(folder: Path, before: dict, identity: dict) -> None:
    """Raises SystemExit where a run folder holds something else than what is asked for."""
    if differing := [k for k in identity if before.get(k) != identity[k]]:
        raise SystemExit(f"{folder} was trained with another {', '.join(differing)}; give another folder.")


def precision_of(run: RunFolder, asked: str) -> str:
    """A run goes on in the arithmetic that it began with, whatever this machine would choose."""
    before = run.read_config().get("precision", asked) if run.checkpoint.exists() else asked
    if asked not in ("auto", before):
        raise SystemExit(f"{run.folder} was begun in {before}; leave --precision out, or give another folder.")
    return before


def train(args: argparse.Namespace, store: FeatureStore | None = None) -> RunFolder:
    """store: what the frozen parts gave in an earlier run on the same volumes, with the same trunk; default: nothing yet."""
    torch.set_num_threads(args.threads)
    settle(args)
    torch.manual_seed(args.seed)
    chosen, run = chosen_system(args), RunFolder(args.run)
    compute, source = Compute(args.device, precision_of(run, args.precision)), episode_source(args)
    identity = identity_of(args, chosen, source)
    if run.checkpoint.exists() and not args.resume:
        raise SystemExit(f"{args.run} holds a run already; add --resume, or give another folder.")
    state = run.load() if run.checkpoint.exists() else None
    if state:
        refuse_another(args.run, state["identity"], identity)
    net = build(chosen, None if state else args.weights, source, compute)
    if state:
        net.load_state_dict(state["net"])
    elif args.weights is None and chosen.network.encoder != "small":
        print(f"Without --weights the {chosen.network.encoder} encoder starts from noise.", flush=True)
    optimiser = optimiser_for(net, args)
    done, spent = 0, 0.0
    if state:
        optimiser.load_state_dict(state["optimiser"])
        done, spent = state["iteration"], state["seconds"]
        restore_random(state["random"])
        if "episodes" in state["random"]:
            print(f"{args.run} was begun when episodes had no numbers yet: it goes on with others.", flush=True)
    begun = run.read_config() if state else {}
    run.write_config(
        chosen,
        identity,
        dict(
            iterations=args.iterations,
            precision=compute.precision,
            device=str(compute.device),
            pretrained=begun.get("pretrained", True) if state else args.weights is not None,
        ),
        begun.get("git"),
    )
    metrics = Metrics(run.folder, done, state["window"] if state else [])
    if not chosen.network.frozen:
        store = None
    elif store is None:
        store = FeatureStore(args.store_mb)
    progress, start, saved = Progress(args.iterations, done), time.time(), time.time()
    step = TrainingStep(net, chosen.loss, optimiser, compute, store, args.clip)
    coming = episodes(source, done, args.iterations, workers_for(compute, args.workers))

    warned = False

    def tell() -> None:
        for figures in step.figures():
            metrics.add(**figures)

    def checkpoint() -> None:
        tell()
        run.save(
            net=net.state_dict(),
            optimiser=optimiser.state_dict(),
            iteration=done,
            seconds=spent + time.time() - start,
            random=random_state(),
            identity=identity,
            window=metrics.window,
            target=args.iterations,
        )

    while done < args.iterations and time.time() - start < args.budget_minutes * 60:
        rate = args.lr * args.decay ** (done // args.decay_every)
        for group in optimiser.param_groups:
            group["lr"] = rate
        step(next(coming))
        done += 1
        if done % args.log_every == 0:
            tell()
            row = metrics.flush(iteration=done, seconds=round(spent + time.time() - start), lr=rate)
            if metrics.collapsed() and not warned:
                warned = True
                since = f"Nothing has been predicted since iteration {metrics.empty_since:.0f}"
                print(f"\n{since}: this training has collapsed. Begin again with --clip 1, or a smaller --lr.", flush=True)
            progress.show(done, f"loss {row['total']:.3f} dice {row.get('dice', float('nan')):.3f}")
        due = done % args.checkpoint_every == 0 if args.checkpoint_every else time.time() - saved > 180
        if due:
            checkpoint()
            saved = time.time()
    checkpoint()
    plot_curves(run.folder)
    progress.show(done, "finished" if done >= args.iterations else "stopped by the time budget; --resume goes on", last=True)
    return run


def workers_for(compute: Compute, asked: int | None) -> int:
    """Processes that make episodes. A GPU takes them faster than one process makes them; a CPU has nothing to spare. Where
    processes are not forked each holds the volumes once more, so that one must do."""
    if asked is not None:
        return asked
    if compute.device.type != "cuda":
        return 0
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = 4 if multiprocessing.get_start_method() == "fork" else 1
    return min(most, max(1, processors - 1))


def random_state() -> dict:
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return dict(torch=torch.get_rng_state(), cuda=cuda)


def restore_random(state: dict) -> None:
    torch.set_rng_state(state["torch"])
    if state["cuda"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["cuda"])


def parse_field(text: str) -> tuple[str, object]:
    """NAME=VALUE with VALUE a number, None, True, False, a word, or numbers joined by commas."""
    name, _, value = text.partition("=")
    if not value:
        raise SystemExit(f"--set wants NAME=VALUE, not {text!r}")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def add_arguments(p: argparse.ArgumentParser, keeps_a_run: bool = True) -> None:
    p.add_argument("--system", default="lms", choices=list(SYSTEMS))
    p.add_argument("--data", type=Path, help="folder of NIfTI files, prepared before training")
    p.add_argument("--dataset", choices=[*BENCHMARKS, PERMISSIVE, OWN], help=f"default with --data: {OWN}")
    p.add_argument("--cache", type=Path, help="prepared volumes; default with --data: RUN/cache")
    if keeps_a_run:
        p.add_argument("--run", type=Path, required=True, help="run folder: checkpoint, metrics, configuration, curves")
    p.add_argument("--weights", type=Path, help="folder with the archives of the pretrained trunks")
    p.add_argument("--encoder", choices=["resnet101", "resnet50", "mobilenetv2", "small"])
    p.add_argument("--stride", type=int, choices=[4, 8, 16])
    p.add_argument("--freeze-lower", dest="frozen", type=int, help="lowest parts of the trunk that stay as they are: 0 to 4")
    p.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="fields of the network or the loss")
    p.add_argument("--fold", type=int, default=0, choices=range(5))
    p.add_argument("--setting", type=int, default=1, choices=[1, 2])
    p.add_argument("--group", type=int, default=0, help="setting 2: which group of organs is held out")
    p.add_argument("--only", nargs="*", help="permissive, own: these data sets only")
    p.add_argument("--size", type=int, default=256)
    p.add_argument("--iterations", type=int, default=35000)
    p.add_argument("--budget-minutes", type=float, default=float("inf"))
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--decay", type=float, default=0.98)
    p.add_argument("--decay-every", type=int, default=1000)
    p.add_argument("--weight-decay", type=float, default=5e-4)
    p.add_argument("--clip", type=float, default=0.0, help="largest gradient norm; 0 is the papers' (none)")
    p.add_argument("--min-pixels", type=int, default=200)
    p.add_argument("--augment", type=float, default=1.0, help="probability of each augmentation; 1 is the papers'")
    p.add_argument("--negatives", type=float, default=0.0, help="share of queries beyond the object; 0 is the papers'")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--workers", type=int, help="processes that make episodes; default: 0 on a CPU, up to 4 for a GPU")
    p.add_argument("--device", default="auto")
    p.add_argument("--precision", default="auto", choices=["auto", "fp32", "bf16"])
    p.add_argument("--store-mb", type=float, default=4000, help="memory for features of frozen parts, on a CPU")
    p.add_argument("--log-every", type=int, default=20)
    p.add_argument("--checkpoint-every", type=int, default=0, help="iterations; default: every three minutes")
    p.add_argument("--resume", action="store_true")
