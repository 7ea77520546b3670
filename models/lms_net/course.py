"""Trains the recurrent unit that tells presence by the whole course of a chain (`inference/course.py`).

    python -m lms_net.course --checkpoint CHECKPOINT --data VOL --out course.json [--rows steps.json]

Chains of the network are run past the ends of training objects, as `lms_net.calibrate` does on other volumes; the unit
learns from the figures of slice after slice whether the object is still there. A second answer, the slice's Dice, is learned
with it and thrown away: it keeps the memory from knowing nothing but ends. Every chain counts the same whatever its length,
present and absent slices weigh the same in sum, supervoxels, whose ends are often accidental, half of labelled objects.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from lms_net.calibrate import MORE_PRESENCE, PRESENCE, WAY, auroc
from lms_net.data.sets import PERMISSIVE
from lms_net.evaluate import load_network
from lms_net.inference.course import add_course, standardised
from lms_net.inference.propagate import PropagationConfig
from lms_net.known_chains import by_chain, joined, kept_steps, known_steps

FIGURES = PRESENCE | MORE_PRESENCE | WAY
UNITS = 32
EPOCHS = 14
BATCH = 32
PER_VOLUME = {"synthetic": 4}
PER_REAL_VOLUME = 6


class Unit(nn.Module):
    """Figures [B, T, D] → logits of presence and of the slice's Dice [B, T, 2]."""

    def __init__(self, figures: int, units: int):
        super().__init__()
        self.gru = nn.GRU(figures, units, batch_first=True)
        self.answer = nn.Linear(figures + units, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.answer(torch.cat([x, self.gru(x)[0]], 2))


def standard_terms(steps: list[dict]) -> list[dict]:
    """Mean and deviation of every figure, clipped from above: the `terms` of the manifest."""
    terms = []
    for figure, top in FIGURES.items():
        values = np.array([min(s[figure], top) for s in steps])
        terms.append(dict(figure=figure, max=top, mean=float(values.mean()), scale=float(values.std()) + 1e-3))
    return terms


def tensors(chains: list[list[dict]], terms: list[dict]) -> tuple[torch.Tensor, ...]:
    """→ figures [N, T, D], presence, its weight, Dice, its weight, each [N, T]; weight 0 where a chain is over."""
    shape = len(chains), max(len(c) for c in chains)
    x = np.zeros((*shape, len(terms)), np.float32)
    has, dice, weight = (np.zeros(shape, np.float32) for _ in range(3))
    for n, chain in enumerate(chains):
        for t, step in enumerate(chain):
            x[n, t], has[n, t], dice[n, t] = standardised(step, terms), step["has"], step["dice"]
            weight[n, t] = (1.0 if step["labelled"] else 0.5) / np.sqrt(len(chain))
    there = weight > 0
    balanced = np.where(has > 0, weight / weight[has > 0].sum(), weight / weight[there & (has == 0)].sum()) * there.sum() / 2
    of_dice = weight * has
    of_dice *= there.sum() / of_dice.sum()
    return tuple(torch.from_numpy(a.astype(np.float32)) for a in (x, has, balanced, dice, of_dice))


def fit(chains: list[list[dict]], units: int, epochs: int, seed: int) -> dict:
    """→ the manifest's `course`."""
    torch.manual_seed(seed)
    terms = standard_terms([s for chain in chains for s in chain])
    x, has, weight, dice, dice_weight = tensors(chains, terms)
    lengths = torch.tensor([len(c) for c in chains])
    unit = Unit(len(terms), units)
    optimiser = torch.optim.AdamW(unit.parameters(), 2e-3, weight_decay=3e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        for picked in torch.randperm(len(chains)).split(BATCH):
            cut = slice(0, int(lengths[picked].max()))
            of = lambda a, p=picked, c=cut: a[p, c]  # noqa: E731
            out = unit(of(x))
            loss = F.binary_cross_entropy_with_logits(out[..., 0], of(has), of(weight), reduction="sum")
            loss = loss + F.binary_cross_entropy_with_logits(out[..., 1], of(dice), of(dice_weight), reduction="sum")
            optimiser.zero_grad(set_to_none=True)
            (loss / lengths[picked].sum()).backward()
            nn.utils.clip_grad_norm_(unit.parameters(), 1.0)
            optimiser.step()
        schedule.step()
    gru, plain = unit.gru, lambda a: np.round(a.detach().double().numpy(), 5).tolist()  # noqa: E731
    return dict(
        terms=terms,
        input=plain(gru.weight_ih_l0),
        state=plain(gru.weight_hh_l0),
        inputBias=plain(gru.bias_ih_l0),
        stateBias=plain(gru.bias_hh_l0),
        answer=plain(unit.answer.weight[0]),
        answerBias=float(unit.answer.bias[0].detach()),
    )


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument(
        "--data", type=Path, required=True, help="prepared permissive volumes, the synthetic ones among them"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=Path, help="keep the steps here, or read them if the file is there")
    parser.add_argument("--objects", type=int, help="of each volume; default 4 to 6")
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    if args.rows and args.rows.exists():
        steps = kept_steps([args.rows])
    else:
        net, config = load_network(args.checkpoint), PropagationConfig()
        walk = lambda sets, count: list(known_steps(net, args.data, sets, count, 7, config, several=False))  # noqa: E731
        parts = [walk([s], args.objects or PER_VOLUME.get(s, PER_REAL_VOLUME)) for s in PERMISSIVE]
        steps = joined(parts)
        if args.rows:
            args.rows.write_text(json.dumps(steps))
    chains = by_chain(steps)
    course = fit(chains, args.units, args.epochs, args.seed)
    args.out.write_text(json.dumps(course) + "\n")
    for chain in chains:
        add_course(course, chain)
    score, has = np.array([s["course"] for s in steps]), np.array([s["has"] for s in steps])
    print(f"{len(chains)} chains, {len(steps)} steps, presence AUROC on them {auroc(score, has):.3f}")


if __name__ == "__main__":
    main()
