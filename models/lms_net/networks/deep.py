"""Features of a pretrained trunk for the chain network: what ImageNet knows of texture and structure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from lms_net.networks.pretrained import FILES, STATES, read_archive
from lms_net.networks.trunks import GREY_SCALE, NormRelu, resnet_parts

NAME = "resnet50"


class DeepFeatures(nn.Module):
    """ResNet-50 V2 up to its second stage, frozen; stage 1 (stride 4) and stage 2 (stride 8) projected and added.

    Shallow stages match better than deep ones inside one volume; stage 3 may join them (`third`), at stride 8 and at first
    with weight zero. The projections end in a BatchNorm without ReLU, so that what all pixels have in common is taken out
    before the cosine.
    """

    def __init__(self, channels: int, third: bool = False):
        super().__init__()
        parts = dict(resnet_parts(NAME, 8))
        names = ("stem", "stage1", "stage2", *(("stage3", "norm") if third else ()))
        self.lower = nn.ModuleDict({name: parts[name] for name in names}).requires_grad_(False)
        self.norm4, self.norm8 = NormRelu(256), NormRelu(512)
        self.norm4.requires_grad_(False)
        self.norm8.requires_grad_(False)
        self.lower.to(memory_format=torch.channels_last)
        self.project4 = nn.Sequential(nn.Conv2d(256, channels, 1, bias=False), nn.BatchNorm2d(channels))
        self.project8 = nn.Sequential(nn.Conv2d(512, channels, 1, bias=False), nn.BatchNorm2d(channels))
        self.project_third = None
        if third:
            self.project_third = nn.Sequential(nn.Conv2d(1024, channels, 1, bias=False), nn.BatchNorm2d(channels))
            nn.init.zeros_(self.project_third[1].weight)

    @torch.no_grad()
    def frozen(self, image: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Normalised crop [B, 1, S, S] → what the trunk says of it, [B, 256, S/4, S/4], [B, 512, S/8, S/8] and, with the
        third stage, [B, 1024, S/8, S/8]."""
        rgb = (image * GREY_SCALE[NAME]).expand(-1, 3, -1, -1)
        if self.training:  # a third faster on a CPU; the exported graph has no use for it
            rgb = rgb.contiguous(memory_format=torch.channels_last)
        four = self.lower["stage1"](self.lower["stem"](rgb))
        eight = self.lower["stage2"](four)
        third = (self.lower["norm"](self.lower["stage3"](eight)),) if self.project_third else ()
        return self.norm4(four), self.norm8(eight), *third

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Normalised crop [B, 1, S, S] → unit features [B, channels, S/4, S/4]."""
        four, eight, *third = self.frozen(image)
        coarse = self.project8(eight) + (self.project_third(third[0]) if self.project_third else 0)
        coarse = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        return F.normalize(self.project4(four) + coarse, dim=1, eps=1e-4)

    def load_pretrained(self, folder: Path) -> None:
        """Fills the frozen parts from the archive under `folder`. Raises FileNotFoundError where it is missing."""
        found = sorted(folder.rglob(FILES[NAME]))
        if not found:
            raise FileNotFoundError(f"{FILES[NAME]} is not under {folder}; a network with deep features starts from it")
        archive = STATES[NAME](read_archive(found[0]))
        tensors = {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in archive.items()}
        self.lower.load_state_dict(
            {k.removeprefix("parts."): v for k, v in tensors.items() if k.split(".")[1] in self.lower}
        )
        for norm, unit in ((self.norm4, "parts.stage2.0"), (self.norm8, "parts.stage3.0")):
            norm.preact.load_state_dict({p: tensors[f"{unit}.preact.{p}"] for p in ("mul", "add")})
