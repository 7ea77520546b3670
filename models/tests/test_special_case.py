"""The chain network without what it knows of the neighbouring slice takes the paper's steps (docs/method.md, section 6)."""

import pytest
import torch
import torch.nn.functional as F

from lms_net.modules.dncnn import MaskDenoiser
from lms_net.networks.chain import PLANES, ChainConfig, ChainNet
from lms_net.networks.lms import Encoded, LmsConfig, LmsNet, Support

torch.set_num_threads(1)
SIZE, STAGES, SCALE = 32, 3, 4.0


class PlainDenoiser(MaskDenoiser):
    """The paper's MD where the chain has its conditional one: it is told nothing."""

    def prepare(self, context):
        return 0  # the place of the stage's index; with GroupNorm every stage has the same denoiser


def networks(dual="reset"):
    """A chain network with l2 = -l1 and the weight of the prototype term alone, and fixed-prototype LMS-Net with the same
    α, δ and MD on features of two channels."""
    torch.manual_seed(0)
    chain = ChainNet(ChainConfig(size=SIZE, stages=STAGES, widths=(8, 8, 8, 8), antipodal=True)).eval()
    denoiser = PlainDenoiser(STAGES, width=8, norm="group")
    torch.nn.init.normal_(denoiser.last.weight, std=0.3)
    chain.denoiser = denoiser.eval()
    config = LmsConfig(
        encoder="small",
        features=2,
        grid=None,
        stages=STAGES,
        update=False,
        dual=dual,
        scale=SCALE,
        md_width=8,
        md_norm="group",
    )
    paper = LmsNet(config).eval()
    paper.denoiser.load_state_dict(denoiser.state_dict())
    with torch.no_grad():
        chain.evidence_weights.copy_(torch.tensor([SCALE, 0, 0, 0, 0]))
        chain.prototype.momentum.fill_(-40)  # η = 0: the drawn object's prototypes throughout
        for net in (chain, paper):
            net.consistency.log_alpha.fill_(torch.tensor(7.0).log())
            net.primal_dual.raw_delta.copy_(torch.tensor([0.3, 0.5, 0.7]).expm1().log())
    return chain, paper


def inputs(chain):
    """Planes, scalars, drawn prototypes. An untrained trunk's features nearly agree everywhere, so l1 is what tells one
    place from their mean, and cosines have both signs."""
    torch.manual_seed(1)
    planes, scalars = torch.rand(2, len(PLANES), SIZE, SIZE), torch.rand(2, 3)
    with torch.no_grad():
        features = chain.encode(planes[:1, :1])[0]
        l1 = F.normalize(features[:, 3, 4] - features.mean((1, 2)), dim=0)
    return planes, scalars, torch.stack([l1, -l1])[None].expand(2, -1, -1)


def both_answers(dual="reset"):
    """Iterates of the two networks on the same cosines, which the paper's network gets as features (c, sqrt(1 - c²))."""
    chain, paper = networks(dual)
    planes, scalars, drawn = inputs(chain)
    with torch.no_grad():
        cos = torch.einsum("bc,bchw->bhw", drawn[:, 0], chain.encode(planes[:, :1]))[:, None]
        cos = F.interpolate(cos, scale_factor=4.0, mode="bilinear", align_corners=False)
        features = torch.cat([cos, (1 - cos**2).sqrt()], 1)
        theirs = paper(Encoded(features, torch.zeros(2, 1)), Support(torch.tensor([[1.0, 0.0]])))
        return chain, chain(planes, scalars, drawn), theirs


def test_without_neighbour_and_edge_term_the_iterates_are_the_papers():
    _, ours, theirs = both_answers()
    assert ours["u"].shape == theirs["u"].shape == (STAGES + 1, 2, 1, SIZE, SIZE)
    assert torch.allclose(ours["u"], theirs["u"], atol=1e-5) and torch.allclose(ours["v"], theirs["v"], atol=1e-5)
    assert torch.allclose(ours["logit"], theirs["logit"], atol=1e-4)
    assert ours["v"].abs().max() > 0.05 and ours["u"].std() > 0.1  # neither is trivial


def test_a_carried_dual_is_another_network():
    _, ours, theirs = both_answers("carried")
    assert torch.allclose(ours["u"][:2], theirs["u"][:2], atol=1e-5)  # the first stage has nothing to carry
    assert not torch.allclose(ours["u"][2], theirs["u"][2], atol=1e-3)


@pytest.mark.parametrize("term, weight", [("match", 1), ("grey", 2), ("bias", 3), ("edge", 4)])
def test_each_further_term_departs_from_the_paper(term, weight):
    chain, ours, _ = both_answers()
    with torch.no_grad():
        chain.evidence_weights[weight] = 0.2
        changed = chain(*inputs(chain))
    assert not torch.allclose(changed["u"], ours["u"], atol=1e-3), term


def test_full_momentum_is_the_papers_pooling():
    """η = 1: l1^k = MAP(F, u^(k-1)) up to its length, which the cosine does not see, and l2 = -l1."""
    chain, paper = networks()
    features, u = F.normalize(torch.randn(2, 32, 8, 8), dim=1), torch.rand(2, 1, 8, 8)
    drawn = F.normalize(torch.randn(2, 2, 32), dim=2)
    with torch.no_grad():
        chain.prototype.momentum.fill_(40)
        moved, pooled = chain.prototype(drawn, features, u), paper.pool(features, u)
    assert torch.allclose(moved[:, 0], F.normalize(pooled, dim=1), atol=1e-5)
    assert torch.allclose(moved[:, 0], -moved[:, 1], atol=1e-6)
