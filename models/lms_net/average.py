"""The mean of several checkpoints of one training run: often better than each of them.

python -m lms_net.average A.pt B.pt --out MEAN.pt
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def average(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Mean of every floating-point tensor; counters are the last one's. All states need the same names and shapes."""
    last = states[-1]
    return {
        name: torch.stack([s[name] for s in states]).mean(0) if value.dtype.is_floating_point else value
        for name, value in last.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    loaded = [torch.load(path, weights_only=False, map_location="cpu") for path in args.checkpoints]
    last = loaded[-1]
    torch.save(
        dict(mean=average([c["mean"] for c in loaded]), config=last["config"], step=last.get("step")),
        args.out,
    )


if __name__ == "__main__":
    main()
