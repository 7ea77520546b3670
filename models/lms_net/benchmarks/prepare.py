"""Benchmark volumes and their supervoxels, made once.

    python -m lms_net.benchmarks.prepare --data DATA --out CACHE [--only chaos-mr] [--check]

DATA may have any of the layouts of `layouts.py`. Prints what is there, what is missing and where it can be requested;
--check stops after that. Resumable: what is prepared is left alone.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from lms_net.benchmarks.datasets import BENCHMARKS, Benchmark, benchmark
from lms_net.benchmarks.layouts import Found, find_volumes, missing_text
from lms_net.benchmarks.preprocess import read_volume
from lms_net.benchmarks.supervoxels import paper_supervoxels
from lms_net.whole_files import save_arrays


def prepare_case(spec: Benchmark, found: Found) -> dict[str, np.ndarray]:
    """image (as stored, not z-scored), label uint8, regions uint16 or int32, spacing; all (z, y, x). Supervoxels are made
    where none came with the images."""
    volume = read_volume(spec, found)
    regions = volume.regions
    if regions is None:
        regions = paper_supervoxels(volume.image, volume.spacing, spec.supervoxel)
    if regions.max() < 2**16:
        regions = regions.astype(np.uint16)
    return dict(image=volume.image, label=volume.label, regions=regions, spacing=np.array(volume.spacing))


def prepare(spec: Benchmark, data: Path, out: Path) -> int:
    """Writes OUT/NAME/CASE.npz for every volume found. → how many there are."""
    folder = out / spec.name
    folder.mkdir(parents=True, exist_ok=True)
    found = find_volumes(spec, data)
    for i, item in enumerate(found.values(), 1):
        target = folder / f"{item.case}.npz"
        if target.exists():
            continue
        start = time.time()
        arrays = prepare_case(spec, item)
        save_arrays(target, arrays, compressed=True)
        print(
            f"[{i}/{len(found)}] {item.case}: {arrays['image'].shape}, {int(arrays['regions'].max())} supervoxels, "
            f"{time.time() - start:.0f} s",
            flush=True,
        )
    return len(found)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", nargs="*", default=list(BENCHMARKS), choices=list(BENCHMARKS))
    parser.add_argument("--check", action="store_true", help="only say what is there and what is missing")
    args = parser.parse_args(argv)
    if not args.check and args.out is None:
        parser.error("--out is missing (or --check, to look only)")
    total = 0
    for name in args.only:
        spec = benchmark(name)
        print(missing_text(spec, find_volumes(spec, args.data)), flush=True)
        if not args.check:
            total += prepare(spec, args.data, args.out)
    if not args.check and not total:
        raise SystemExit(f"No volume of {', '.join(args.only)} under {args.data}; where to ask for them is said above.")


if __name__ == "__main__":
    main()
