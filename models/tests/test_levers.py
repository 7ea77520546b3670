"""Each lever pulls what it says: a withheld part no longer matters, everything else stays."""

import json

import numpy as np
import pytest
import torch

from lms_net import levers
from lms_net.data.synthetic import make_volume
from lms_net.inference.edge import edge_term, grey_gate
from lms_net.networks.chain import PLANES, ChainConfig, ChainNet
from lms_net.optical_flow import motion, warp
from lms_net.total_variation import TotalVariation, primal_dual

CONFIG = ChainConfig(size=64, features=8, widths=(8, 8, 8, 8), denoiser_width=8)


def answers(net, planes, scalars):
    with torch.no_grad():
        return net(planes, scalars, *net.support(planes[:, :1], (planes[:, 3:4] > 0.5).float()))


@pytest.mark.parametrize("name", levers.INSTEAD)
def test_what_is_withheld_does_not_matter(name):
    torch.manual_seed(0)
    planes, scalars = torch.rand(2, len(PLANES), 64, 64), torch.rand(2, 3)
    other = planes.clone()
    other[:, PLANES.index(name)] = torch.rand(2, 64, 64)
    whole, withheld = ChainNet(CONFIG).eval(), levers.OtherInputs(CONFIG, (name,)).eval()
    torch.nn.init.normal_(whole.denoiser.last.weight, std=0.1)  # zero at first: nothing but evidence would matter
    withheld.load_state_dict(whole.state_dict())
    assert torch.equal(answers(withheld, planes, scalars)["logit"], answers(withheld, other, scalars)["logit"])
    assert not torch.equal(answers(whole, planes, scalars)["logit"], answers(whole, other, scalars)["logit"])


def disc(size=40, radius=10.0):
    y, x = np.mgrid[:size, :size] - size / 2
    return np.hypot(y, x) < radius


def test_a_mask_follows_the_tissue():
    torch.manual_seed(0)
    texture = torch.nn.functional.avg_pool2d(torch.randn(1, 1, 84, 84), 5, 1) * 5
    mask = torch.from_numpy(disc(80, 14.0).astype(np.float32))[None, None]
    by = (4, -3)  # rows, columns
    query, moved = (torch.roll(x, by, (2, 3)) for x in (texture, mask))
    flow = motion(query, texture)
    inside = flow[0][:, moved[0, 0] > 0].mean(1)
    assert torch.allclose(inside, torch.tensor([3.0, -4.0]), atol=0.3)
    still, followed = (((m > 0.5) != (moved > 0.5)).sum() for m in (mask, warp(mask, flow)))
    assert followed < still / 5
    assert motion(texture, texture).abs().max() < 1e-3
    # In the network: the same answer as if the mask had been handed over where it is now.
    net, plain = levers.OtherInputs(CONFIG, moved=("prior",)).eval(), ChainNet(CONFIG).eval()
    torch.nn.init.normal_(net.denoiser.last.weight, std=0.1)
    plain.load_state_dict(net.state_dict())
    planes, scalars = torch.rand(1, len(PLANES), 80, 80), torch.rand(1, 3)
    planes[:, 0:1], planes[:, 1:2], planes[:, 3:4] = query, texture, mask
    there = planes.clone()
    there[:, 3:4] = warp(mask, flow)
    answer = answers(net, planes, scalars)["u"]
    drawn = net.support(planes[:, :1], mask)
    with torch.no_grad():
        assert torch.equal(answer, plain(there, scalars, *drawn)["u"])
        assert not torch.equal(answer, plain(planes, scalars, *drawn)["u"])


def test_total_variation_finds_the_edge_and_leaves_seeds():
    truth = disc()
    unit = (0.3 + 0.4 * truth + np.random.default_rng(0).normal(0, 0.02, truth.shape)).astype(np.float32)
    gate = grey_gate(unit, truth)
    u = edge_term(unit, np.roll(truth, 2, 0), gate, TotalVariation())
    assert ((u > 0.5) != truth).sum() < 12
    state = np.zeros(truth.shape, np.int8)
    state[disc(radius=4)], state[~disc(radius=16)] = 1, 2
    flat = primal_dual(np.zeros(truth.shape), state, 100.0, 500)
    assert flat[state == 1].min() == 1 and flat[state == 2].max() == 0
    # Without edges the shortest border is that of the inner seeds.
    assert ((flat > 0.5) != (state == 1)).sum() < 30


def test_levers_of_training_data(tmp_path):
    image, label, spacing = make_volume(1)
    np.savez(tmp_path / "synthetic__0001.npz", image=image, label=label, spacing=spacing, ct=False)
    source = levers.ChainSource(tmp_path, {"synthetic": (1.0, 1.0)}, set(), 64, 0, levers.OnTruth)
    chain = source.chain()
    while not chain.truth(chain.next_z).any():
        chain = source.chain()
    chain.inputs()
    chain.advance(np.full((64, 64), 0.6, np.float32), 0.1)
    assert np.array_equal(chain.soft > 0.5, chain.truth(chain.z))
    volume = source.sets[0][1][0]
    volume.regions = [(1, 3), (2, 4), (3, 5)]
    levers.keep_scale(source, 1)
    assert volume.regions == [(2, 4)]


def test_a_row_is_made_once(tmp_path, capsys, monkeypatch):
    data = tmp_path / "volumes"
    data.mkdir()
    image, label, spacing = make_volume(1)
    for name in ("synthetic__0001", "sunnybrook__SC-N-05_phase00"):
        cut = slice(None, 16), slice(40, 150), slice(40, 150)
        organ = np.where(label[cut] == np.bincount(label[cut][label[cut] > 0]).argmax(), 1, 0)
        np.savez(data / f"{name}.npz", image=image[cut], label=organ.astype(np.uint8), spacing=spacing, ct=False)
    monkeypatch.setattr(levers, "VALIDATION", {"sunnybrook": (["SC-N-05_phase00"], [1])})
    monkeypatch.setattr("lms_net.validation.VALIDATION", levers.VALIDATION)
    torch.save(dict(mean=ChainNet(CONFIG).state_dict(), config=CONFIG.as_dict()), tmp_path / "init.pt")
    only = ["as it is", "without matching with the neighbour", "without PD-Net"]
    common = ["--init", tmp_path / "init.pt", "--data", data, "--runs", tmp_path / "runs"]
    command = [str(a) for a in common] + ["--steps", "1", "--batch", "2", "--limit", "1", "--only", *only]
    levers.main(command)
    first = capsys.readouterr().out
    assert [row.split(" | ")[0] for row in first.splitlines()] == [f"| {name}" for name in only]
    assert len(json.loads((tmp_path / "runs/as-it-is.json").read_text())) == 1
    monkeypatch.setattr(levers, "trained", None)
    levers.main(command)
    assert capsys.readouterr().out == first


def test_other_greys_change_the_slices_and_not_the_masks(tmp_path, monkeypatch):
    monkeypatch.setattr(levers, "OTHER_GREYS", 1.0)
    image, label, spacing = make_volume(1)
    np.savez(tmp_path / "synthetic__0001.npz", image=image, label=label, spacing=spacing, ct=False)
    usual, *other = (
        levers.ChainSource(tmp_path, {"synthetic": (1.0, 1.0)}, set(), 64, 0, kind).chain()
        for kind in (levers.Chain, levers.OnWindows, levers.OnOtherGreys)
    )
    for chain in other:
        z = chain.start
        assert z == usual.start and np.array_equal(chain.truth(z), usual.truth(z))
        grey = chain.unit(z)
        assert grey.dtype == np.float32 and 0 <= grey.min() < grey.max() <= 1
        assert np.abs(grey - usual.unit(z)).max() > 0.05
        assert not np.array_equal(chain.support.image, usual.support.image)  # the drawn slice is seen with the same greys
        assert np.array_equal(chain.support.mask, usual.support.mask)
    narrower, all_three = (chain.unit(chain.start) for chain in other)
    order = np.argsort(usual.unit(usual.start).ravel())
    assert np.all(np.diff(narrower.ravel()[order]) >= 0)  # a window keeps the order of grey values
    assert np.any(np.diff(all_three.ravel()[order]) < 0)
