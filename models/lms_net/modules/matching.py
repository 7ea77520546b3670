"""Local matching: where was this pixel on the neighbouring slice, and was it object there?"""

from __future__ import annotations

from functools import lru_cache

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
        """Unit features [B, C, H, W] of query and neighbour, mask [B, 1, H, W] of the neighbour → [B, 1, H, W] in 0..1.

        One dense product of all pixels with all pixels, times a constant that is zero outside the window: at these sizes
        several times faster in every runtime than (2r+1)² shifted products. cos ≤ 1 bounds the exponent, so no maximum
        has to be subtracted; a softmax with -∞ outside the window would leave subnormal numbers there, which
        WebAssembly multiplies slowly. The part of a window outside the crop adds to the denominator alone.
        """
        b, c, h, w = query.shape
        squared, inside, outside_squared, outside = _window(h, w, self.radius)
        kappa, penalty = self.log_kappa.exp(), F.softplus(self.penalty)
        similarity = torch.matmul(query.reshape(b, c, h * w).transpose(1, 2), neighbour.reshape(b, c, h * w))
        weight = torch.exp(kappa * (similarity - 1)) * (torch.exp(-penalty * squared) * inside)
        ones = torch.ones_like(mask).reshape(b, h * w, 1)
        sums = torch.matmul(weight, torch.cat([mask.reshape(b, h * w, 1), ones], 2))
        beyond = torch.exp(-kappa) * (torch.exp(-penalty * outside_squared) * outside).sum(1, keepdim=True)
        return (sums[:, :, :1] / (sums[:, :, 1:] + beyond)).reshape(b, 1, h, w)


@lru_cache(maxsize=8)
def _window(h: int, w: int, radius: int):
    """For every pair of pixels of an h × w grid the squared distance and 1 where it lies in the (2r+1)² window, both
    [hw, hw]; for every pixel the squared distances of all window places [1, (2r+1)²] and 1 for those that fall outside
    the grid [hw, (2r+1)²]."""
    y, x = (a.reshape(-1) for a in torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij"))
    dy, dx = y[:, None] - y[None], x[:, None] - x[None]
    inside = (dy.abs() <= radius) & (dx.abs() <= radius)
    squared = torch.where(inside, dy * dy + dx * dx, 0).float()
    step = torch.arange(-radius, radius + 1)
    oy, ox = (a.reshape(-1) for a in torch.meshgrid(step, step, indexing="ij"))
    py, px = y[:, None] + oy[None], x[:, None] + ox[None]
    missing = (py < 0) | (py >= h) | (px < 0) | (px >= w)
    return squared, inside.float(), (oy * oy + ox * ox).float()[None], missing.float()
