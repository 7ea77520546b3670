"""A tiny training run: the loss falls, a resumed run takes exactly the steps of one that was not interrupted."""

import numpy as np
import pytest
import torch

from lms_net import train
from lms_net.data.chains import ChainSource
from lms_net.data.synthetic import make_volume
from lms_net.evaluate import load_network
from lms_net.export import export_graphs, golden_example
from lms_net.networks.chain import PLANES, ChainConfig, ChainNet


@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("volumes")
    for seed in range(3):
        image, label, spacing = make_volume(seed)
        np.savez(
            folder / f"synthetic__{seed:04d}.npz",
            image=image[:16, 40:150, 40:150],
            label=label[:16, 40:150, 40:150],
            spacing=spacing,
            ct=False,
        )
    return folder


def run(volumes, folder, *more):
    train.main(["propagation", "--data", str(volumes), "--run", str(folder), "--batch", "4", *more])
    return torch.load(folder / "checkpoint.pt", weights_only=False)


def test_loss_falls(volumes, tmp_path):
    """On one fixed batch, so that easy and hard chains do not hide it."""
    source = ChainSource(volumes, {"synthetic": (1.0, 1.0)}, set(), ChainConfig().size, seed=5)
    inputs = [source.chain().inputs() for _ in range(12)]
    batch = {k: torch.from_numpy(np.stack([i[k] for i in inputs])) for k in inputs[0]}

    @torch.no_grad()
    def loss(net):
        drawn = net.prototypes(batch["drawn"][:, :1], batch["drawn"][:, 1:])
        out = train.answer(net, batch, drawn)
        return train.losses(out, batch["target"], batch["present"])["total"].item()

    torch.manual_seed(0)
    before = loss(ChainNet(ChainConfig()).train())
    run(volumes, tmp_path, "--schedule-steps", "60", "--budget-minutes", "2.5")
    after = loss(load_network(tmp_path / "checkpoint.pt").train())
    assert after < 0.8 * before


def test_resume_is_exact(volumes, tmp_path):
    common = ("--schedule-steps", "4", "--checkpoint-steps", "2")
    whole = run(volumes, tmp_path / "whole", *common)
    (tmp_path / "cut").mkdir()
    saved, real = [], train.save

    def stop_after_first(path, **state):
        real(path, **state)
        saved.append(state["step"])
        raise KeyboardInterrupt

    train.save = stop_after_first
    try:
        with pytest.raises(KeyboardInterrupt):
            run(volumes, tmp_path / "cut", *common)
    finally:
        train.save = real
    assert saved == [2]
    resumed = run(volumes, tmp_path / "cut", *common, "--resume")
    for name, value in whole["net"].items():
        assert torch.equal(value, resumed["net"][name]), name


def test_export_equals_pytorch(volumes, tmp_path):
    import onnxruntime as ort

    run(volumes, tmp_path, "--schedule-steps", "2")
    net = load_network(tmp_path / "checkpoint.pt")
    torch.manual_seed(3)
    planes, scalars = torch.rand(1, len(PLANES), net.config.size, net.config.size), torch.rand(1, 3)
    with torch.no_grad():
        drawn = net.prototypes(planes[:, :1], (planes[:, 1:2] > 0.5).float())
        expected = {k: v.numpy().copy() for k, v in net(planes, scalars, drawn).items()}
        assert len(golden_example(net)["answers"]) == 2
    export_graphs(net, tmp_path)
    session = ort.InferenceSession(str(tmp_path / "step.onnx"))
    names = [o.name for o in session.get_outputs()]
    answer = session.run(None, dict(planes=planes.numpy(), scalars=scalars.numpy(), drawn=drawn.numpy()))
    for name, value in zip(names, answer, strict=True):
        assert np.abs(value - expected[name]).max() < 1e-3, name
