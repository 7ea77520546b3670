"""A narrower network that starts from a trained one: of every layer the channels that matter most are kept.

    python -m lms_net.slim zoo/chain-fast/weights.pt --widths 24 40 64 96 --denoiser-width 16 --features 24 --out slim.pt

`train propagation --init slim.pt` goes on from it: what it has lost comes back in a few hundred steps, where a network that
starts from nothing needs thousands.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from lms_net.networks.chain import ChainConfig, ChainNet

State = dict[str, torch.Tensor]
# Layers that read images, or the one that is never narrowed.
FIRST = ("trunk.body.0", "trunk.body.1", "context.down0.0")
# Layers whose outputs are read by the next one in line; a list stands for a concatenation of several.
PRODUCER_OF = {
    "trunk.body.2": ["trunk.body.1"],
    "trunk.head": ["trunk.body.2"],
    "context.down0.1": ["context.down0.0"],
    "context.down1.0": ["context.down0.1", "evidence"],
    "context.down1.1": ["context.down1.0"],
    "context.down2.0": ["context.down1.1"],
    "context.down2.1": ["context.down2.0"],
    "context.down3.0": ["context.down2.1"],
    "context.down3.1": ["context.down3.0"],
    "context.narrow2": ["context.down3.1"],
    "context.up2": ["context.narrow2", "context.down2.1"],
    "context.narrow1": ["context.up2"],
    "context.up1": ["context.narrow1", "context.down1.1"],
    "context.narrow0": ["context.up1"],
    "context.up0.0": ["context.narrow0", "context.down0.1"],
    "context.up0.1": ["context.up0.0"],
    "denoiser.first": ["mask", "context.up0.1"],
    "denoiser.second": ["denoiser.first"],
    "denoiser.last": ["denoiser.second"],
    "presence": ["context.up0.1", "context.down3.1", "figures"],
    "mix": ["context.up0.1", "context.down3.1", "figures"],
}


def slim(state: State, config: ChainConfig, narrow: ChainConfig) -> State:
    """Weights of a network of `config` → those of a network of `narrow`, which differs only in widths, features or the width
    of the denoiser, none of them larger. Raises ValueError otherwise.

    A channel counts by what it sends on: the root of its mean square behind ReLU, by its BatchNorm's shift and scale as a
    normal distribution, times the norm of the weights that read it. Without a BatchNorm its own weights' norm counts.
    """
    same = replace(narrow, widths=config.widths, features=config.features, denoiser_width=config.denoiser_width)
    if same != config or config.deep:
        raise ValueError("slim narrows widths, features and the denoiser of a network without deep features, nothing else")
    target = ChainNet(narrow).state_dict()
    kept = {
        "evidence": torch.arange(4),
        "mask": torch.arange(4),
        "figures": torch.arange(state["mix.weight"].shape[1] - config.widths[0] - config.widths[3]),
    }
    width = {name: len(indices) for name, indices in kept.items()}
    for name in _layers(state):
        width[name] = state[f"{name}{_weight(name, state)}"].shape[0]
    for name in width.keys() - kept.keys():
        wanted = target[f"{name}{_weight(name, target)}"].shape[0]
        if wanted > width[name]:
            raise ValueError(f"{name} would become wider: {width[name]} → {wanted}")
        strength = _strength(name, state, width)
        kept[name] = strength.argsort(descending=True)[:wanted].sort().values
    return {key: _cut(key, value, kept, width).reshape(target[key].shape) for key, value in state.items()}


def _cut(key: str, value: torch.Tensor, kept: dict[str, torch.Tensor], width: dict[str, int]) -> torch.Tensor:
    name = _layer_of(key)
    if name not in kept or value.ndim == 0 or key.startswith("presence.2."):
        return value
    value = value[kept[name]]
    return value[:, _inputs(name, kept, width)] if value.ndim > 1 and name in PRODUCER_OF else value


def _layers(state: State) -> list[str]:
    """Every layer with channels of its own, in the order of the state."""
    return list(dict.fromkeys(_layer_of(key) for key in state if _layer_of(key)))


def _layer_of(key: str) -> str:
    """Name of the layer that a tensor belongs to: convolution and BatchNorm are one; '' for scalars of the energy."""
    for name in (*FIRST, *PRODUCER_OF):
        if key.startswith(f"{name}."):
            return name
    return ""


def _weight(name: str, state: State) -> str:
    return next(end for end in (".weight", ".0.weight") if f"{name}{end}" in state)


def _inputs(name: str, kept: dict[str, torch.Tensor], width: dict[str, int]) -> torch.Tensor:
    """Columns of a layer's weights that are left when its producers are narrowed."""
    columns, first = [], 0
    for producer in PRODUCER_OF[name]:
        columns.append(kept[producer] + first)
        first += width[producer]
    return torch.cat(columns)


def _strength(name: str, state: State, width: dict[str, int]) -> torch.Tensor:
    """How much each output channel of a layer matters to those that read it."""
    total = torch.zeros(width[name])
    for reader, producers in PRODUCER_OF.items():
        first = 0
        for producer in producers:
            if producer == name:
                weight = state[f"{reader}{_weight(reader, state)}"][:, first : first + width[name]]
                total += weight.float().pow(2).sum([d for d in range(weight.ndim) if d != 1])
            first += width[producer]
    own = state[f"{name}{_weight(name, state)}"].float().flatten(1).pow(2).sum(1)
    if not total.any():  # features and answers: nobody of the list reads them
        return own
    if f"{name}.1.weight" not in state:
        return (own * total).sqrt()
    shift, scale = state[f"{name}.1.bias"].float(), state[f"{name}.1.weight"].float().abs() + 1e-6
    ratio = shift / scale
    normal = torch.distributions.Normal(0.0, 1.0)
    # E[max(0, y)²] of y ~ N(shift, scale²)
    square = (shift**2 + scale**2) * normal.cdf(ratio) + shift * scale * normal.log_prob(ratio).exp()
    return (square * total).sqrt()


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--widths", type=int, nargs=4, required=True)
    parser.add_argument("--features", type=int, required=True)
    parser.add_argument("--denoiser-width", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    found = torch.load(args.weights, weights_only=True)
    config = ChainConfig.from_dict(found["config"])
    narrow = replace(
        config,
        widths=tuple(args.widths),
        features=args.features,
        denoiser_width=args.denoiser_width,
    )
    state = slim({k: v.float() if v.dtype == torch.float16 else v for k, v in found["mean"].items()}, config, narrow)
    kept = dict(config=narrow.as_dict(), step=found["step"], restricted=found.get("restricted", []))
    torch.save(dict(mean=state, **kept), args.out)
    count = lambda s: sum(v.numel() for v in s.values())  # noqa: E731
    print(f"{args.out}: {count(state) / 1e6:.2f} M numbers of {count(found['mean']) / 1e6:.2f} M")


if __name__ == "__main__":
    main()
