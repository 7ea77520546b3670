"""Prototypes: masked average pooling and the momentum step between stages."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F


def masked_average(features: torch.Tensor, weight: torch.Tensor, eps: float = 1e-3) -> torch.Tensor:
    """MAP: Σ F·w / (Σ w + ε). features [B, C, H, W], weight [B, 1, H, W] ≥ 0 → [B, C]."""
    return (features * weight).sum((2, 3)) / (weight.sum((2, 3)) + eps)


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
        first = F.normalize(masked_average(features, mask), dim=1)
        second = -first if self.antipodal else F.normalize(masked_average(features, 1 - mask), dim=1)
        return torch.stack([first, second], 1)

    def forward(self, drawn: torch.Tensor, features: torch.Tensor, u: torch.Tensor) -> torch.Tensor:
        """One momentum step. drawn [B, 2, C], unit features of the query [B, C, H, W], u [B, 1, H, W] → [B, 2, C]."""
        eta = torch.sigmoid(self.momentum)
        query = self.from_support(features, u)
        return F.normalize((1 - eta) * drawn + eta * query, dim=2)
