"""The systems of the paper's tables, each a configuration of one network and one loss."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lms_net.networks.lms import LmsConfig


@dataclass(frozen=True)
class LossConfig:
    """Weights of the loss terms and of the two classes in the cross-entropy (background, object)."""

    classes: tuple[float, float] = (0.1, 1.0)
    alignment: float = 1.0
    intermediate: float = 0.0  # mean cross-entropy of u^0 … u^{K-1}; the paper supervises u^K only
    threshold_pull: float = 0.0  # ADNet: pushes T down, T / 20
    periphery: float = 0.0  # RPT: the ring around the support's object
    prototype: float = 0.0  # RPT: mean squared distance of the two prototypes
    own_prototype: float = 0.0  # RPT: the query by its own true prototype


@dataclass(frozen=True)
class System:
    name: str
    title: str
    network: LmsConfig
    loss: LossConfig = field(default_factory=LossConfig)


_LMS = LmsConfig()
_FIXED = replace(_LMS, update=False, dual="carried", stages=3)
_THRESHOLD = replace(_LMS, denoiser=False, alpha=5.0, learn_alpha=False)

_ALL = [
    System("lms", "LMS-Net", _LMS),
    System("flms", "fLMS-Net", _FIXED),
    System(
        "adnet",
        "ADNet",
        replace(_THRESHOLD, stages=0, update=False, threshold="constant", features=256, grid=None),
        LossConfig(threshold_pull=1.0),
    ),
    System(
        "rpt",
        "RPT",
        replace(_THRESHOLD, stages=3, threshold="image", gate_floor=True, support_residual=True),
        LossConfig(periphery=0.1, prototype=0.1, own_prototype=1.0),
    ),
    System("lms-dc", "LMS-Net w/o PD-Net", replace(_LMS, denoiser=False)),
    System("lms-md-a", "MD without sigmoid and skip", replace(_LMS, md_sigmoid=False, md_skip=False)),
    System("lms-md-b", "MD without sigmoid", replace(_LMS, md_sigmoid=False)),
    System("lms-md-d", "MD without skip", replace(_LMS, md_skip=False)),
    *(System(f"lms-k{k}", f"LMS-Net, K={k}", replace(_LMS, stages=k)) for k in (1, 3, 4, 5)),
    *(System(f"flms-k{k}", f"fLMS-Net, K={k}", replace(_FIXED, stages=k)) for k in (1, 2, 4, 5)),
]
SYSTEMS = {s.name: s for s in _ALL}


def system(name: str, **changes) -> System:
    """A named system with fields of its network or loss changed (encoder, stride, frozen, α, δ, N_p …).

    Raises ValueError for an unknown name and TypeError for an unknown field.
    """
    if name not in SYSTEMS:
        raise ValueError(f"unknown system {name!r}; there are {', '.join(SYSTEMS)}")
    chosen = SYSTEMS[name]
    network, loss = chosen.network.as_dict(), dict(vars(chosen.loss))
    unknown = changes.keys() - network.keys() - loss.keys()
    if unknown:
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}; there are {', '.join([*network, *loss])}")
    network.update({k: v for k, v in changes.items() if k in network})
    loss.update({k: v for k, v in changes.items() if k in loss})
    return replace(chosen, network=LmsConfig(**network), loss=LossConfig(**loss))
