"""Prototypes: masked average pooling and the momentum step between stages."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F


def masked_average(features: torch.Tensor, weight: torch.Tensor, eps: float = 1e-3) -> torch.Tensor:
    """MAP: Σ F·w / (Σ w + ε). features [B, C, H, W], weight [B, 1, H, W] ≥ 0 → [B, C]."""
    return weighted_sums(features, weight)[:, 0] / (weight.sum((2, 3)) + eps)


def weighted_sums(features: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Σ F·w for several weights at once, as one matrix product. features [B, C, H, W], weights [B, N, H, W] → [B, N, C]."""
    return torch.matmul(weights.flatten(2), features.flatten(2).transpose(1, 2))


class PrototypePair(nn.Module):
    """Object and surroundings prototypes l = (l1, l2) on the unit sphere, moved towards the query's own by a learned
    momentum: l^k = normalise((1 - η) l^drawn + η MAP(F^q, u^{k-1})).

    The paper's l2 is -l1. Inside one volume the surroundings of the drawn object are known, so l2 is pooled from them;
    `antipodal=True` gives the paper's pair.
    """

    def __init__(self, antipodal: bool = False):
        super().__init__()
        self.antipodal = antipodal
        self.momentum = nn.Parameter(torch.tensor(-1.5))

    def from_support(self, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """features [B, C, H, W], soft mask [B, 1, H, W] on the same grid → l [B, 2, C], unit length."""
        if self.antipodal:
            first = F.normalize(weighted_sums(features, mask), dim=2)
            return torch.cat([first, -first], 1)
        return F.normalize(weighted_sums(features, torch.cat([mask, 1 - mask], 1)), dim=2)

    def forward(self, drawn: torch.Tensor, features: torch.Tensor, u: torch.Tensor) -> torch.Tensor:
        """One momentum step. drawn [B, 2, C], unit features of the query [B, C, H, W], u [B, 1, H, W] → [B, 2, C]."""
        eta = torch.sigmoid(self.momentum)
        query = self.from_support(features, u)
        return F.normalize((1 - eta) * drawn + eta * query, dim=2)
