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
        r = self.radius
        h, w = query.shape[2:]
        padded = F.pad(neighbour, (r, r, r, r))
        padded_mask = F.pad(mask, (r, r, r, r))
        kappa, penalty = self.log_kappa.exp(), F.softplus(self.penalty)
        scores, masks = [], []
        for dy in range(2 * r + 1):
            for dx in range(2 * r + 1):
                distance = float((dy - r) ** 2 + (dx - r) ** 2)
                window = padded[:, :, dy : dy + h, dx : dx + w]
                scores.append(kappa * (query * window).sum(1, keepdim=True) - penalty * distance)
                masks.append(padded_mask[:, :, dy : dy + h, dx : dx + w])
        weight = torch.softmax(torch.cat(scores, 1), 1)
        return (weight * torch.cat(masks, 1)).sum(1, keepdim=True)
