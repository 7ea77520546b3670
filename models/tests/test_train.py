"""A tiny training run: the loss falls, a resumed run takes exactly the steps of one that was not interrupted."""

import csv

import numpy as np
import pytest
import torch

from lms_net import train
from lms_net.data.synthetic import make_volume
from lms_net.evaluate import load_network
from lms_net.export import export_graphs, golden_example
from lms_net.networks.chain import PLANES


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
    run(volumes, tmp_path, "--schedule-steps", "150", "--budget-minutes", "2.5")
    losses = [float(row[2]) for row in csv.reader((tmp_path / "metrics.csv").open())]
    assert len(losses) >= 2 and losses[-1] < losses[0]


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
