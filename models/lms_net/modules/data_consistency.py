"""Data consistency: the closed-form minimiser of the energy in u for fixed prototypes and dual variable."""

from __future__ import annotations

import math

import torch
import torch.nn as nn


class DataConsistency(nn.Module):
    """DC: u = softmax(α(-ρ - v)), for two classes u1 = sigmoid(Δz) with Δz = α((ρ2 - ρ1) - (v1 - v2)).

    Here ρ2 - ρ1 is the evidence difference e (sum of prototype cosine, local match and grey-value terms). α = exp(a) is
    learned. Works on one channel: with u2 = 1 - u1 and antisymmetric duals v2 = -v1 nothing is lost.
    """

    def __init__(self, alpha: float = 10.0):
        super().__init__()
        self.log_alpha = nn.Parameter(torch.tensor(math.log(alpha)))

    @property
    def alpha(self) -> torch.Tensor:
        return self.log_alpha.exp()

    def forward(self, evidence: torch.Tensor, v: torch.Tensor | None = None) -> torch.Tensor:
        """Δz, the logit of u1. evidence and v1 have u's shape [B, 1, H, W]."""
        return self.alpha * (evidence if v is None else evidence - 2 * v)
