"""Identities of the paper's energy and network (method sections 1 and 11), and the modules that only the paper needs."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from lms_net.modules.data_consistency import DataConsistency
from lms_net.modules.dncnn import MaskDenoiser
from lms_net.modules.mask_denoiser import PrimalDual
from lms_net.modules.momentum_transformer import MomentumTransformer, gate
from lms_net.modules.regions import adjoint_weights, foreground_cells, pool_regions, region_prototypes, voronoi_cells
from lms_net.networks.lms import Encoded, LmsConfig, LmsNet, to_slice
from lms_net.networks.systems import SYSTEMS, system

torch.set_num_threads(1)
TINY = LmsConfig(encoder="small", stride=4, features=12, grid=16, regions=9, heads=2, head_width=8, md_width=8)


def tiny(seed=0, **changes):
    torch.manual_seed(seed)
    net = LmsNet(replace(TINY, **changes)).eval()
    if net.config.denoiser:
        for p in net.denoiser.last.parameters():
            torch.nn.init.normal_(p, std=0.3)
    return net


def episode(net, queries=2):
    torch.manual_seed(7)
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 16:40] = 1
    with torch.no_grad():
        state = net.support(net.encode(torch.randn(1, 1, 64, 64)), mask)
        return net.encode(torch.randn(queries, 1, 64, 64)), state


def answer(net, changes=lambda state: state):
    query, state = episode(net)
    with torch.no_grad():
        return net(query, changes(state))


def test_adjoint_weights_pool_as_upsampled_features_do():
    torch.manual_seed(0)
    features, mask = torch.randn(1, 5, 16, 16), (torch.rand(1, 1, 64, 64) > 0.6).float()
    fine = F.interpolate(features, size=(64, 64), mode="bilinear", align_corners=False)
    expected = (fine * mask).sum((2, 3)) / mask.sum()
    w = adjoint_weights(mask, (16, 16))
    assert torch.allclose((features * w).sum((2, 3)) / w.sum(), expected, atol=1e-5)
    assert torch.allclose(w.sum(), mask.sum(), rtol=1e-5)


def test_a_single_pixel_keeps_a_region():
    mask = torch.zeros(1, 1, 256, 256)
    mask[..., 4, 4] = 1  # a corner of its 4 × 4 block, which plain resizing misses
    assert not F.interpolate(mask, size=(64, 64), mode="bilinear").any()
    cells = foreground_cells(mask, (64, 64))
    assert cells.sum() == 1 and cells[0, 1, 1]


def test_voronoi_seeds_are_farthest_points_and_cells_go_to_the_nearest():
    cells = torch.zeros(9, 9, dtype=torch.bool)
    cells[4, :] = True
    regions = voronoi_cells(cells, 3)
    # first seed in the middle, then the left end, then the right end; ties go to the earlier seed
    assert regions[4].tolist() == [1, 1, 0, 0, 0, 0, 0, 2, 2] and (regions[:4] == -1).all()
    assert len(voronoi_cells(cells, 100).unique()) == 10  # no more regions than cells, and "outside"


def by_definition(cells, count, first):
    """Seeds and cells one after another, as the docstring says it."""
    points = np.argwhere(cells)
    seeds = [first]
    apart = lambda seed: ((points - points[seed]) ** 2).sum(1)  # noqa: E731
    while len(seeds) < min(count, len(points)):
        seeds.append(int(np.min([apart(s) for s in seeds], 0).argmax()))
    out = np.full(cells.shape, -1)
    out[tuple(points.T)] = np.argmin([apart(s) for s in seeds], 0)
    return out


@pytest.mark.parametrize("share", [0.02, 0.3, 1.0])
def test_voronoi_cells_are_those_of_the_definition(share):
    rng = np.random.default_rng(0)
    for _ in range(5):
        cells = rng.random((16, 12)) <= share
        cells[3, 4] = True
        points = np.argwhere(cells)
        central = int(((points - points.mean(0)) ** 2).sum(1).argmin())
        assert np.array_equal(voronoi_cells(torch.from_numpy(cells), 20).numpy(), by_definition(cells, 20, central))
        drawn = voronoi_cells(torch.from_numpy(cells), 20, random=True).numpy()
        (first,) = (
            i for i, p in enumerate(points) if drawn[tuple(p)] == 0 and np.array_equal(drawn, by_definition(cells, 20, i))
        )
        assert drawn[tuple(points[first])] == 0


def test_regions_are_unweighted_means():
    features = torch.randn(3, 4, 4)
    regions = torch.full((4, 4), -1)
    regions[0, :2], regions[2, 1:] = 0, 1
    p, valid = pool_regions(features, regions, 4)
    assert valid.tolist() == [True, True, False, False] and (p[2:] == 0).all()
    assert torch.allclose(p[1], features[:, 2, 1:].mean(1), atol=1e-6)


def test_region_prototypes_are_deterministic_unless_random():
    features, mask = torch.randn(4, 16, 16), torch.ones(1, 1, 64, 64)
    first, _ = region_prototypes(features, mask, 5)
    again, _ = region_prototypes(features, mask, 5)
    torch.manual_seed(3)
    other, _ = region_prototypes(features, mask, 5, random=True)
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_gate_opens_above_half_way_between_minimum_and_mean():
    p = torch.tensor([[[0.0], [1.0], [2.0], [9.0]]])  # A = p, min 0, mean 3, ε 1.5
    share = gate(p, torch.ones(1, 1), torch.ones(1, 4, dtype=torch.bool))[0]
    assert share[:2].max() < 1e-6 and torch.allclose(share[2:], torch.softmax(torch.tensor([2.0, 9.0]), 0))
    rounded = gate(p, torch.ones(1, 1), torch.ones(1, 4, dtype=torch.bool), floor=True)[0]  # ε 1, and 1 is open
    assert rounded[1] > 1e-6 > rounded[0]


def test_gate_with_equal_products_is_uniform_over_the_valid_rows():
    valid = torch.tensor([[True, True, True, False]])
    share = gate(torch.ones(1, 4, 2), torch.ones(1, 2), valid)
    assert torch.allclose(share, torch.tensor([[1 / 3, 1 / 3, 1 / 3, 0]]), atol=1e-6)


def test_padding_has_no_share_however_long_the_features_are():
    torch.manual_seed(0)
    valid = torch.tensor([[True, True, False, False]])
    p, l1 = torch.zeros(1, 4, 8), torch.randn(1, 8)
    p[:, :2] = -300 * l1 + torch.randn(1, 2, 8)  # cosine near -1 and lengths of hundreds: below any gate that is closed
    share = gate(p, 300 * l1, valid)[0]
    assert share[2:].tolist() == [0, 0] and share.sum() == pytest.approx(1)


def test_mut_ignores_order_and_padding():
    torch.manual_seed(0)
    mut = MomentumTransformer(12, heads=2, width=8).eval()
    p, l1, valid = torch.randn(1, 7, 12), torch.randn(1, 12), torch.ones(1, 7, dtype=torch.bool)
    order = torch.randperm(7)
    with torch.no_grad():
        out, pooled, entropy = mut(p, l1, valid)
        shuffled, pooled_shuffled, _ = mut(p[:, order], l1, valid)
        padded = torch.cat([p, torch.zeros(1, 3, 12)], 1)
        wide = torch.cat([valid, torch.zeros(1, 3, dtype=torch.bool)], 1)
        out_padded, pooled_padded, entropy_padded = mut(padded, l1, wide)
    assert torch.allclose(pooled, pooled_shuffled, atol=1e-5) and torch.allclose(out[:, order], shuffled, atol=1e-5)
    assert torch.allclose(pooled, pooled_padded, atol=1e-5) and torch.allclose(out, out_padded[:, :7], atol=1e-5)
    assert torch.allclose(entropy, entropy_padded, atol=1e-5)


def test_the_query_has_one_share_in_n_of_the_mean_row():
    """Whatever the gate does: mean_n(gate_n l1 + p_n) = l1 / N + mean p. `whole` gives it a share of one."""
    torch.manual_seed(0)
    p, l1 = torch.randn(1, 7, 12), 5 * torch.randn(1, 12)
    valid = torch.tensor([[True] * 5 + [False] * 2])
    share = gate(p, l1, valid)
    assert share.max() > 0.9  # all but closed to the others
    moved = (share[:, :, None] * l1[:, None] + p)[valid].mean(0) - p[valid].mean(0)
    assert torch.allclose(moved, l1[0] / 5, atol=1e-5)
    paper, whole = (MomentumTransformer(12, heads=2, width=8, whole=w).eval() for w in (False, True))
    whole.load_state_dict(paper.state_dict())
    seen = []
    whole.norms[0].register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    with torch.no_grad():
        assert not torch.allclose(whole(p, l1, valid)[1], paper(p, l1, valid)[1], atol=1e-3)
    assert torch.allclose(seen[0][valid].mean(0) - p[valid].mean(0), l1[0], atol=1e-5)


def test_a_fixed_step_size_takes_no_gradient_and_a_learned_one_does():
    for learned in (False, True):
        net = tiny(delta=1.0, learn_delta=learned)
        query, state = episode(net)
        net(query, state)["u"][-1].sum().backward()
        grad = net.primal_dual.raw_delta.grad
        assert torch.allclose(net.primal_dual.delta(0), torch.tensor(1.0), atol=1e-6)
        assert bool(grad.abs().min() > 0) if learned else grad is None


@pytest.mark.parametrize("shared_channel", [False, True])
def test_denoiser_with_skip_starts_as_the_identity(shared_channel):
    torch.manual_seed(0)
    logit = torch.randn(2, 1, 8, 8) * 4
    both = torch.cat([logit, -logit], 1)
    md = MaskDenoiser(2, width=8, shared_channel=shared_channel).eval()
    assert torch.allclose(md.mask(md(torch.sigmoid(both), both, 1)), torch.sigmoid(both), atol=1e-6)
    residual = MaskDenoiser(2, width=8, sigmoid=False).eval()
    assert torch.allclose(residual.mask(residual(torch.sigmoid(both), both, 0)), torch.sigmoid(both), atol=1e-6)


def test_the_four_denoisers_are_four_functions():
    torch.manual_seed(0)
    logit = torch.randn(1, 1, 8, 8)
    both = torch.cat([logit, -logit], 1)
    answers = []
    for sigmoid in (True, False):
        for skip in (True, False):
            torch.manual_seed(1)
            md = MaskDenoiser(1, width=8, sigmoid=sigmoid, skip=skip).eval()
            torch.manual_seed(2)
            torch.nn.init.normal_(md.last.weight, std=0.2)
            torch.nn.init.zeros_(md.last.bias)
            answers.append(md.mask(md(torch.sigmoid(both), both, 0)))
    cnn, u = answers[3], torch.sigmoid(both)  # the same weights in all four
    assert torch.allclose(answers[0], torch.sigmoid(cnn + both), atol=1e-5)
    assert torch.allclose(answers[1], torch.sigmoid(cnn), atol=1e-5)
    assert torch.allclose(answers[2], u + cnn, atol=1e-5)


def test_moreau():
    """v = prox_{δR*}(v + δu) computed through MD = prox_{R/δ}, for R = indicator of [0.2, 0.8]: R*'s prox is known."""
    u, previous, delta = torch.rand(1, 2, 6, 6), torch.randn(1, 2, 6, 6) * 0.1, 0.5

    class Clamp:
        channels = 2

        def __call__(self, w, logits, context):
            return w.clamp(0.2, 0.8)

        def mask(self, cleaned):
            return cleaned

    pd, dc = PrimalDual(1, delta), DataConsistency()
    evidence = torch.logit(u[:, :1]) / dc.alpha.detach() + (previous[:, :1] - previous[:, 1:])
    _, v, _ = pd(0, dc, Clamp(), evidence, None, previous)
    w = previous + delta * torch.cat([u[:, :1], 1 - u[:, :1]], 1)
    grid = torch.linspace(-2, 2, 40001)
    support_function = torch.maximum(0.2 * grid, 0.8 * grid)  # R*
    for i in (0, 17, 40, 71):
        x = w.flatten()[i]
        best = grid[((grid - x) ** 2 / (2 * delta) + support_function).argmin()]
        assert abs(best - v.flatten()[i]) < 1e-3


def test_alternation_is_the_saddle_point_step():
    """u = softmax_i(α(-ρ_i - v_i)) written out for both classes equals DC on one channel with both channels of v."""
    net = tiny()
    query, state = episode(net)
    with torch.no_grad():
        out = net(query, state)
    features = net.on_grid(query).features
    l1, v, alpha = out["l"][-1], out["v"][-1], net.consistency.alpha.detach()
    cos = F.cosine_similarity(features, l1[:, :, None, None], dim=1)[:, None]
    rho = torch.cat([-cos, cos], 1)
    u = torch.softmax(alpha * (-rho - v), 1)
    assert torch.allclose(u[:, :1], out["u"][-1], atol=1e-4)


def test_identity_denoiser_equals_the_system_without_pd_net():
    with_md, without = tiny(), tiny(denoiser=False)
    for p in with_md.denoiser.last.parameters():
        torch.nn.init.zeros_(p)
    without.load_state_dict(with_md.state_dict(), strict=False)
    a, b = answer(with_md), answer(without)
    assert a["v"].abs().max() < 1e-6 and torch.allclose(a["logit"], b["logit"], atol=1e-4)


@pytest.mark.parametrize("changes", [{}, dict(update=False, dual="carried", stages=3)])
def test_no_stage_gives_the_initial_mask(changes):
    full, none = tiny(**changes), tiny(**{**changes, "stages": 0})
    kept = {k: v for k, v in full.state_dict().items() if not k.startswith(("denoiser", "primal_dual"))}
    none.load_state_dict(kept, strict=False)
    a, b = answer(full), answer(none)
    assert torch.allclose(a["u"][0], b["u"][-1]) and not torch.allclose(a["u"][-1], b["u"][-1])


@pytest.mark.parametrize("changes", [{}, dict(update=False, dual="carried", stages=3)])
def test_scale_lives_in_alpha_and_delta(changes):
    """(s, α, δ) → (2s, α/2, 2δ) leaves every mask as it is."""
    one, two = tiny(**changes), tiny(**changes, scale=2.0)
    two.load_state_dict(one.state_dict())
    with torch.no_grad():
        two.consistency.log_alpha -= np.log(2)
        delta = torch.stack([one.primal_dual.delta(k) for k in range(one.config.stages)])
        two.primal_dual.raw_delta.copy_((2 * delta).expm1().log())
    assert torch.allclose(answer(one)["u"], answer(two)["u"], atol=1e-4)


def test_permuting_the_regions_leaves_everything_unchanged():
    net, order = tiny(), torch.randperm(9)

    def shuffle(state):
        return type(state)(state.prototype, state.regions[:, order], state.valid[:, order])

    a, b = answer(net), answer(net, shuffle)
    assert torch.allclose(a["u"], b["u"], atol=1e-4) and torch.allclose(a["l"], b["l"], atol=1e-4)


def test_queries_do_not_see_each_other():
    net = tiny()
    query, state = episode(net, queries=3)
    with torch.no_grad():
        together, alone = net(query, state), net(query[1:2], state)
    assert torch.allclose(together["u"][:, 1:2], alone["u"], atol=1e-5)


def test_carried_and_reset_dual_differ_and_reset_is_the_same_in_every_stage():
    """With fixed prototypes a reset dual restarts every stage from the same mask, which is why fLMS-Net carries it."""
    carried = tiny(update=False, dual="carried", stages=3, md_norm="group")
    reset = tiny(update=False, dual="reset", stages=3, md_norm="group")
    reset.load_state_dict(carried.state_dict())
    a, b = answer(carried)["v"], answer(reset)["v"]
    assert torch.allclose(b[0], b[2], atol=1e-6) and not torch.allclose(a[0], a[2], atol=1e-3)


def test_threshold_systems_are_the_published_formula():
    """ADNet: P = 1 - sigmoid(0.5 (S - T)), S = -20 cos."""
    net = tiny(stages=0, update=False, denoiser=False, threshold="constant", alpha=5.0)
    query, state = episode(net)
    cos = F.cosine_similarity(net.on_grid(query).features, state.prototype[:, :, None, None], dim=1)
    with torch.no_grad():
        u = net(query, state)["u"][-1][:, 0]
    assert torch.allclose(u, 1 - torch.sigmoid(0.5 * (-20 * cos + 10.0)), atol=1e-5)


def test_two_equal_shots_are_one():
    net = tiny(update=False, dual="carried")
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 16:40] = 1
    with torch.no_grad():
        encoded = net.encode(torch.randn(1, 1, 64, 64))
        twice = Encoded(encoded.features.repeat(2, 1, 1, 1), encoded.pooled.repeat(2, 1))
        one, two = net.support(encoded, mask), net.support(twice, mask.repeat(2, 1, 1, 1))
    assert torch.allclose(one.prototype, two.prototype, atol=1e-5)


def test_every_system_is_a_configuration_of_one_network():
    assert {"lms", "flms", "adnet", "rpt", "lms-dc", "lms-md-a", "lms-md-b", "lms-md-d"} <= SYSTEMS.keys()
    assert {SYSTEMS[n].network.stages for n in SYSTEMS if n == "lms" or n.startswith("lms-k")} == {1, 2, 3, 4, 5}
    assert {SYSTEMS[n].network.stages for n in SYSTEMS if n == "flms" or n.startswith("flms-k")} == {1, 2, 3, 4, 5}
    for name in SYSTEMS:
        changed = system(name, encoder="small", features=12, grid=16, head_width=8, md_width=8, regions=9)
        net = LmsNet(changed.network).eval()
        query, state = episode(net)
        with torch.no_grad():
            out = net(query, state)
        assert out["u"].shape[:2] == (changed.network.stages + 1, 2)
        assert to_slice(out["u"][-1], 64).shape == (2, 1, 64, 64)
    with pytest.raises(TypeError, match="alhpa"):
        system("lms", alhpa=3)
    with pytest.raises(ValueError, match="unknown system"):
        system("unet")


@pytest.mark.parametrize(
    "encoder, stride, channels",
    [("resnet101", 4, 1024), ("resnet101", 8, 1024), ("resnet50", 4, 1024), ("resnet50", 8, 1024), ("mobilenetv2", 8, None)],
)
def test_every_encoder_carries_the_method(encoder, stride, channels):
    chosen = system("lms", encoder=encoder, stride=stride, features=12, grid=16, head_width=8, md_width=8, regions=9)
    net = LmsNet(chosen.network).eval()
    assert channels is None or net.trunk.channels == channels
    with torch.no_grad():
        encoded = net.encode(torch.randn(1, 1, 64, 64))
    assert encoded.features.shape == (1, 12, 64 // stride, 64 // stride)
    query, state = episode(net)
    with torch.no_grad():
        out = net(query, state)
    assert out["u"].shape == (3, 2, 1, 16, 16) and torch.isfinite(out["u"]).all()
