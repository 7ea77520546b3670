"""How many iterations a second this machine trains at.

    python -m lms_net.benchmarks.speed --dataset synapse-ct --cache CACHE --weights WEIGHTS --system lms --encoder resnet50

Takes the options of `lms_net.train benchmark`, trains for --seconds after warming up, keeps no run, and prints iterations a
second with episodes made as in training, and with one episode again and again: the difference is what --workers can win.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterable
from dataclasses import replace

import torch

from lms_net.benchmarks import train
from lms_net.benchmarks.episode_loader import episodes
from lms_net.benchmarks.episodes import Episode
from lms_net.benchmarks.features import Compute, FeatureStore
from lms_net.benchmarks.sources import episode_source, settle
from lms_net.benchmarks.training_step import WARM_UP, TrainingStep

NO_END = 10**6


def rate(step: TrainingStep, coming: Iterable[Episode], seconds: float) -> float:
    """Iterations a second over at least so many seconds; reading the losses waits for the device."""
    start, done = time.perf_counter(), 0
    for episode in coming:
        step(episode)
        done += 1
        if done % 20 == 0 or not step.captures:
            step.figures()
            if time.perf_counter() - start >= seconds:
                break
    return done / (time.perf_counter() - start)


def main(argv: list[str] | None = None) -> tuple[float, float]:
    """→ iterations a second with made episodes, and with one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    train.add_arguments(parser, keeps_a_run=False)
    parser.add_argument("--seconds", type=float, default=10.0)
    args = parser.parse_args(argv)
    if args.cache is None:
        parser.error("--cache: the folder of prepared volumes")
    torch.set_num_threads(args.threads)
    settle(args)
    torch.manual_seed(args.seed)
    chosen, compute, source = train.chosen_system(args), Compute(args.device, args.precision), episode_source(args)
    net = train.build(chosen, args.weights, source, compute)
    store = FeatureStore(args.store_mb) if chosen.network.frozen else None
    step = TrainingStep(net, chosen.loss, train.optimiser_for(net, args), compute, store, args.clip)
    coming = episodes(source, 0, NO_END, train.workers_for(compute, args.workers))
    for episode in itertools.islice(coming, WARM_UP + 1 if step.captures else 1):
        step(episode)
    step.figures()
    made = rate(step, coming, args.seconds)
    unknown = replace(episode, support_key=None, query_key=None)  # no feature of it is taken from the store
    same = rate(step, itertools.repeat(unknown), args.seconds)
    where = torch.cuda.get_device_name() if step.captures else f"CPU, {args.threads} threads"
    print(
        f"{chosen.title}, {chosen.network.encoder}, stride {chosen.network.stride}, {chosen.network.frozen} parts frozen, "
        f"{compute.precision}, {where}: {made:.2f} iterations a second, {same:.2f} with one episode"
    )
    return made, same


if __name__ == "__main__":
    main()
