"""Identities of the energy that follow from its form alone: optimal values, bounds of the dual, the prototype's minimiser.

The others stand in test_modules.py and test_benchmarks_modules.py (DC minimises, Moreau, alternation, scale, MD = identity,
no stage, permuted regions) and test_special_case.py.
"""

import pytest
import torch
import torch.nn.functional as F

from lms_net.modules.data_consistency import DataConsistency
from lms_net.modules.dncnn import MaskDenoiser
from lms_net.modules.mask_denoiser import PrimalDual, acting_dual
from lms_net.networks.lms import Encoded, LmsConfig, LmsNet, Support

torch.set_num_threads(1)
ALPHA = 3.0


def fields(seed=0, size=6):
    """cos(F, l1) in (-1, 1) and a dual of two channels, as in ρ_i = ∓ cos."""
    torch.manual_seed(seed)
    return 1.8 * torch.rand(1, 1, size, size, dtype=torch.float64) - 0.9, 0.3 * torch.randn(
        1, 2, size, size, dtype=torch.float64
    )


def energy(u1, cos, v):
    """Σ_i u_i (ρ_i + v_i) + (1/α) u_i ln u_i of every pixel, with 0 ln 0 = 0."""
    u, rho = torch.cat([u1, 1 - u1], 1), torch.cat([-cos, cos], 1)
    return (u * (rho + v) + torch.special.xlogy(u, u) / ALPHA).sum(1, keepdim=True)


def best_mask(cos, v):
    dc = DataConsistency(ALPHA).double()
    with torch.no_grad():
        logit = dc(2 * cos, acting_dual(v))
    return torch.sigmoid(logit), logit


def test_energy_gap_to_nothing_at_all_is_softplus_of_the_logit():
    """E(all background) - E(optimal u) = (1/α) Σ_x softplus(Δz(x)), for any v: evidence of presence."""
    cos, v = fields()
    u, logit = best_mask(cos, v)
    gap = energy(torch.zeros_like(u), cos, v) - energy(u, cos, v)
    assert torch.allclose(gap, F.softplus(logit) / ALPHA, atol=1e-6) and (gap > 0).all()


def test_optimal_energy_is_the_free_energy_and_symmetric_without_a_dual():
    """min E = -(1/α) ln Σ_i exp(-α (ρ_i + v_i)). With v = 0 it does not tell object from background: no presence."""
    cos, v = fields(1)
    u, _ = best_mask(cos, v)
    free = -torch.logsumexp(-ALPHA * (torch.cat([-cos, cos], 1) + v), 1, keepdim=True) / ALPHA
    assert torch.allclose(energy(u, cos, v), free, atol=1e-6)
    none = torch.zeros_like(v)
    there, swapped = (energy(best_mask(c, none)[0], c, none) for c in (cos, -cos))
    assert torch.allclose(there, swapped, atol=1e-6)
    assert not torch.allclose(free, energy(best_mask(-cos, v)[0], -cos, v), atol=1e-3)


def test_no_other_mask_has_less_energy():
    cos, v = fields(2)
    least = energy(best_mask(cos, v)[0], cos, v)
    for level in torch.linspace(0, 1, 21, dtype=torch.float64):
        assert (energy(torch.full_like(cos, level), cos, v) >= least - 1e-9).all()


def plain(**changes):
    """A network on given features: no encoder, no prototype update."""
    torch.manual_seed(0)
    config = dict(
        encoder="small", features=4, grid=None, update=False, dual="carried", stages=3, md_width=8, md_norm="group"
    )
    net = LmsNet(LmsConfig(**{**config, **changes})).eval()
    for p in net.denoiser.last.parameters():
        torch.nn.init.normal_(p, std=3.0)
    return net


def answer(net, seed=3):
    torch.manual_seed(seed)
    query = Encoded(torch.randn(1, 4, 24, 24), torch.zeros(1, 1))
    l1 = torch.randn(1, 4)
    with torch.no_grad():
        return F.cosine_similarity(query.features, l1[:, :, None, None], dim=1)[:, None], net(query, Support(l1))


def test_first_boundary_is_where_the_cosine_vanishes():
    cos, out = answer(plain())
    assert torch.equal(out["u"][0] > 0.5, cos > 0)


def test_logit_of_the_mask_is_the_networks_logit():
    """What the inverse-sigmoid skip of MD uses needs no logarithm."""
    _, out = answer(plain(alpha=2.0))
    assert torch.allclose(torch.logit(out["u"][-1].double()).float(), out["logit"], atol=1e-4)


@pytest.mark.parametrize("dual", ["reset", "carried"])
def test_dual_is_bounded_and_overturns_only_what_is_uncertain(dual):
    """v from 0 with MD in [0, 1]: |v_i| ≤ δ in the first stage, so a pixel changes side only where |cos| < δ/s."""
    delta, scale = 0.4, 2.0
    cos, out = answer(plain(delta=delta, scale=scale, dual=dual, stages=1))
    assert out["v"].abs().max() <= delta + 1e-6
    turned = (out["u"][0] > 0.5) != (out["u"][1] > 0.5)
    assert turned.any() and (cos[turned].abs() < delta / scale).all()


def test_without_its_sigmoid_the_denoiser_leaves_the_bound():
    _, out = answer(plain(delta=0.4, md_sigmoid=False, stages=1))
    assert out["v"].abs().max() > 0.4


def test_a_carried_dual_adds_up():
    """Moreau: v^k = v^{k-1} + δ (u - MD(u + v^{k-1}/δ)); for an MD that always says nothing v grows by δ u."""
    pd, dc = PrimalDual(2, 0.5), DataConsistency(ALPHA)

    class Nothing(MaskDenoiser):
        def forward(self, u, logit, stage):
            return torch.full_like(u, -40.0)

    evidence = torch.linspace(-1, 1, 16).reshape(1, 1, 4, 4)
    previous = 0.1 * torch.ones(1, 2, 4, 4)
    with torch.no_grad():
        u = torch.sigmoid(dc(evidence, acting_dual(previous)))
        _, v, _ = pd(1, dc, Nothing(2), evidence, 1, previous)
    assert torch.allclose(v, previous + 0.5 * torch.cat([u, 1 - u], 1), atol=1e-6)


def test_normalised_pooling_minimises_the_energy_in_the_prototype():
    """Σ_x u ρ(l, x) over directions l is least at Σ u F/|F|, not at the raw mean that the paper pools."""
    torch.manual_seed(4)
    features, u = torch.randn(1, 4, 8, 8) * torch.rand(1, 1, 8, 8).exp() ** 4, torch.rand(1, 1, 8, 8)

    def term(l):
        return -(u * F.cosine_similarity(features, l[:, :, None, None], dim=1)[:, None]).sum().item()

    best, raw = plain(normalised_pooling=True).pool(features, u), plain().pool(features, u)
    around = [best + 0.05 * best.norm() * torch.randn_like(best) for _ in range(200)]
    assert all(term(best) <= term(l) + 1e-6 for l in [raw, *around]) and term(best) < term(raw) - 1e-3


def test_prototype_of_several_shots_weighs_them_by_area():
    """The energy is additive over shots: l^0 = Σ_t Σ F_t w_t / Σ_t Σ w_t, not the mean of the shots' own."""
    net = plain()
    torch.manual_seed(5)
    encoded = Encoded(torch.randn(2, 4, 8, 8), torch.zeros(2, 1))
    masks = torch.zeros(2, 1, 32, 32)
    masks[0, :, 2:30, 2:30], masks[1, :, 10:14, 10:14] = 1, 1
    both = net.support(encoded, masks).prototype
    alone = [net.support(encoded[t : t + 1], masks[t : t + 1]).prototype for t in (0, 1)]
    areas = masks.sum((1, 2, 3))
    expected = (areas[0] * alone[0] + areas[1] * alone[1]) / areas.sum()
    assert torch.allclose(both, expected, atol=1e-4) and not torch.allclose(both, (alone[0] + alone[1]) / 2, atol=1e-2)
