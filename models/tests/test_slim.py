"""Narrower networks from trained ones."""

from dataclasses import replace

import pytest
import torch

from lms_net import slim as command
from lms_net.networks.chain import PLANES, ChainConfig, ChainNet
from lms_net.slim import slim

torch.set_num_threads(1)
WIDE = ChainConfig(size=32, features=8, widths=(8, 12, 16, 20), denoiser_width=8)
NARROW = replace(WIDE, features=6, widths=(6, 10, 12, 14), denoiser_width=6)


def trained(config):
    """A network whose channels matter to different degrees, as after training."""
    torch.manual_seed(2)
    net = ChainNet(config).eval()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.3, 1.5)
            torch.nn.init.normal_(module.bias, std=0.3)
    torch.nn.init.normal_(net.denoiser.last.weight, std=0.1)
    return net


def answers(net):
    torch.manual_seed(3)
    planes, scalars = torch.rand(1, len(PLANES), 32, 32), torch.rand(1, 3)
    with torch.no_grad():
        return net(planes, scalars, *net.support(planes[:, :1], (planes[:, 3:4] > 0.5).float()))


def test_nothing_changes_where_all_channels_are_kept():
    state = trained(WIDE).state_dict()
    same = slim(state, WIDE, WIDE)
    assert all(torch.equal(value, state[name]) for name, value in same.items())


def test_channels_that_say_nothing_are_the_first_to_go():
    net = trained(WIDE)
    with torch.no_grad():  # two channels of every pruned layer are switched off
        for name, module in net.named_modules():
            if isinstance(module, torch.nn.BatchNorm2d) and name.startswith(("context", "denoiser")):
                module.weight[:2], module.bias[:2] = 0, 0
        net.denoiser.first.weight[:2], net.denoiser.first.bias[:2] = 0, -1
    narrow = replace(WIDE, widths=(6, 10, 14, 18), denoiser_width=6)
    small = ChainNet(narrow).eval()
    small.load_state_dict(slim(net.state_dict(), WIDE, narrow))
    for name, value in answers(net).items():
        assert torch.allclose(value, answers(small)[name], atol=1e-4), name


def test_a_network_of_the_wanted_widths_comes_out(tmp_path):
    wide, out = tmp_path / "wide.pt", tmp_path / "narrow.pt"
    torch.save(dict(mean=trained(WIDE).state_dict(), config=WIDE.as_dict(), step=7), wide)
    widths = [str(w) for w in NARROW.widths]
    command.main([str(wide), "--widths", *widths, "--features", "6", "--denoiser-width", "6", "--out", str(out)])
    made = torch.load(out, weights_only=True)
    config = ChainConfig.from_dict(made["config"])
    assert config == NARROW
    net = ChainNet(config)
    net.load_state_dict(made["mean"])
    assert torch.isfinite(answers(net.eval())["logit"]).all()


def test_what_cannot_be_narrowed_is_said():
    state = trained(NARROW).state_dict()
    with pytest.raises(ValueError, match="wider"):
        slim(state, NARROW, WIDE)
    with pytest.raises(ValueError, match="nothing else"):
        slim(state, NARROW, replace(NARROW, stages=3))
