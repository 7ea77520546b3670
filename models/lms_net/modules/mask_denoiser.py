"""MD, the learned prox of the prior, conditional on the neighbour's mask and the image, and PD-Net around it."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F

from lms_net.modules.halving import halving_conv


class ConditionalDenoiser(nn.Module):
    """MD(u; c): sigmoid(CNN([u, c]) + logit(u)), c = context features of (image, neighbour's mask) at half resolution.

    The CNN works on u unshuffled by two, [B, 4, H/2, W/2], beside c [B, C, H/2, W/2]. Its last convolution starts at
    zero, so that MD is the identity and v = 0 at the start.
    """

    channels = 1
    mask = staticmethod(torch.sigmoid)

    def __init__(self, context: int, width: int = 24):
        super().__init__()
        self.first = nn.Conv2d(4 + context, width, 3, 1, 1)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True))
        self.last = nn.Conv2d(width, 4, 3, 1, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def prepare(self, context: torch.Tensor) -> torch.Tensor:
        """Context [B, C, H/2, W/2] → its share of the first convolution, which is the same in every stage."""
        return F.conv2d(context, self.first.weight[:, 4:], self.first.bias, padding=1)

    def forward(self, u: torch.Tensor, logit: torch.Tensor, prepared: torch.Tensor) -> torch.Tensor:
        """u and its logit [B, 1, H, W], what `prepare` gave → the logit of the denoised mask [B, 1, H, W]."""
        x = F.relu(halving_conv(u - 0.5, self.first.weight[:, :4]) + prepared)
        return F.pixel_shuffle(self.last(self.second(x)), 2) + logit


class PrimalDual(nn.Module):
    """PD-Net, one inner pass with v reset to zero each stage:

    ũ = DC(l, 0),   v = δ(ũ - MD(ũ)),   u = DC(l, v);   δ = softplus(d) > 0, one for every stage.
    """

    def __init__(self, stages: int, delta: float = 0.5):
        super().__init__()
        self.raw_delta = nn.Parameter(torch.full((stages,), delta).expm1().log())

    def delta(self, stage: int) -> torch.Tensor:
        return F.softplus(self.raw_delta[stage])

    def forward(self, stage: int, consistency, denoiser, evidence, context, previous=None):
        """→ (Δz of u^k, v^k, MD's answer before its sigmoid). `denoiser` None means MD = identity, i.e. w/o PD-Net.

        evidence [B, 1, H, W]; v^k and MD's answer have the denoiser's channels, 1 or 2. `context` is whatever the denoiser
        is told besides the mask. `previous` is v^{k-1} where the dual variable is carried from stage to stage instead of
        being reset (fLMS-Net): ũ = DC(l, v^{k-1}), w = ũ + v^{k-1}/δ, v = δ(w - MD(w)).
        """
        logit = consistency(evidence, None if previous is None else acting_dual(previous)).clamp(-15, 15)
        if denoiser is None:
            return logit, torch.zeros_like(logit), logit
        logits = logit if denoiser.channels == 1 else torch.cat([logit, -logit], 1)
        delta = self.delta(stage)
        w = torch.sigmoid(logits)
        if previous is not None:
            w = w + previous / delta
        cleaned = denoiser(w, logits, context)
        v = delta * (w - denoiser.mask(cleaned))
        return consistency(evidence, acting_dual(v)), v, cleaned


def acting_dual(v: torch.Tensor) -> torch.Tensor:
    """The part of v that acts on the mask, (v1 - v2) / 2. A single channel [B, 1, H, W] is that already."""
    return v if v.shape[1] == 1 else (v[:, :1] - v[:, 1:]) / 2
