"""The mean of several checkpoints of one training run: often better than each of them.

    python -m lms_net.average A.pt B.pt --out MEAN.pt

One of them may be of the network that the last one has grown from (`train --init`): its new inputs count as zero, parts that
it does not have are the others' alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from lms_net.networks.chain import ChainConfig, ChainNet
from lms_net.train import load_matching


def average(states: list[dict[str, torch.Tensor]], config: ChainConfig | None = None) -> dict[str, torch.Tensor]:
    """Mean of every floating-point tensor; counters are the last one's. States of a network that the last one, of `config`,
    has grown from are grown first; otherwise all need the same names and shapes."""
    last = states[-1]
    lacking: list[set[str]] = [set()] * len(states)
    if config is not None:
        for i, state in enumerate(states):
            net = ChainNet(config)
            lacking[i] = set(load_matching(net, state))
            states[i] = net.state_dict()
    return {
        name: torch.stack([s[name] for s, missing in zip(states, lacking, strict=True) if name not in missing]).mean(0)
        if value.dtype.is_floating_point
        else value
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
        dict(
            mean=average([c["mean"] for c in loaded], ChainConfig.from_dict(last["config"])),
            config=last["config"],
            step=last.get("step"),
            restricted=sorted({name for c in loaded for name in c.get("restricted", [])}),
        ),
        args.out,
    )


if __name__ == "__main__":
    main()
