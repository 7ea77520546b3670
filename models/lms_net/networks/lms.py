"""LMS-Net for one support and many query slices, and everything that is a special case of it.

    E(u, l) = Σ_i ∫ u_i ρ(l_i, x) + (1/α) u_i ln u_i + R(u_i) dx,     ρ(l, x) = -s cos(F(x), l)

is minimised by K stages, each a step in the prototype (MAP, MUT) and a step in the mask (DC, PD-Net). With l2 = -l1 the
evidence is e = ρ2 - ρ1 = 2 s cos(F, l1) and Δz = logit(u1) = α(e - (v1 - v2)). ADNet and RPT decide by a threshold T
instead of an opposite prototype: sigmoid(10 cos + T/2), which is the same DC with α = 5 and e = 2 cos + T/10.

`systems.py` names the configurations.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

from lms_net.modules.data_consistency import DataConsistency
from lms_net.modules.dncnn import MaskDenoiser
from lms_net.modules.mask_denoiser import PrimalDual
from lms_net.modules.momentum_transformer import MomentumTransformer
from lms_net.modules.prototype import masked_average
from lms_net.modules.regions import adjoint_weights, region_prototypes
from lms_net.networks.trunks import Trunk

EPS = 1e-5
SHORTEST = 1e-6  # lengths are not divided by less
ADNET_THRESHOLD = -10.0


@dataclass(frozen=True)
class LmsConfig:
    """What distinguishes the systems. Names as in the paper; see docs of the modules for each switch."""

    encoder: str = "resnet101"
    stride: int = 4
    frozen: int = 0  # lowest parts of the trunk that are not trained
    features: int = 512
    grid: int | None = 64  # features are interpolated to grid × grid where the trunk's map is coarser
    centred: bool = False  # subtract a learned vector from the trunk's output, at first its mean over some training slices
    stages: int = 2
    update: bool = True  # prototype update (MAP, MUT); False: l = l^0
    regions: int = 100
    heads: int = 3
    head_width: int = 512
    mlp_ratio: float = 2.0
    gate_floor: bool = False
    gate_scaled: bool = False
    gate_whole: bool = False
    support_residual: bool = False
    normalised_pooling: bool = False
    denoiser: bool = True
    md_sigmoid: bool = True
    md_skip: bool = True
    md_width: int = 64
    md_norm: str = "batch"
    md_shared_channel: bool = False
    dual: str = "reset"  # or "carried"
    threshold: str | None = None  # None: l2 = -l1; "constant": ADNet's T; "image": RPT's T(I)
    scale: float = 1.0
    alpha: float = 10.0
    learn_alpha: bool = True
    delta: float = 0.5
    learn_delta: bool = True

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass
class Encoded:
    """F [B, C, h, w] on the trunk's own grid, and the trunk's output averaged over the slice [B, C']."""

    features: torch.Tensor
    pooled: torch.Tensor

    def __getitem__(self, index) -> Encoded:
        return Encoded(self.features[index], self.pooled[index])


@dataclass
class Support:
    """l^0 [1, C] and p^0 [1, N, C] with valid [1, N] (None where the system has no regional prototypes)."""

    prototype: torch.Tensor
    regions: torch.Tensor | None = None
    valid: torch.Tensor | None = None


class LmsNet(nn.Module):
    """The network of the energy above in any of its configurations: `encode` slices, `support` from the drawn ones with
    their masks, then `forward` for the others. Slices are whole, S × S, and z-scored."""

    def __init__(self, config: LmsConfig):
        super().__init__()
        self.config = config
        self.trunk = Trunk(config.encoder, config.stride, config.frozen)
        self.centre = nn.Parameter(torch.zeros(self.trunk.channels)) if config.centred else None
        # No ReLU after it: the boundary is at cos = 0, so surroundings must be able to point away from the prototype.
        self.reduction = nn.Conv2d(self.trunk.channels, config.features, 1, bias=False)
        nn.init.kaiming_normal_(self.reduction.weight, mode="fan_out", nonlinearity="relu")
        self.consistency = DataConsistency(config.alpha)
        self.consistency.log_alpha.requires_grad_(config.learn_alpha)
        if config.update:
            self.update = MomentumTransformer(
                config.features,
                config.heads,
                config.head_width,
                config.mlp_ratio,
                config.gate_floor,
                config.gate_scaled,
                whole=config.gate_whole,
            )
        if config.denoiser:
            self.denoiser = MaskDenoiser(
                config.stages, config.md_width, config.md_sigmoid, config.md_skip, config.md_norm, config.md_shared_channel
            )
            self.primal_dual = PrimalDual(config.stages, config.delta)
            self.primal_dual.raw_delta.requires_grad_(config.learn_delta)
        if config.threshold == "constant":
            self.threshold = nn.Parameter(torch.tensor(ADNET_THRESHOLD))
        elif config.threshold == "image":
            self.threshold = nn.Linear(self.trunk.channels, 1)

    # encoder

    def encode(self, grey: torch.Tensor) -> Encoded:
        """z-scored slices [B, 1, S, S] → features on the trunk's grid."""
        return self.encode_upper(self.encode_lower(grey))

    def encode_lower(self, grey: torch.Tensor) -> torch.Tensor:
        """The part that is frozen and depends on the slice alone, so that its result may be kept."""
        return self.trunk.lower(self.trunk.from_grey(grey))

    def encode_upper(self, lower: torch.Tensor) -> Encoded:
        """What `encode_lower` gave → F. The reduction and all that follows run in float32."""
        deep = self.trunk.upper(lower)
        if self.centre is not None:
            deep = deep - self.centre[:, None, None]
        with torch.autocast(deep.device.type, enabled=False):
            deep = deep.float()
            return Encoded(self.reduction(deep), deep.mean((2, 3)))

    def on_grid(self, encoded: Encoded) -> Encoded:
        """F on the grid of the masks, interpolated where the trunk's map is coarser. Nothing happens the second time."""
        grid = self.config.grid
        if grid is None or encoded.features.shape[2] >= grid:
            return encoded
        features = F.interpolate(encoded.features, size=(grid, grid), mode="bilinear", align_corners=False)
        return Encoded(features, encoded.pooled)

    # energy

    def offset(self, pooled: torch.Tensor) -> torch.Tensor:
        """The threshold as evidence, T/10 [B, 1, 1, 1]; zero where the background prototype is -l1."""
        if self.config.threshold == "constant":
            return (self.threshold / 10).reshape(1, 1, 1, 1)
        if self.config.threshold == "image":
            return (self.threshold(pooled) / 10).reshape(-1, 1, 1, 1)
        return pooled.new_zeros(1, 1, 1, 1)

    def evidence(
        self, features: torch.Tensor, length: torch.Tensor, prototype: torch.Tensor, offset: torch.Tensor
    ) -> torch.Tensor:
        """e = 2 s cos(F, l1) + offset. F [B, C, h, w] with its length |F| [B, 1, h, w], l1 [B, C] → [B, 1, h, w]."""
        b, c, h, w = features.shape
        direction = F.normalize(prototype, dim=1, eps=SHORTEST)
        along = torch.bmm(direction[:, None], features.reshape(b, c, h * w)).reshape(b, 1, h, w)
        return 2 * self.config.scale * along / length + offset

    def classify(self, encoded: Encoded, prototype: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
        """One DC with v = 0: u1 [B, 1, h, w] of slices by a prototype [B or 1, C]."""
        features = self.on_grid(encoded).features
        evidence = self.evidence(features, length_of(features), prototype.expand(len(features), -1), offset)
        return torch.sigmoid(self.consistency(evidence))

    def pool(self, features: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        """MAP on raw features, or on unit ones, which is the minimiser of E in l for this ρ."""
        if self.config.normalised_pooling:
            features = features / length_of(features)
        return masked_average(features, weight, EPS)

    def prototype(self, encoded: Encoded, mask: torch.Tensor) -> torch.Tensor:
        """l^s of slices by masks at any resolution [B, 1, H, W] → [B, C]."""
        features = self.on_grid(encoded).features
        return self.pool(features, adjoint_weights(mask, features.shape[2:]))

    def support(self, encoded: Encoded, mask: torch.Tensor) -> Support:
        """Initialisation from T drawn slices. mask [T, 1, H, W] in {0, 1}.

        The energy of the prototype is additive over shots, so l^0 = Σ_t Σ F_t w_t / Σ_t Σ w_t; the shots' regions stand
        side by side in p and share its N rows.
        """
        features = self.on_grid(encoded).features
        weight = adjoint_weights(mask, features.shape[2:])
        side_by_side = lambda x: x.permute(1, 2, 0, 3).flatten(2)[None]  # noqa: E731
        prototype = self.pool(side_by_side(features), side_by_side(weight))
        if not self.config.update:
            return Support(prototype)
        shots = len(features)
        share = [self.config.regions // shots + (t < self.config.regions % shots) for t in range(shots)]
        rows = [
            region_prototypes(features[t], mask[t : t + 1], share[t], random=self.training) for t in range(shots) if share[t]
        ]
        p, valid = (torch.cat(parts)[None] for parts in zip(*rows, strict=True))
        return Support(prototype, p, valid)

    def forward(self, query: Encoded, support: Support) -> dict[str, torch.Tensor]:
        """B query slices of one object.

        → logit [B, 1, h, w] (Δz of u^K), u [K+1, B, 1, h, w] (u1), v [K, B, 2, h, w], l [K+1, B, C],
          gate_entropy [K, B] (nats; zero where the system has no gate)
        """
        config = self.config
        features = self.on_grid(query).features
        length, offset, b = length_of(features), self.offset(query.pooled), len(features)
        drawn = support.prototype.expand(b, -1)
        evidence = self.evidence(features, length, drawn, offset)
        logit = self.consistency(evidence)
        us, vs, ls, entropies = [torch.sigmoid(logit)], [], [drawn], []
        if config.update:
            p, valid = support.regions.expand(b, -1, -1), support.valid.expand(b, -1)
        v = torch.zeros_like(torch.cat([logit, logit], 1)) if config.dual == "carried" else None
        for k in range(config.stages):
            if config.update:
                p, prototype, entropy = self.update(p, self.pool(features, us[-1]), valid)
                if config.support_residual:
                    prototype = prototype + drawn
                evidence = self.evidence(features, length, prototype, offset)
                ls.append(prototype)
                entropies.append(entropy)
            else:
                ls.append(drawn)
                entropies.append(logit.new_zeros(b))
            if config.denoiser:
                carried = v if config.dual == "carried" else None
                logit, v, _ = self.primal_dual(k, self.consistency, self.denoiser, evidence, k, carried)
            else:
                logit, v = self.consistency(evidence), torch.zeros_like(torch.cat([logit, logit], 1))
            us.append(torch.sigmoid(logit))
            vs.append(v)
        empty = logit.new_zeros(0, b, 2, *logit.shape[2:])
        return dict(
            logit=logit,
            u=torch.stack(us),
            v=torch.stack(vs) if vs else empty,
            l=torch.stack(ls),
            gate_entropy=torch.stack(entropies) if entropies else logit.new_zeros(0, b),
        )


def length_of(features: torch.Tensor) -> torch.Tensor:
    """|F| per cell [B, 1, h, w]."""
    return features.norm(dim=1, keepdim=True).clamp(min=SHORTEST)


def to_slice(u: torch.Tensor, size: int) -> torch.Tensor:
    """Masks on the grid [B, 1, h, w] → [B, 1, size, size], bilinear with aligned corners as in the public code."""
    return F.interpolate(u, size=(size, size), mode="bilinear", align_corners=True)
