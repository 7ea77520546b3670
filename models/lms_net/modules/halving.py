"""Convolutions at half resolution that read the full one: pixels unshuffled by two, without moving them."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F


class HalvingConv(nn.Conv2d):
    """A 3 × 3 convolution of `pixel_unshuffle(x, 2)`: image [B, C, H, W] → [B, out, H/2, W/2], weight [out, 4C, 3, 3].

    Carried out as one 6 × 6 convolution with stride 2, whose weights are the same numbers in another order: the shuffle of
    all planes took as long in WebAssembly as a convolution.
    """

    def __init__(self, planes: int, out: int, bias: bool = True):
        super().__init__(4 * planes, out, 3, 1, 1, bias=bias)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return halving_conv(image, self.weight, self.bias)


def halving_conv(image: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """`F.conv2d(F.pixel_unshuffle(image, 2), weight, bias, padding=1)`; weight [out, 4C, 3, 3]."""
    out, planes = weight.shape[0], weight.shape[1] // 4
    # Row 2k + d of the large kernel is row k of the unshuffled pixels' row d.
    large = weight.reshape(out, planes, 2, 2, 3, 3).permute(0, 1, 4, 2, 5, 3).reshape(out, planes, 6, 6)
    return F.conv2d(image, large, bias, stride=2, padding=2)
