"""A run trained with BatchNorm in MD as the run that training with InstanceNorm would have given.

    python -m lms_net.benchmarks.own_statistics --run RUN --out RUN-instance
    python -m lms_net.evaluate benchmark --run RUN-instance --cache CACHE

Training sees one slice at a time, and BatchNorm then takes that slice's own statistics: up to there the two norms are the
same function. Only inference differs, in which BatchNorm takes running means. The new run has md_norm="instance".
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from lms_net.benchmarks.runs import RunFolder

RUNNING = ("running_mean", "running_var", "num_batches_tracked")


def converted(run: RunFolder, folder: Path) -> RunFolder:
    """Raises SystemExit where there is nothing to convert or something to overwrite."""
    system, config = run.system(), run.read_config()
    if not system.network.denoiser or system.network.md_norm != "batch":
        raise SystemExit(f"{run.folder} has no BatchNorm in MD.")
    if folder.exists():
        raise SystemExit(f"{folder} is there already; give another folder.")
    state = run.load()
    network = replace(system.network, md_norm="instance")
    net = {k: v for k, v in state["net"].items() if not (k.startswith("denoiser.norms.") and k.endswith(RUNNING))}
    identity = dict(state["identity"], network=network.as_dict())
    out = RunFolder(folder)
    folder.mkdir(parents=True)
    config.update(network=network.as_dict(), identity=identity)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    out.save(**dict(state, net=net, identity=identity))
    return out


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="run folder to be made")
    args = parser.parse_args(argv)
    converted(RunFolder(args.run), args.out)


if __name__ == "__main__":
    main()
