"""MUT, the momentum update of prototypes by a transformer layer over the regional prototypes.

The same layer with `floor=True` is RPT's BaT block ("bias-alleviated transformer"), which LMS-Net takes over.
"""

from __future__ import annotations

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

CLOSED = -1e4  # finite, so that a gate with every row closed is uniform over the regions and not NaN
PADDED = torch.finfo(torch.float32).min  # below any closed row, however long the features are


def gate(p: torch.Tensor, l1: torch.Tensor, valid: torch.Tensor, floor: bool = False, scale: float = 1.0) -> torch.Tensor:
    """Which regions may take from the query's prototype, and how much.

        A_n = <p_n, l1> · scale,   ε = (min A + mean A) / 2,   gate = softmax_n(A_n + M_n),   M_n = 0 if A_n > ε else -1e4

    p [B, N, C], l1 [B, C], valid bool [B, N] (padding is left out of min, mean and softmax) → [B, N], rows sum to 1.
    floor: RPT's rule, ε rounded down and A_n ≥ ε open.
    """
    a = (p @ l1[:, :, None])[:, :, 0] * scale
    low = a.masked_fill(~valid, 3e38).amin(1, keepdim=True)
    mean = a.masked_fill(~valid, 0.0).sum(1, keepdim=True) / valid.sum(1, keepdim=True)
    epsilon = (low + mean) / 2
    is_open = a >= epsilon.floor() if floor else a > epsilon
    a = torch.where(is_open, a, a + CLOSED)
    return torch.softmax(a.masked_fill(~valid, PADDED), 1)


class SelfAttention(nn.Module):
    """MSA over N rows: heads of width d, ReLU on queries, keys, values and the output (RPT's choice), dropout.

    softmax(Q Kᵀ / sqrt(d)) V, heads concatenated, one linear map back to C
    """

    def __init__(self, features: int, heads: int, width: int, dropout: float = 0.1):
        super().__init__()
        self.heads, self.width = heads, width
        self.queries, self.keys, self.values = (nn.Linear(features, heads * width) for _ in range(3))
        for linear in (self.queries, self.keys, self.values):
            nn.init.normal_(linear.weight, 0, math.sqrt(2 / (features + width)))
        self.out = nn.Linear(heads * width, features)
        nn.init.xavier_normal_(self.out.weight)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
        """x [B, N, C], valid bool [B, N] (other rows are not attended to) → [B, N, C]."""
        b, n, _ = x.shape
        split = lambda y: F.relu(y).view(b, n, self.heads, self.width).transpose(1, 2)  # noqa: E731
        q, k, v = split(self.queries(x)), split(self.keys(x)), split(self.values(x))
        scores = q @ k.transpose(2, 3) / math.sqrt(self.width)
        scores = scores.masked_fill(~valid[:, None, None, :], PADDED)
        joined = (self.dropout(torch.softmax(scores, 3)) @ v).transpose(1, 2).reshape(b, n, self.heads * self.width)
        return F.relu(self.dropout(self.out(joined)))


class MomentumTransformer(nn.Module):
    """(p, l) ← MUT(p, l1), post-norm:

    p = LN( gate(p, l1) l1ᵀ + p );   p = LN( MSA(p) + p );   p = LN( MLP(p) + p );   l1 = GAP(p), l2 = -l1

    The gate sums to 1 over the N rows, so that the mean of gate(p, l1) l1ᵀ + p is l1 / N plus the mean of p: whatever the
    gate does, the query's share in the mean row is 1/N. `whole`: the gate times N, so that the mean row takes all of l1.
    """

    def __init__(
        self,
        features: int,
        heads: int = 3,
        width: int = 512,
        ratio: float = 2.0,
        floor: bool = False,
        scaled: bool = False,
        dropout: float = 0.1,
        whole: bool = False,
    ):
        super().__init__()
        self.whole = whole
        self.floor, self.scale = floor, 1 / math.sqrt(features) if scaled else 1.0
        self.attention = SelfAttention(features, heads, width, dropout)
        hidden = int(features * ratio)
        self.mlp = nn.Sequential(nn.Linear(features, hidden), nn.GELU(), nn.Linear(hidden, features))
        self.norms = nn.ModuleList(nn.LayerNorm(features) for _ in range(3))

    def forward(
        self, p: torch.Tensor, l1: torch.Tensor, valid: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """p [B, N, C], the query's prototype l1 [B, C], valid [B, N] → p, GAP(p) [B, C], entropy of the gate [B] in nats.

        Permuting the rows of p permutes p and leaves l1 unchanged; padded rows change nothing.
        """
        share = gate(p, l1, valid, self.floor, self.scale)
        taken = share * valid.sum(1, keepdim=True) if self.whole else share
        p = self.norms[0](taken[:, :, None] * l1[:, None, :] + p)
        p = self.norms[1](self.attention(p, valid) + p)
        p = self.norms[2](self.mlp(p) + p)
        weight = valid.to(p)[:, :, None]
        pooled = (p * weight).sum(1) / weight.sum(1)
        entropy = -(share * (share + 1e-12).log()).sum(1)
        return p, pooled, entropy
