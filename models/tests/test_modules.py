"""The identities of the energy and of its unrolling."""

import pytest
import torch
from torch.nn import functional as F

from lms_net.modules.data_consistency import DataConsistency
from lms_net.modules.halving import HalvingConv
from lms_net.modules.mask_denoiser import ConditionalDenoiser, PrimalDual
from lms_net.modules.matching import LocalMatching
from lms_net.modules.memory import DrawnMemory
from lms_net.modules.prototype import PrototypePair, masked_average
from lms_net.networks.chain import PLANES, ChainConfig, ChainNet

torch.set_num_threads(1)


def inputs(batch=2, size=32):
    torch.manual_seed(1)
    planes = torch.rand(batch, len(PLANES), size, size)
    drawn = F.normalize(torch.randn(batch, 2, 32), dim=2)
    return planes, torch.rand(batch, 3), drawn


def small(**change):
    torch.manual_seed(0)
    return ChainNet(ChainConfig(size=32, widths=(8, 8, 8, 8), **change)).eval()


def test_masked_average_is_the_mean_under_the_mask():
    features, mask = torch.randn(1, 3, 4, 4), torch.zeros(1, 1, 4, 4)
    mask[0, 0, 1:3, 2] = 1
    expected = features[0, :, 1:3, 2].mean(1)
    assert torch.allclose(masked_average(features, mask, 0.0)[0], expected, atol=1e-6)


def test_dc_minimises_the_energy():
    """Among all u on the simplex, softmax(α(-ρ - v)) gives the least Σ u(ρ + v) + (1/α) u ln u."""
    dc = DataConsistency(alpha=7.0)
    rho, v = torch.tensor([-0.3, 0.2]), torch.tensor([0.05, -0.05])
    evidence = (rho[1] - rho[0]).reshape(1, 1, 1, 1)
    u = torch.sigmoid(dc(evidence, v[0].reshape(1, 1, 1, 1))).item()

    def energy(p):
        w = torch.stack([p, 1 - p])
        return (w * (rho + v)[:, None] + w * w.log() / 7.0).sum(0)

    grid = torch.linspace(1e-4, 1 - 1e-4, 100001)
    assert abs(grid[energy(grid).argmin()].item() - u) < 1e-4


def test_identity_denoiser_equals_the_network_without_pd_net():
    """The denoiser starts as the identity: v = 0 and u^k = DC(l^k, 0)."""
    planes, scalars, drawn = inputs()
    with_denoiser, without = small(), small(use_denoiser=False)
    without.load_state_dict(with_denoiser.state_dict(), strict=False)
    with torch.no_grad():
        a, b = with_denoiser(planes, scalars, drawn), without(planes, scalars, drawn)
    assert a["v"].abs().max() < 1e-6
    assert torch.allclose(a["logit"], b["logit"], atol=1e-4)


def test_scale_of_the_evidence_only_lives_in_alpha_and_delta():
    """(s, α, δ) and (2s, α/2, 2δ) are the same network."""
    planes, scalars, drawn = inputs()
    net = small()
    torch.nn.init.normal_(net.denoiser.last.weight, std=0.3)
    with torch.no_grad():
        first = net(planes, scalars, drawn)["logit"]
        net.evidence_weights.mul_(2)
        net.consistency.log_alpha.sub_(torch.log(torch.tensor(2.0)))
        delta = torch.stack([net.primal_dual.delta(k) for k in range(2)])
        net.primal_dual.raw_delta.copy_((2 * delta).expm1().log())
        second = net(planes, scalars, drawn)["logit"]
    assert torch.allclose(first, second, atol=1e-3)


def test_dual_is_bounded_by_delta_and_removes_what_the_denoiser_removes():
    pd, dc = PrimalDual(1, 0.4), DataConsistency()
    evidence = torch.full((1, 1, 4, 4), 0.1)
    context = torch.zeros(1, 2, 2, 2)

    class Remover(ConditionalDenoiser):
        def forward(self, u, logit, context):
            return torch.full_like(logit, -20.0)

    logit, v, _ = pd(0, dc, Remover(2), evidence, context)
    assert (v > 0).all() and (v <= 0.4).all()
    assert (logit < dc(evidence)).all()


def test_matching_follows_a_shifted_pattern():
    torch.manual_seed(0)
    neighbour = F.normalize(torch.randn(1, 16, 12, 12), dim=1)
    mask = torch.zeros(1, 1, 12, 12)
    mask[..., 4:8, 4:8] = 1
    query, expected = neighbour.roll((2, 1), (2, 3)), mask.roll((2, 1), (2, 3))
    matching = LocalMatching(radius=3, kappa=40.0)
    answer = matching(query, neighbour, mask)
    assert (answer - expected)[..., 3:10, 3:10].abs().max() < 0.1


def test_antipodal_prototypes_are_the_papers_pair():
    pair = PrototypePair(antipodal=True)
    l = pair.from_support(torch.randn(2, 8, 4, 4), torch.rand(2, 1, 4, 4))
    assert torch.allclose(l[:, 0], -l[:, 1])
    assert torch.allclose(l.norm(dim=2), torch.ones(2, 2), atol=1e-5)


@pytest.mark.parametrize("stages", [1, 3])
def test_iterates_are_readable(stages):
    planes, scalars, drawn = inputs()
    out = small(stages=stages)(planes, scalars, drawn)
    assert out["u"].shape == (stages + 1, 2, 1, 32, 32)
    assert out["v"].shape == (stages, 2, 1, 32, 32)
    assert ((out["u"] >= 0) & (out["u"] <= 1)).all()


def test_memory_reads_the_mask_where_the_drawn_slice_looks_alike():
    torch.manual_seed(2)
    drawn = F.normalize(torch.randn(1, 16, 8, 8), dim=1)
    mask = torch.zeros(1, 1, 8, 8)
    mask[..., 2:5, 3:6] = 1
    near, far = torch.roll(drawn, (1, 1), (2, 3)), torch.roll(drawn, (4, 4), (2, 3))
    memory = DrawnMemory(kappa=60.0, penalty=1e-3)
    for query, shift in ((near, 1), (far, 4)):
        assert torch.allclose(memory(query, drawn, mask), torch.roll(mask, (shift, shift), (2, 3)), atol=0.02)
    local = DrawnMemory(kappa=10.0, penalty=3000.0)
    assert torch.allclose(local(far, drawn, mask), mask, atol=0.02)


def test_memory_is_a_mean_of_the_mask():
    torch.manual_seed(2)
    query, drawn = (F.normalize(torch.randn(2, 4, 6, 6), dim=1) for _ in range(2))
    read = DrawnMemory()(query, drawn, (torch.rand(2, 1, 6, 6) > 0.5).float())
    assert 0 <= read.min() and read.max() <= 1
    assert torch.allclose(DrawnMemory()(query, drawn, torch.ones(2, 1, 6, 6)), torch.ones(2, 1, 6, 6), atol=1e-5)


def test_halving_convolution_is_a_convolution_of_unshuffled_pixels():
    torch.manual_seed(3)
    conv = HalvingConv(5, 7)
    image = torch.randn(2, 5, 12, 16)
    expected = F.conv2d(F.pixel_unshuffle(image, 2), conv.weight, conv.bias, padding=1)
    assert torch.allclose(conv(image), expected, atol=1e-5)


def test_local_matching_is_the_softmax_over_the_window():
    torch.manual_seed(4)
    matching = LocalMatching(radius=2, kappa=6.0)
    query, neighbour = (F.normalize(torch.randn(1, 5, 6, 7), dim=1) for _ in range(2))
    mask = torch.rand(1, 1, 6, 7)
    found = matching(query, neighbour, mask)
    penalty = F.softplus(matching.penalty)
    for y, x in ((0, 0), (3, 4), (5, 6)):
        scores, values = [], []
        for dy in range(-2, 3):
            for dx in range(-2, 3):
                inside = 0 <= y + dy < 6 and 0 <= x + dx < 7
                likeness = (query[0, :, y, x] * neighbour[0, :, y + dy, x + dx]).sum() if inside else torch.tensor(0.0)
                scores.append(6.0 * likeness - penalty * (dy * dy + dx * dx))
                values.append(mask[0, 0, y + dy, x + dx] if inside else torch.tensor(0.0))
        expected = (torch.softmax(torch.stack(scores), 0) * torch.stack(values)).sum()
        assert torch.allclose(found[0, 0, y, x], expected, atol=1e-5)
