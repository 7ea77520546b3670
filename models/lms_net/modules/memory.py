"""Memory of the drawn slice: which of its pixels does this one look like, and were they object?"""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F


class DrawnMemory(nn.Module):
    """Reads the drawn mask m at every pixel of the query, by likeness and place:

        read(x) = Σ_y w_y m(y),   w = softmax_y( κ <F^q(x), F^d(y)> - λ |x - y|² )

    Every pixel of the drawn slice is a representative prototype with a position. Places are relative to the crops, which
    are both centred on the object, in units of the crop's side; λ is learned and may vanish. Unlike the neighbour's mask the
    memory never drifts.
    """

    def __init__(self, kappa: float = 10.0, penalty: float = 8.0):
        super().__init__()
        self.log_kappa = nn.Parameter(torch.tensor(kappa).log())
        self.raw_penalty = nn.Parameter(penalty + torch.tensor(-penalty).expm1().neg().log())

    def forward(self, query: torch.Tensor, drawn: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Unit features [B, C, H, W] of query and drawn slice, drawn mask [B, 1, H, W] → [B, 1, H, W] in 0..1."""
        b, c, h, w = query.shape
        rows = (self.log_kappa.exp() * query).reshape(b, c, h * w).transpose(1, 2)
        likeness = torch.matmul(rows, drawn.reshape(b, c, h * w))
        weight = torch.softmax(likeness - F.softplus(self.raw_penalty) * _squared_distances(h, w, query), 2)
        return torch.matmul(weight, mask.reshape(b, h * w, 1)).reshape(b, 1, h, w)


def _squared_distances(h: int, w: int, like: torch.Tensor) -> torch.Tensor:
    """[H·W, H·W] between pixel centres, in squared sides of the crop."""
    y = torch.arange(h, dtype=like.dtype, device=like.device) / h
    x = torch.arange(w, dtype=like.dtype, device=like.device) / w
    place = torch.stack(torch.meshgrid(y, x, indexing="ij"), -1).reshape(h * w, 2)
    return (place[:, None] - place[None]).square().sum(2)
