"""Figures of one predicted slice, from which presence and trust are judged; engine/src/plain/plainFigures.ts repeats it."""

from __future__ import annotations

import torch

from lms_net.modules.regions import adjoint_weights
from lms_net.networks.lms import Encoded, LmsNet
from lms_net.overlap import dice

CERTAIN = 0.005


def drawn_cells(mask: torch.Tensor, grid: int) -> torch.Tensor:
    """Drawn masks [T, 1, S, S] → bool [T, grid, grid]: cells that are at least half covered."""
    return adjoint_weights(mask, (grid, grid))[:, 0] >= (mask.shape[2] / grid) ** 2 / 2


def slice_figures(
    net: LmsNet, query: Encoded, u: torch.Tensor, support: Encoded, mask: torch.Tensor, before: torch.Tensor | None = None
) -> dict[str, float]:
    """query: one slice, u = u1^K [h, w] of it; support: the drawn slices with their masks [T, 1, S, S]; before: bool
    [h, w], the mask of the slice before on the walk (default: the first drawn one).

    cycle        Dice of the drawn masks with what the answer's own prototype finds on the drawn slices (cos > 0)
    area         over the mean drawn area
    confidence   mean of u inside the mask
    entropy      of u summed over the grid, per mask cell (nats)
    agreement    Dice with `before`
    """
    found, cells = u > 0.5, drawn_cells(mask, u.shape[0])
    before = cells[0] if before is None else before
    area = int(found.sum())
    unsure = u[(u > CERTAIN) & (u < 1 - CERTAIN)].double()
    entropy = float(-(unsure * unsure.log() + (1 - unsure) * (1 - unsure).log()).sum())
    drawn = float(mask.sum()) * u.numel() / mask[0].numel() / len(mask)
    cycle = 0.0
    if area:
        prototype = (net.on_grid(query).features * found).sum((2, 3))[0]
        back = torch.einsum("c,tchw->thw", prototype, net.on_grid(support).features) > 0
        cycle = float(2 * (back & cells).sum() / (back.sum() + cells.sum()))
    return dict(
        cycle=cycle,
        area=area / max(drawn, 1e-6),
        confidence=float(u[found].mean()) if area else 0.0,
        entropy=entropy / max(1, area),
        agreement=dice(found, before, empty=1.0),
    )
