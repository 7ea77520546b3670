"""Local matching: where was this pixel on the neighbouring slice, and was it object there?"""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F


class LocalMatching(nn.Module):
    """Transports the neighbour's mask along feature similarity inside a (2r+1)² window:

        match(x) = Σ_y w_y u'(x+y),   w = softmax_y( κ <F^q(x), F^p(x+y)> - distance penalty |y|² )

    A graph-free form of motion: no flow is estimated, but a structure that moved is found where it went. Outside the crop
    features are zero and the mask is 0.
    """

    def __init__(self, radius: int = 3, kappa: float = 10.0):
        super().__init__()
        self.radius = radius
        self.log_kappa = nn.Parameter(torch.tensor(kappa).log())
        self.penalty = nn.Parameter(torch.tensor(0.05))

    def forward(self, query: torch.Tensor, neighbour: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Unit features [B, C, H, W] of query and neighbour, mask [B, 1, H, W] of the neighbour → [B, 1, H, W] in 0..1."""
        r, n = self.radius, 2 * self.radius + 1
        b, _, h, w = query.shape
        kappa, penalty = self.log_kappa.exp(), F.softplus(self.penalty)
        offsets = torch.arange(-r, r + 1, device=query.device, dtype=query.dtype)
        distance = penalty * (offsets[:, None] ** 2 + offsets[None] ** 2)
        rows = (kappa * query).permute(0, 2, 3, 1)[:, None]  # [B, 1, H, W, C]
        columns = F.pad(neighbour, (r, r, r, r)).permute(0, 2, 1, 3)  # [B, H + 2r, C, W + 2r]
        columns = torch.stack([columns[:, dy : dy + h] for dy in range(n)], 1)  # [B, n, H, C, W + 2r]
        scores = _band(torch.matmul(rows, columns), n)
        # Features are of unit length, so that no score is above κ: the softmax needs no search for the largest.
        weight = torch.exp(scores - (distance + kappa)[:, None, None])  # [B, n, H, W, n]
        shifted = F.conv2d(mask, torch.eye(n * n, device=mask.device).reshape(n * n, 1, n, n), padding=r)
        masks = shifted.reshape(b, n, n, h, w).permute(0, 1, 3, 4, 2)
        return ((weight * masks).sum((1, 4)) / weight.sum((1, 4)))[:, None]


def _band(products: torch.Tensor, n: int) -> torch.Tensor:
    """[B, n, H, W, W + n - 1] of all pairs in a row → [B, n, H, W, n], entry (x, i) = pair (x, x + i).

    One product a row and the band cut out of it, because in WebAssembly a matrix product costs little and every node of
    the graph costs something: n² windows multiplied one by one took five times as long.
    """
    b, _, h, w, wide = products.shape
    skewed = F.pad(products.reshape(b, n, h, w * wide), (0, w)).reshape(b, n, h, w, wide + 1)
    return skewed[..., :n]
