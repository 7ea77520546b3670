"""Pretrained trunks: ResNet-50/101 V2 and MobileNetV2 with dilated convolutions, at output stride 4, 8 or 16.

A trunk is a list of parts; the lowest may be frozen, and what they compute may then be stored. BatchNorm statistics are
folded into the convolutions when weights are loaded, or stay a per-channel scale and shift: with two slices in a batch
running statistics would be noise, and two of the three weight archives hold folded weights anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


class ScaleShift(nn.Module):
    """A BatchNorm with frozen statistics: x · mul + add, per channel."""

    def __init__(self, channels: int):
        super().__init__()
        self.mul = nn.Parameter(torch.ones(channels))
        self.add = nn.Parameter(torch.zeros(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.addcmul(self.add.to(x.dtype)[:, None, None], x, self.mul.to(x.dtype)[:, None, None])


class Unit(nn.Module):
    """Pre-activation bottleneck: a = ReLU(preact(x)); 1×1, 3×3 (stride, dilation), 1×1 on a; plus a 1×1 of a (first unit
    of a stage) or x, subsampled by the stride. No ReLU at the end."""

    def __init__(self, cin: int, width: int, cout: int, stride: int, dilation: int, project: bool):
        super().__init__()
        self.stride = stride
        self.preact = ScaleShift(cin)
        self.conv1 = nn.Conv2d(cin, width, 1)
        self.conv2 = nn.Conv2d(width, width, 3, stride, dilation, dilation)
        self.conv3 = nn.Conv2d(width, cout, 1)
        self.shortcut = nn.Conv2d(cin, cout, 1, stride) if project else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        a = F.relu(self.preact(x))
        y = self.conv3(F.relu(self.conv2(F.relu(self.conv1(a)))))
        if self.shortcut is not None:
            return y + self.shortcut(a)
        return y + (x if self.stride == 1 else x[:, :, :: self.stride, :: self.stride])


class Stem(nn.Module):
    """7×7 stride 2, then 3×3 max pooling stride 2. gluon: a scale and shift before, ReLU after the convolution, pooling
    padded all around; tfslim: neither, pooling padded at the bottom and right only."""

    def __init__(self, gluon: bool):
        super().__init__()
        self.gluon = gluon
        self.before = ScaleShift(3) if gluon else None
        self.conv = nn.Conv2d(3, 64, 7, 2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.gluon:
            return F.max_pool2d(F.relu(self.conv(self.before(x))), 3, 2, 1)
        return F.max_pool2d(F.pad(self.conv(x), (0, 1, 0, 1), value=float("-inf")), 3, 2)


class NormRelu(nn.Module):
    """ReLU(preact(x)): what the next stage would see; gives the trunk's output an even scale."""

    def __init__(self, channels: int):
        super().__init__()
        self.preact = ScaleShift(channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.preact(x))


class Inverted(nn.Module):
    """MobileNetV2's unit: 1×1 expansion (×6), depthwise 3×3, linear 1×1; the input is added where `residual`."""

    def __init__(self, cin: int, cout: int, stride: int, dilation: int, residual: bool, expand: bool = True):
        super().__init__()
        hidden = 6 * cin if expand else cin
        self.residual = residual
        self.expand = nn.Conv2d(cin, hidden, 1) if expand else None
        self.dw = nn.Conv2d(hidden, hidden, 3, stride, dilation, dilation, groups=hidden)
        self.proj = nn.Conv2d(hidden, cout, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu6(self.expand(x)) if self.expand is not None else x
        y = self.proj(F.relu6(self.dw(y)))
        return x + y if self.residual else y


class Relu6Stem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu6(self.conv(x))


@dataclass(frozen=True)
class Layout:
    """widths, units and the position of the stride in each stage of a ResNet: `first` or `last` unit."""

    units: tuple[int, int, int]
    strides: tuple[int, int, int]
    stride_in_first: bool


RESNETS = {
    "resnet50": Layout((3, 4, 6), (1, 2, 2), True),
    "resnet101": Layout((3, 4, 23), (2, 2, 1), False),
}
# channels, stride of the first unit, dilation of the first unit, dilation of the others at stride 8
MOBILE_ROWS = (
    (24, 2, 1, 1, 2),
    (32, 2, 1, 1, 3),
    (64, 1, 1, 2, 4),
    (96, 1, 2, 2, 3),
    (160, 1, 2, 4, 3),
    (320, 1, 4, 4, 1),
)


def resnet_parts(name: str, stride: int) -> list[tuple[str, nn.Module]]:
    """Stem, three stages, final norm. Strides beyond `stride` become dilations: the unit that lost its stride keeps the
    dilation it had, or, where the stride is in the first unit, takes the new one (as the archives' numbers demand)."""
    layout = RESNETS[name]
    parts: list[tuple[str, nn.Module]] = [("stem", Stem(layout.stride_in_first))]
    reached, dilation, cin = 4, 1, 64
    for stage, (count, wanted) in enumerate(zip(layout.units, layout.strides, strict=True)):
        width, cout = 64 * 2**stage, 256 * 2**stage
        units = []
        for unit in range(count):
            here = wanted if unit == (0 if layout.stride_in_first else count - 1) else 1
            after = dilation
            if here > 1 and reached * here > stride:
                here, after = 1, dilation * wanted
            reached *= here
            own = after if layout.stride_in_first else dilation
            units.append(Unit(cin, width, cout, here, own, unit == 0))
            dilation, cin = after, cout
        parts.append((f"stage{stage + 1}", nn.Sequential(*units)))
    parts.append(("norm", NormRelu(cin)))
    return parts


def mobilenet_parts(stride: int) -> list[tuple[str, nn.Module]]:
    """Stem and u0, then the rows of the archive's table, grouped by resolution. Trained at stride 8."""
    if stride not in (4, 8):
        raise ValueError(f"mobilenetv2 was trained at stride 8 and is offered at 4 and 8, not {stride}")
    widen = 1 if stride == 8 else 2
    stages: list[list[nn.Module]] = [[Relu6Stem(), Inverted(32, 16, 1, 1, False, expand=False)], [], [], []]
    cin = 16
    for row, (cout, first_stride, first, others, count) in enumerate(MOBILE_ROWS):
        for unit in range(count):
            step = first_stride if unit == 0 else 1
            dilation = first if unit == 0 else others
            if row == 1 and stride == 4:
                step, dilation = 1, (1 if unit == 0 else 2)
            elif row > 1:
                dilation *= widen
            stages[min(row + 1, 3)].append(Inverted(cin, cout, step, dilation, unit > 0))
            cin = cout
    names = ("stem", "stage1", "stage2", "stage3")
    return [(n, nn.Sequential(*units)) for n, units in zip(names, stages, strict=True)]


def small_parts(stride: int, width: int = 16) -> list[tuple[str, nn.Module]]:
    """A trunk of a few thousand parameters, for tests and for a first look without any weights."""
    first, second = {4: (2, 2), 8: (2, 4), 16: (4, 4)}[stride]
    return [
        ("stem", nn.Sequential(nn.Conv2d(3, width, 5, first, 2), nn.ReLU())),
        ("stage1", nn.Sequential(nn.Conv2d(width, width, 5, second, 2), nn.ReLU())),
        ("stage2", nn.Sequential(nn.Conv2d(width, width, 3, 1, 1))),
    ]


CHANNELS = {"resnet50": 1024, "resnet101": 1024, "mobilenetv2": 320, "small": 16}
# What a z-scored slice is multiplied by to look like the input the archive was trained on.
GREY_SCALE = {"resnet50": 1.0, "resnet101": 0.5, "mobilenetv2": 0.5, "small": 1.0}


class Trunk(nn.Module):
    """Parts in order. `frozen` counts the lowest parts that take no gradient."""

    def __init__(self, name: str, stride: int, frozen: int = 0):
        super().__init__()
        if name not in CHANNELS:
            raise ValueError(f"unknown encoder {name!r}; there are {', '.join(CHANNELS)}")
        build = {"mobilenetv2": mobilenet_parts, "small": small_parts}
        parts = build[name](stride) if name in build else resnet_parts(name, stride)
        self.name, self.stride, self.frozen, self.channels = name, stride, min(frozen, len(parts)), CHANNELS[name]
        self.parts = nn.ModuleDict(dict(parts))
        for part in list(self.parts.values())[: self.frozen]:
            part.requires_grad_(False)

    def normalised(self, rgb: torch.Tensor) -> torch.Tensor:
        """RGB in [0, 1] [B, 3, H, W] → what forward expects, with the archive's own normalisation."""
        if self.name == "resnet50":
            mean, std = rgb.new_tensor([0.485, 0.456, 0.406]), rgb.new_tensor([0.229, 0.224, 0.225])
            return (rgb - mean[:, None, None]) / std[:, None, None]
        return rgb * 2 - 1

    def from_grey(self, grey: torch.Tensor) -> torch.Tensor:
        """z-scored slices [B, 1, H, W], repeated three times and brought to the scale that the trunk knows."""
        return (grey * GREY_SCALE[self.name]).expand(-1, 3, -1, -1)

    def lower(self, x: torch.Tensor) -> torch.Tensor:
        """The frozen parts; x itself where none is frozen."""
        with torch.no_grad():
            for part in list(self.parts.values())[: self.frozen]:
                x = part(x)
        return x

    def upper(self, x: torch.Tensor) -> torch.Tensor:
        """The trained parts, on what `lower` gave."""
        for part in list(self.parts.values())[self.frozen :]:
            x = part(x)
        return x

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[B, 3, H, W] → [B, channels, H/stride, W/stride]."""
        return self.upper(self.lower(x))
