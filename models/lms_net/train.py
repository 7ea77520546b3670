"""Training.

    python -m lms_net.train propagation --data VOL --run RUNS/NAME --budget-minutes 60 [--resume]
    python -m lms_net.train benchmark --system lms --dataset synapse-ct --fold 0 --cache CACHE --weights WEIGHTS --run RUN

`propagation` is the network that works inside one volume, described here; `benchmark` trains the paper's systems.

Checkpoints every few minutes hold everything (weights, their running mean, optimiser, random states), metrics go to
metrics.csv in the run folder. With --schedule-steps the learning rate follows a cosine over that many steps, whatever
the number of sessions. Chains in flight are not stored: at every checkpoint all are drawn anew from the stored random
state, in the run that goes on as in the one that resumes, so that both take exactly the same steps. A run that stops at
the end of its budget writes one checkpoint more, which an uninterrupted run has not; with --checkpoint-steps N in both, and
a stop at a multiple of N, they are the same to the last bit.
"""

from __future__ import annotations

import argparse
import copy
import csv
import json
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from lms_net.benchmarks import train as paper
from lms_net.data.chains import Chain, ChainSource
from lms_net.data.sets import COMPARISON, HELD_OUT, PERMISSIVE
from lms_net.git_hash import git_hash
from lms_net.networks.chain import ChainConfig, ChainNet
from lms_net.whole_files import save


def losses(out: dict[str, torch.Tensor], target: torch.Tensor, present: torch.Tensor) -> dict[str, torch.Tensor]:
    """Cross-entropy and soft Dice on the answer (u^K mixed with the edge term), cross-entropy on u^K, at small weight on
    u^0 … u^(K-1) and MD's answers, presence."""
    axes = (1, 2, 3)
    p = out["mixed"]
    overlap = 1 - (2 * (p * target).sum(axes) + 20) / (p.sum(axes) + target.sum(axes) + 20)
    own = F.binary_cross_entropy_with_logits(out["logit"], target)
    final = 0.5 * own + 0.5 * F.binary_cross_entropy(p.clamp(1e-3, 1 - 1e-3), target)
    stages = sum(F.binary_cross_entropy(u.clamp(1e-6, 1 - 1e-6), target) for u in out["u"][:-1]) / len(out["u"][:-1])
    denoised = sum(F.binary_cross_entropy_with_logits(m, target) for m in out["md"]) / len(out["md"])
    presence = F.binary_cross_entropy_with_logits(out["presence"], present)
    total = final + 0.5 * overlap.mean() + 0.15 * stages + 0.2 * denoised + 0.2 * presence
    return dict(total=total, final=final, overlap=overlap.mean(), stages=stages, presence=presence)


class Averaged:
    """Exponential mean of all weights and buffers; this is what is evaluated and exported."""

    def __init__(self, net: ChainNet, decay: float = 0.998):
        self.decay, self.net = decay, copy.deepcopy(net)
        self.steps = 0

    @torch.no_grad()
    def update(self, net: ChainNet) -> None:
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        for mine, theirs in zip(self.net.state_dict().values(), net.state_dict().values(), strict=True):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


def load_matching(net: ChainNet, state: dict[str, torch.Tensor]) -> list[str]:
    """Takes over what fits in name and shape from another network's weights. A tensor that only has more inputs here (its
    second axis) takes over the others' and starts the new ones at zero: the same function as before. → names that keep
    their own values."""
    own, kept = net.state_dict(), []
    for name, value in own.items():
        other = state.get(name)
        if other is not None and other.shape == value.shape:
            own[name] = other
        elif other is not None and value.ndim > 1 and _grown(value.shape, other.shape):
            own[name] = torch.zeros_like(value)
            own[name][:, : other.shape[1]] = other
        else:
            kept.append(name)
    net.load_state_dict(own)
    return kept


def _grown(now: torch.Size, before: torch.Size) -> bool:
    return len(now) == len(before) and now[1] > before[1] and (now[0], *now[2:]) == (before[0], *before[2:])


def train_propagation(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    run = Path(args.run)
    run.mkdir(parents=True, exist_ok=True)
    checkpoint = run / "checkpoint.pt"
    torch.manual_seed(args.seed)
    state = torch.load(checkpoint, weights_only=False) if args.resume and checkpoint.exists() else None
    first = torch.load(args.init, weights_only=True) if args.init and not state else None
    if state:  # whatever the run began with
        config = ChainConfig.from_dict(state["config"])
    else:
        config = ChainConfig.from_dict(first["config"]) if first else ChainConfig()
        config = replace(config, deep=args.deep, third_stage=args.third_stage, size=args.size or config.size)
    net = ChainNet(config)
    if net.deep:
        net.deep.load_pretrained(args.weights)
    if first:
        missing = load_matching(net, first["mean"])
        print(f"from {args.init}; new: {missing}", flush=True)
    mean = Averaged(net)
    optimiser = torch.optim.AdamW(net.parameters(), args.lr, weight_decay=1e-4)
    step, spent = 0, 0.0
    mixture = {k: v for k, v in PERMISSIVE.items() if not args.only or k in args.only.split(",")}
    mixture |= {k: COMPARISON[k] for k in args.also}
    restricted = sorted({*args.also, *(state or first or {}).get("restricted", [])})
    source = ChainSource(Path(args.data), mixture, HELD_OUT, config.size, args.seed)
    print(source.describe(), flush=True)
    if state:
        net.load_state_dict(state["net"])
        mean.net.load_state_dict(state["mean"])
        mean.steps = step = state["step"]
        optimiser.load_state_dict(state["optimiser"])
        spent = state["seconds"]
        torch.set_rng_state(state["torch_rng"])
        source.rng.bit_generator.state = state["numpy_rng"]
        print(f"resumed at step {step} after {spent / 60:.0f} min", flush=True)
    (run / "config.json").write_text(
        json.dumps(
            dict(
                config=config.as_dict(),
                args={k: v for k, v in vars(args).items() if k != "command"},
                mixture=mixture,
                git=git_hash(),
            ),
            indent=1,
            default=str,
        )
    )
    chains = [source.chain() for _ in range(args.batch)]
    start, saved, window = time.time(), time.time(), []
    with (run / "metrics.csv").open("a", newline="") as log:
        writer = csv.writer(log)
        while step < args.schedule_steps and time.time() - start < args.budget_minutes * 60:
            set_rate(optimiser, args.lr, step, args.schedule_steps)
            window.append(one_step(net, mean, optimiser, chains, source, args.through))
            step += 1
            if step % 50 == 0:
                row = np.nanmean(np.array(window), 0)
                elapsed = spent + time.time() - start
                writer.writerow([step, round(elapsed), *[round(float(v), 4) for v in row]])
                log.flush()
                names = "loss dice prior present-auc-acc empty-right".split()
                print(
                    step,
                    f"{elapsed:.0f}s",
                    *[f"{n} {v:.3f}" for n, v in zip(names, row, strict=True)],
                    flush=True,
                )
                window = []
            due = step % args.checkpoint_steps == 0 if args.checkpoint_steps else time.time() - saved > 180
            if due:
                saved = time.time()
                _checkpoint(checkpoint, net, mean, optimiser, step, spent + saved - start, source, config, restricted)
                chains = [source.chain() for _ in range(args.batch)]
    _checkpoint(checkpoint, net, mean, optimiser, step, spent + time.time() - start, source, config, restricted)
    print("stopped at step", step, flush=True)


def _checkpoint(path, net, mean, optimiser, step, seconds, source, config, restricted):
    save(
        path,
        restricted=restricted,
        net=net.state_dict(),
        mean=mean.net.state_dict(),
        optimiser=optimiser.state_dict(),
        step=step,
        seconds=seconds,
        torch_rng=torch.get_rng_state(),
        numpy_rng=source.rng.bit_generator.state,
        config=config.as_dict(),
    )


def set_rate(optimiser: torch.optim.Optimizer, rate: float, step: int, steps: int) -> None:
    """Learning rate of a step: up to `rate` over the first hundred, down along a cosine over all."""
    now = rate * min(1.0, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-6
    for group in optimiser.param_groups:
        group["lr"] = now


def answer(net: ChainNet, batch: dict[str, torch.Tensor], support: tuple[torch.Tensor, ...]) -> dict[str, torch.Tensor]:
    """The network's outputs and `mixed`, the answer (1 - γ) u^K + γ edge on the crop's grid."""
    out = net(batch["planes"], batch["scalars"], *support)
    share = out["mix"][:, None, None, None]
    out["mixed"] = (1 - share) * torch.sigmoid(out["logit"]) + share * batch["planes"][:, 6:7]
    return out


def let_through(prior: torch.Tensor, answer: torch.Tensor, chains: list[Chain]) -> torch.Tensor:
    """The neighbour's masks [B, 1, S, S] as they are, with the gradient of the answers [B, 1, S, S] to the slices before
    that they come from: pasted, cleaned and cropped anew, to the gradient they are those answers moved from crop to crop."""
    linked = [i for i, c in enumerate(chains) if c.from_answer is not None]
    if not linked:
        return prior
    where = torch.from_numpy(np.stack([chains[i].from_answer for i in linked])).to(answer.dtype)
    grid = F.affine_grid(where, list(prior[linked].shape), align_corners=False)
    moved = F.grid_sample(answer[linked], grid, align_corners=False)
    zero = (moved - moved.detach()) * (prior[linked] > 0)
    return prior.index_add(0, torch.tensor(linked), zero)


def one_step(net, mean, optimiser, chains, source, slices: int = 1) -> tuple[float, ...]:
    """Every chain takes so many slices, with the gradient through all of them, then the weights move; finished chains are
    replaced. → loss, Dice, Dice of the prior, presence, empties, of the last slice."""
    net.train()
    optimiser.zero_grad(set_to_none=True)
    total, before = 0.0, None
    for _ in range(slices):
        inputs = [c.inputs() for c in chains]
        batch = {k: torch.from_numpy(np.stack([i[k] for i in inputs])) for k in inputs[0]}
        planes = batch["planes"]
        prior = planes[:, 3:4]
        if before is not None:
            batch["planes"] = torch.cat([planes[:, :3], let_through(prior, before, chains), planes[:, 4:]], 1)
        out = answer(net, batch, net.support(batch["drawn"][:, :1], batch["drawn"][:, 1:]))
        loss = losses(out, batch["target"], batch["present"])
        total, before = total + loss["total"] / slices, out["mixed"]
        p, own = out["mixed"].detach(), torch.sigmoid(out["logit"].detach())
        for i, (chain, prob, mix) in enumerate(zip(chains, own[:, 0].numpy(), out["mix"].tolist(), strict=True)):
            chain.advance(prob, mix)
            if chain.over():
                chains[i] = source.chain()
    total.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
    optimiser.step()
    mean.update(net)
    with torch.no_grad():
        hard, t, axes = p > 0.5, batch["target"] > 0.5, (1, 2, 3)
        prior = prior > 0.5
        has = t.sum(axes) > 0
        score = lambda a: (2 * (a & t).sum(axes) / ((a.sum(axes) + t.sum(axes)) + 1e-6))[has].mean().item()  # noqa: E731
        accuracy = ((out["presence"] > 0) == (batch["present"] > 0.5)).float().mean().item()
        empty = (hard.sum(axes)[~has] == 0).float().mean().item() if (~has).any() else float("nan")
    return loss["total"].item(), score(hard), score(prior), accuracy, empty


def main(argv: list[str] | None = None) -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    commands = parser.add_subparsers(dest="kind", required=True)
    p = commands.add_parser("propagation", help="the chain network: neighbour's mask to this slice's mask")
    p.add_argument("--data", required=True, help="folder written by lms_net.data.prepare and .synthetic")
    p.add_argument("--run", required=True, help="run folder: checkpoint, metrics, configuration")
    p.add_argument("--init", type=Path, help="start from these weights, e.g. zoo/chain-fast/weights.pt")
    p.add_argument("--deep", type=int, default=0, help="channels of a pretrained trunk's features (chain-accurate: 48)")
    p.add_argument("--third-stage", action="store_true", help="with --deep: the third stage as well, 7 M parameters more")
    p.add_argument("--weights", type=Path, help="folder with the pretrained trunk's archive, for --deep")
    p.add_argument("--size", type=int, help="side of the crops in pixels, a multiple of 16; default: that of --init")
    p.add_argument("--only", help="comma-separated subset of the data sets")
    p.add_argument("--also", nargs="*", default=[], choices=COMPARISON, help="these as well; such weights are not exported")
    p.add_argument("--budget-minutes", type=float, default=60)
    p.add_argument("--schedule-steps", type=int, default=8000, help="length of the learning-rate cosine, and the end")
    p.add_argument("--batch", type=int, default=10)
    p.add_argument("--through", type=int, default=1, help="slices of a chain that a training step walks, gradient included")
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--checkpoint-steps", type=int, default=0, help="default: every three minutes")
    p.add_argument("--resume", action="store_true")
    p.set_defaults(command=train_propagation)
    p = commands.add_parser("benchmark", help="the paper's systems", description=paper.__doc__, formatter_class=raw)
    paper.add_arguments(p)
    p.set_defaults(command=paper.train)
    args = parser.parse_args(argv)
    if args.kind == "propagation" and args.deep and not args.weights:
        parser.error("--deep needs --weights, the folder with the pretrained trunk's archive")
    if args.kind == "propagation" and args.size is not None and (args.size < 16 or args.size % 16):
        parser.error(f"--size {args.size} is no multiple of 16; the network halves a crop four times")
    args.command(args)


if __name__ == "__main__":
    main()
