"""MD as in the paper: a DnCNN of five convolutions on the mask alone, with its four variants."""

from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F

LAYERS = 5


class MaskDenoiser(nn.Module):
    """MD(u), the learned prox of the prior R(u), in four variants:

    | sigmoid | skip | MD(u)                        |
    |---------|------|------------------------------|
    | yes     | yes  | sigmoid( CNN(u) + logit(u) ) | the paper's
    | yes     | no   | sigmoid( CNN(u) )            |
    | no      | yes  | u + CNN(u)                   | DnCNN's residual: without a sigmoid there is none to invert
    | no      | no   | CNN(u)                       |

    CNN: Conv(c→w)+ReLU, three Conv(w→w, no bias)+norm+ReLU, Conv(w→c), all 3×3 with padding 1. With a skip the last
    convolution starts at zero, so that MD is the identity and v = 0 at the start. Convolutions are shared by the stages;
    norms are not, since the stages' masks have different statistics. `norm`: "batch", "instance" or "group". Training sees
    one slice at a time, so "batch" and "instance" are trained alike; in inference "batch" takes the running mean of the
    training slices' statistics, "instance" the slice's own. `shared_channel`: the energy's prior is separable, so one
    single-channel CNN serves both classes.
    """

    channels = 2  # masks (u1, u2); a denoiser of one channel sees u1 only

    def __init__(
        self,
        stages: int,
        width: int = 64,
        sigmoid: bool = True,
        skip: bool = True,
        norm: str = "batch",
        shared_channel: bool = False,
    ):
        super().__init__()
        self.sigmoid, self.skip, self.shared_channel = sigmoid, skip, shared_channel
        c = 1 if shared_channel else 2
        self.first = nn.Conv2d(c, width, 3, 1, 1)
        self.middle = nn.ModuleList(nn.Conv2d(width, width, 3, 1, 1, bias=False) for _ in range(LAYERS - 2))
        make = {
            "batch": lambda: nn.BatchNorm2d(width),
            "instance": lambda: nn.InstanceNorm2d(width, affine=True),
            "group": lambda: nn.GroupNorm(8, width),
        }[norm]
        self.norms = nn.ModuleList(
            nn.ModuleList(make() for _ in self.middle) for _ in range(1 if norm == "group" else stages)
        )
        self.last = nn.Conv2d(width, c, 3, 1, 1)
        if skip:
            nn.init.zeros_(self.last.weight)
            nn.init.zeros_(self.last.bias)

    def mask(self, cleaned: torch.Tensor) -> torch.Tensor:
        """MD(u) itself from what forward returns."""
        return torch.sigmoid(cleaned) if self.sigmoid else cleaned

    def forward(self, u: torch.Tensor, logit: torch.Tensor, stage: int) -> torch.Tensor:
        """u and its logit [B, 2, H, W], index of the stage → [B, 2, H, W], before the sigmoid where the variant has one."""
        x = u.flatten(0, 1)[:, None] if self.shared_channel else u
        x = F.relu(self.first(x))
        for convolution, norm in zip(self.middle, self.norms[stage % len(self.norms)], strict=True):
            x = F.relu(norm(convolution(x)))
        x = self.last(x).float().view_as(u)
        if not self.skip:
            return x
        return x + (logit if self.sigmoid else u)
