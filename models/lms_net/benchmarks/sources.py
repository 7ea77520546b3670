"""Where the episodes of a training run come from: a benchmark's training fold, the permissive sets, or one's own images."""

from __future__ import annotations

import argparse

from lms_net.benchmarks.datasets import BENCHMARKS, benchmark
from lms_net.benchmarks.episodes import EpisodeRules, EpisodeSource, slices_with
from lms_net.benchmarks.layouts import find_volumes, missing_text
from lms_net.benchmarks.own import prepare_own
from lms_net.benchmarks.permissive import load_permissive
from lms_net.benchmarks.prepare import prepare
from lms_net.benchmarks.volumes import load_cases
from lms_net.data.sets import HELD_OUT
from lms_net.data.sets import PERMISSIVE as PERMISSIVE_SETS

PERMISSIVE, OWN = "permissive", "own"


def settle(args: argparse.Namespace) -> None:
    """Fills in data set and cache, and prepares the volumes of --data. Raises SystemExit for what cannot be meant."""
    if args.dataset is None:
        if args.data is None:
            raise SystemExit("Say what to train on: --data with a folder of your own NIfTI files, or --dataset and --cache.")
        args.dataset = OWN
    if args.cache is None:
        if args.data is None:
            raise SystemExit(f"--dataset {args.dataset} needs --cache with prepared volumes, or --data with the images.")
        args.cache = args.run / "cache"
    if args.data is None:
        return
    if args.dataset == PERMISSIVE:
        raise SystemExit("The permissive sets are prepared by lms_net.data.prepare and .synthetic; give them with --cache.")
    if args.dataset == OWN:
        names = sorted({c.dataset for c in prepare_own(args.data, args.cache)})
        args.only = args.only or names
    else:
        spec = benchmark(args.dataset)
        found = find_volumes(spec, args.data)
        print(missing_text(spec, found), flush=True)
        if not found:
            raise SystemExit(f"No volume of {spec.name} under {args.data}; where to ask for them is said above.")
        prepare(spec, args.data, args.cache)


def episode_source(args: argparse.Namespace) -> EpisodeSource:
    """Training episodes of the fold (all other volumes), of the setting, or of the permissive sets."""
    rules = EpisodeRules(args.size, args.min_pixels, args.augment, args.negatives)
    if args.dataset not in BENCHMARKS:
        if args.dataset == OWN:
            names = args.only or sorted({f.name.split("__")[0] for f in args.cache.glob("*__*.npz")})
            volumes, shares = load_permissive(args.cache, dict.fromkeys(names, 1.0), set())
        else:
            mixture = {name: value[0] for name, value in PERMISSIVE_SETS.items() if not args.only or name in args.only}
            volumes, shares = load_permissive(args.cache, mixture, HELD_OUT)
        return EpisodeSource(volumes, rules, args.seed, shares)
    spec = benchmark(args.dataset)
    held_out = set(spec.fold_cases(args.fold))
    volumes = load_cases(spec, args.cache, [n for n in spec.cases if n not in held_out])
    if args.setting == 1:
        return EpisodeSource(volumes, rules, args.seed)
    if not spec.groups:
        raise SystemExit(f"{spec.name} has no groups for setting 2: every slice of it shows all its organs.")
    organs = spec.groups[args.group]
    return EpisodeSource(volumes, rules, args.seed, excluded=[slices_with(v, organs) for v in volumes])
