"""LMS-Net for one step of a chain: the neighbour's mask is known, the query's is wanted.

The energy is LMS-Net's, with evidence and prior that know the neighbour (docs/method.md derives it):

    E(u, l) = Σ_i ∫ u_i ρ_i + (1/α) u_i ln u_i dx + R(u; u', I),   ρ_2 - ρ_1 = e(l, x)
    e = w_p (cos(F, l1) - cos(F, l2)) + w_m (2 match - 1) + w_g g + w_e (2 edge - 1) + b

and, in a configuration with deep features D of a pretrained trunk, w_d (2 match_D - 1) + w_r (2 read - 1) besides.

u' is the neighbour's mask, match its transport by local feature matching, g the drawn object's grey-value evidence, edge
the minimiser of the edge term on the query's native grid, read the drawn mask where the drawn slice looks alike. K stages
alternate the prototype (momentum step) and the mask (PD-Net with the denoiser MD(u; u', I)). The answer is
u = (1 - γ) u^K + γ edge with γ said by the network.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from lms_net.modules.data_consistency import DataConsistency
from lms_net.modules.halving import HalvingConv
from lms_net.modules.mask_denoiser import ConditionalDenoiser, PrimalDual
from lms_net.modules.matching import LocalMatching
from lms_net.modules.memory import DrawnMemory
from lms_net.modules.prototype import PrototypePair, masked_average
from lms_net.networks.deep import DeepFeatures

PLANES = ("query", "neighbour", "beyond", "prior", "grey_drawn", "grey_near", "edge", "before", "before_prior")
SCALARS = ("step", "area_ratio", "reach")
MIX_RANGE = (0.1, 0.7)
FIGURES = 8
DEEP_MAPS = 4  # match and memory read by deep features, cosines to the deep prototypes
DEEP_FIGURES = 4


@dataclass(frozen=True)
class ChainConfig:
    """Sizes of the network; a checkpoint and the manifest hold them.

    size    side S of the crops in pixels, a multiple of 16
    stages  K; features: C of the small trunk, at stride 4
    widths  channels of the U-Net at strides 2, 4, 8 and 16; denoiser_width: of MD
    match_radius  reach of the matching, in cells of the features
    use_denoiser  False: DC alone, without PD-Net; antipodal: l2 = -l1, as in the paper
    """

    size: int = 96
    stages: int = 2
    features: int = 32
    widths: tuple[int, int, int, int] = (32, 64, 96, 128)
    denoiser_width: int = 24
    match_radius: int = 3
    use_denoiser: bool = True
    antipodal: bool = False
    deep: int = 0  # channels of the pretrained trunk's features; 0: none, and no memory of the drawn slice
    third_stage: bool = False  # whether they include the trunk's third stage

    def as_dict(self) -> dict:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict) -> ChainConfig:
        """The configuration as a checkpoint holds it."""
        return cls(**{**stored, "widths": tuple(stored["widths"])})


def _conv(cin, cout, kernel=3, stride=1, dilation=1):
    return _behind(nn.Conv2d(cin, cout, kernel, stride, dilation * (kernel // 2), dilation, bias=False))


def _behind(conv: nn.Conv2d) -> nn.Sequential:
    return nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels), nn.ReLU(True))


class Trunk(nn.Module):
    """Small shared encoder at stride 4: image [B, 1, S, S] → unit features [B, C, S/4, S/4]. No ReLU at the end: the
    surroundings must be able to point away from the prototype."""

    def __init__(self, features: int):
        super().__init__()
        self.body = nn.Sequential(_conv(1, 16, 5, 2), _conv(16, features, 3, 2), _conv(features, features))
        self.head = nn.Conv2d(features, features, 3, 1, 2, 2)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return F.normalize(self.head(self.body(image)), dim=1, eps=1e-4)


class Context(nn.Module):
    """U-Net over the crop's planes; evidence maps join at stride 4. → context [B, w0, S/2, S/2], bottleneck [B, w3]."""

    def __init__(self, planes: int, evidence: int, widths: tuple[int, int, int, int]):
        super().__init__()
        a, b, c, d = widths
        self.down0 = nn.Sequential(_behind(HalvingConv(planes, a, bias=False)), _conv(a, a))
        self.down1 = nn.Sequential(_conv(a + evidence, b), _conv(b, b))
        self.down2 = nn.Sequential(_conv(b, c), _conv(c, c))
        self.down3 = nn.Sequential(_conv(c, d), _conv(d, d))
        self.narrow2, self.up2 = _conv(d, c, 1), _conv(2 * c, c)
        self.narrow1, self.up1 = _conv(c, b, 1), _conv(2 * b, b)
        self.narrow0, self.up0 = _conv(b, a, 1), nn.Sequential(_conv(2 * a, a), _conv(a, a))

    def forward(self, planes: torch.Tensor, evidence: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x0 = self.down0(planes)
        x1 = self.down1(torch.cat([F.max_pool2d(x0, 2), evidence], 1))
        x2 = self.down2(F.max_pool2d(x1, 2))
        x3 = self.down3(F.max_pool2d(x2, 2))
        y = self.up2(torch.cat([_double(self.narrow2(x3)), x2], 1))
        y = self.up1(torch.cat([_double(self.narrow1(y)), x1], 1))
        y = self.up0(torch.cat([_double(self.narrow0(y)), x0], 1))
        return y, x3.mean((2, 3))


def _double(x):
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


@dataclass(frozen=True)
class DeepEvidence:
    """Deep features of the query [B, D, H, W], prototypes of the drawn object in them [B, 2, D], and [B, 4, H, W]: match
    and memory read (-1..1), cosines to both prototypes."""

    query: torch.Tensor
    prototypes: torch.Tensor
    maps: torch.Tensor


class ChainNet(nn.Module):
    """The network of the energy above: `support` once for a drawn slice, then `forward` for every step from it. All inputs
    are crops around the neighbour's mask (inference/crops.py), S × S."""

    def __init__(self, config: ChainConfig | None = None):
        super().__init__()
        self.config = config = config or ChainConfig()
        self.trunk = Trunk(config.features)
        self.matching = LocalMatching(config.match_radius)
        self.prototype = PrototypePair(config.antipodal)
        self.consistency = DataConsistency()
        self.evidence_weights = nn.Parameter(torch.tensor([0.1, 0.25, 0.1, 0.0, 0.1]))
        self.deep = DeepFeatures(config.deep, config.third_stage) if config.deep else None
        if self.deep:
            self.deep_matching, self.memory = LocalMatching(config.match_radius), DrawnMemory()
            self.deep_weights = nn.Parameter(torch.zeros(2))
        self.context = Context(len(PLANES) + 1, 4 + (DEEP_MAPS + config.deep if config.deep else 0), config.widths)
        self.denoiser = ConditionalDenoiser(config.widths[0], config.denoiser_width) if config.use_denoiser else None
        self.primal_dual = PrimalDual(config.stages)
        width = config.widths[0] + config.widths[3] + len(SCALARS) + FIGURES + (DEEP_FIGURES if config.deep else 0)
        self.presence = nn.Sequential(nn.Linear(width, 64), nn.ReLU(True), nn.Linear(64, 1))
        self.mix = nn.Linear(width, 1)
        nn.init.zeros_(self.mix.weight)
        nn.init.zeros_(self.mix.bias)

    def encode(self, image: torch.Tensor) -> torch.Tensor:
        """Normalised crop [B, 1, S, S] → unit features [B, C, S/4, S/4]."""
        return self.trunk(image)

    def support(self, image: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What a chain keeps of its drawn crop and mask [B, 1, S, S], the last inputs of `forward`: l^0 and, with deep
        features, those of the drawn crop [B, D, S/4, S/4] and the mask on their grid [B, 1, S/4, S/4]."""
        drawn = self.prototypes(image, mask)
        return (drawn, self.deep(image), F.avg_pool2d(mask, 4)) if self.deep else (drawn,)

    def prototypes(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Drawn crop and mask [B, 1, S, S] → l^0 [B, 2, C]."""
        return self.prototype.from_support(self.encode(image), F.avg_pool2d(mask, 4))

    def forward(
        self,
        planes: torch.Tensor,
        scalars: torch.Tensor,
        drawn: torch.Tensor,
        drawn_deep: torch.Tensor | None = None,
        drawn_mask: torch.Tensor | None = None,
    ) -> dict[str, torch.Tensor]:
        """One step.

        planes  [B, 9, S, S]: query, neighbour and the slice beyond the query (normalised), the neighbour's mask 0..1,
                the query's grey-value evidence by the drawn object and by the neighbour's mask (both -1..1), the edge
                term's minimiser 0..1, the slice before the neighbour (normalised) and its mask 0..1
        scalars [B, 3]: slice distance in cm, ln(area of u' / drawn area), slice distance over the radius of u'
        drawn   [B, 2, C]: prototypes of the drawn object and its surroundings
        drawn_deep [B, D, S/4, S/4], drawn_mask [B, 1, S/4, S/4]: the rest of `support`, with deep features only
        → logit [B, 1, S, S] (Δz of u^K), u [K+1, B, 1, S, S], v and md [K, B, 1, S, S], evidence [B, 1, S, S],
          mix [B] (γ), presence [B] (logit)
        """
        query, neighbour, prior, edge = planes[:, 0:1], planes[:, 1:2], planes[:, 3:4], planes[:, 6:7]
        features = self.trunk(torch.cat([query, neighbour], 0))
        fq, fp = features.chunk(2, 0)
        prior4 = F.avg_pool2d(prior, 4)
        match = self.matching(fq, fp, prior4)
        cos = self._cosines(fq, drawn)
        step = scalars[:, :1, None, None].expand_as(query)
        maps = [cos, 2 * match - 1, 2 * prior4 - 1]
        far = None
        if self.deep:
            far = self._deep_evidence(query, neighbour, prior4, drawn_deep, drawn_mask)
            maps += [far.maps, far.query]
        context, bottleneck = self.context(torch.cat([planes, step], 1), torch.cat(maps, 1))
        wp, wm, wg, bias, we = self.evidence_weights.unbind()
        coarse = wm * (2 * match - 1) + bias
        if far:
            coarse = coarse + (self.deep_weights[None, :, None, None] * far.maps[:, :2]).sum(1, keepdim=True)
        fixed = _quadruple(coarse) + wg * planes[:, 4:5] + we * (2 * edge - 1)
        evidence = fixed + wp * _quadruple(cos[:, :1] - cos[:, 1:])
        logit = self.consistency(evidence)
        us, vs, mds = [torch.sigmoid(logit)], [], []
        told = self.denoiser.prepare(context) if self.denoiser else None
        for k in range(self.config.stages):
            prototypes = self.prototype(drawn, fq, F.avg_pool2d(us[-1], 4))
            cos = self._cosines(fq, prototypes)
            evidence = fixed + wp * _quadruple(cos[:, :1] - cos[:, 1:])
            logit, v, md = self.primal_dual(k, self.consistency, self.denoiser, evidence, told)
            us.append(torch.sigmoid(logit))
            vs.append(v)
            mds.append(md)
        seen = self._seen(us[-1].detach(), planes, fq, drawn, context, bottleneck, scalars)
        if far:
            seen = torch.cat([seen, self._deep_figures(us[-1].detach(), far)], 1)
        low, high = MIX_RANGE
        return dict(
            logit=logit,
            u=torch.stack(us),
            v=torch.stack(vs),
            md=torch.stack(mds),
            evidence=evidence,
            mix=low + (high - low) * torch.sigmoid(self.mix(seen)[:, 0]),
            presence=self.presence(seen)[:, 0],
        )

    def _deep_evidence(self, query, neighbour, prior4, drawn_deep, drawn_mask) -> DeepEvidence:
        dq, dp = self.deep(torch.cat([query, neighbour], 0)).chunk(2, 0)
        match = self.deep_matching(dq, dp, prior4)
        read = self.memory(dq, drawn_deep, drawn_mask)
        prototypes = self.prototype.from_support(drawn_deep, drawn_mask)
        maps = torch.cat([2 * match - 1, 2 * read - 1, self._cosines(dq, prototypes)], 1)
        return DeepEvidence(dq, prototypes, maps)

    @staticmethod
    def _deep_figures(u: torch.Tensor, far: DeepEvidence) -> torch.Tensor:
        """How well the mask u agrees with what deep features say: [B, 4]."""
        small = F.avg_pool2d(u, 4)
        inside = masked_average(far.maps[:, :2], small)
        own = masked_average(far.query, small)
        return torch.cat([inside, (own[:, None] * far.prototypes).sum(2)], 1)

    @staticmethod
    def _cosines(features, prototypes):
        """Unit features [B, C, H, W], unit prototypes [B, 2, C] → [B, 2, H, W]."""
        b, c, h, w = features.shape
        return torch.matmul(prototypes, features.reshape(b, c, h * w)).reshape(b, 2, h, w)

    def _seen(self, u, planes, fq, drawn, context, bottleneck, scalars):
        """What presence and γ are judged by: [B, width]."""
        prior, edge, before = planes[:, 3:4], planes[:, 6:7], planes[:, 8:9]
        small = F.avg_pool2d(u, 2)
        entropy = -(u * (u + 1e-6).log() + (1 - u) * (1 - u + 1e-6).log())
        # Every sum over the crop at once: small operations cost more than what they work out in WebAssembly.
        sums = torch.cat([u, prior, edge, before, u * u, u * edge, entropy], 1).sum((2, 3))
        area, squares, common, entropy = sums[:, :1] + 1.0, sums[:, 4:5], sums[:, 5:6], sums[:, 6:]
        edge_area = sums[:, 2:3] + 1.0
        log_area, log_prior, log_edge, log_before = (sums[:, :4] + 1.0).log().split(1, 1)
        own = masked_average(fq, F.avg_pool2d(u, 4))
        figures = [
            log_area - log_prior,
            squares / area,
            torch.clamp(entropy / area, max=4.0),
            (own[:, None] * drawn).sum(2),
            log_edge - log_prior,
            2 * common / (area + edge_area),
            log_prior - log_before,
        ]
        return torch.cat([masked_average(context, small, 1.0), bottleneck, scalars, *figures], 1)


def _quadruple(x):
    return F.interpolate(x, scale_factor=4.0, mode="bilinear", align_corners=False)
