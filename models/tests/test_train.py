"""A tiny training run: the loss falls, a resumed run takes exactly the steps of one that was not interrupted."""

import numpy as np
import pytest
import torch

from lms_net import slim, train
from lms_net.average import average
from lms_net.data.chains import ChainSource
from lms_net.data.synthetic import make_volume
from lms_net.evaluate import load_network
from lms_net.export import DEEP_INPUTS, export_graphs, golden_example, save_weights
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
        out = train.answer(net, batch, net.support(batch["drawn"][:, :1], batch["drawn"][:, 1:]))
        return train.losses(out, batch["target"], batch["present"])["total"].item()

    torch.manual_seed(0)
    before = loss(ChainNet(ChainConfig()).train())
    run(volumes, tmp_path, "--schedule-steps", "60", "--budget-minutes", "2.5")
    after = loss(load_network(tmp_path / "checkpoint.pt").train())
    assert after < 0.8 * before


def test_gradient_through_a_chain(volumes, monkeypatch):
    """The second slice's loss moves the first slice's answer; what the network sees stays what it is in use."""
    source = ChainSource(volumes, {"synthetic": (1.0, 1.0)}, set(), 64, seed=5)
    torch.manual_seed(1)
    net = ChainNet(ChainConfig(size=64))
    seen, real = [], train.let_through

    def spy(prior, answer, chains):
        linked = [c.from_answer is not None for c in chains]
        joined = real(prior, answer, chains)
        assert torch.equal(joined, prior)
        answer.retain_grad()
        (own,) = torch.autograd.grad(joined.square().sum(), answer, retain_graph=True)
        seen.append((linked, own.abs().sum((1, 2, 3))))
        return joined

    monkeypatch.setattr(train, "let_through", spy)
    optimiser = torch.optim.SGD(net.parameters(), 0.0)
    chains = [source.chain() for _ in range(6)]
    for _ in range(4):
        train.one_step(net, train.Averaged(net), optimiser, chains, source, slices=3)
    assert len(seen) == 8
    linked, gradient = np.concatenate([s[0] for s in seen]), torch.cat([s[1] for s in seen]).numpy()
    assert linked.any() and not linked.all()  # some are begun anew or disturbed
    assert (gradient[~linked] == 0).all()
    assert (gradient[linked] > 0).mean() > 0.9  # an answer without a pixel has none


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


def test_a_run_goes_on_as_what_it_began_with(volumes, tmp_path):
    narrow = ChainConfig(size=32, features=6, widths=(6, 10, 12, 14), denoiser_width=6)
    torch.save(dict(mean=ChainNet(narrow).state_dict(), config=narrow.as_dict()), tmp_path / "narrow.pt")
    run(volumes, tmp_path / "run", "--schedule-steps", "1", "--init", str(tmp_path / "narrow.pt"))
    resumed = run(volumes, tmp_path / "run", "--schedule-steps", "2", "--resume")
    assert ChainConfig.from_dict(resumed["config"]) == narrow and resumed["step"] == 2


def test_a_run_may_go_on_with_other_crops(volumes, tmp_path, capsys):
    first = run(volumes, tmp_path / "first", "--schedule-steps", "1", "--size", "32")
    other = ("--init", str(tmp_path / "first/checkpoint.pt"), "--schedule-steps", "0")
    larger = run(volumes, tmp_path / "larger", *other, "--size", "48")
    assert ChainConfig.from_dict(larger["config"]).size == 48
    for name, value in first["mean"].items():
        assert torch.equal(value, larger["mean"][name]), name
    assert ChainConfig.from_dict(run(volumes, tmp_path / "as-it-was", *other)["config"]).size == 32
    for size in ("50", "0"):
        with pytest.raises(SystemExit):
            run(volumes, tmp_path / "odd", "--size", size)
        assert f"{size} is no multiple of 16" in capsys.readouterr().err


@pytest.mark.parametrize(("deep", "third"), [(0, False), (12, False), (12, True)])
def test_export_equals_pytorch(deep, third, tmp_path):
    """Every output of both graphs, u^k, v^k and all the others, with each kind of network."""
    import onnxruntime as ort

    torch.manual_seed(3)
    net = ChainNet(ChainConfig(size=64, deep=deep, third_stage=third)).eval()
    for p in net.parameters():
        if p.abs().max() == 0:  # what starts at zero would hide a branch
            torch.nn.init.normal_(p, std=0.1)
    planes, scalars = torch.rand(1, len(PLANES), 64, 64), torch.rand(1, 3)
    with torch.no_grad():
        support = net.support(planes[:, :1], (planes[:, 1:2] > 0.5).float())
        expected = {k: v.numpy().copy() for k, v in net(planes, scalars, *support).items()}
        features = [net.encode(planes[:, :1]).numpy(), *(s.numpy() for s in support[1:2])]
        assert len(golden_example(net)["answers"]) == 2
    export_graphs(net, tmp_path)
    session = ort.InferenceSession(str(tmp_path / "encoder.onnx"))
    for value, wanted in zip(session.run(None, dict(image=planes[:, :1].numpy())), features, strict=True):
        assert np.abs(value - wanted).max() < 1e-3
    session = ort.InferenceSession(str(tmp_path / "step.onnx"))
    inputs = dict(planes=planes, scalars=scalars, drawn=support[0], **dict(zip(DEEP_INPUTS, support[1:], strict=False)))
    answer = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    for output, value in zip(session.get_outputs(), answer, strict=True):
        assert np.abs(value - expected[output.name]).max() < 1e-3, output.name


@pytest.mark.parametrize("less", [{}, dict(deep=12)])
def test_a_grown_network_starts_as_the_one_it_grew_from(less):
    torch.manual_seed(4)
    more = dict(deep=12, third_stage=bool(less))
    before, grown = ChainNet(ChainConfig(size=64, **less)).eval(), ChainNet(ChainConfig(size=64, **more)).eval()
    fresh = train.load_matching(grown, before.state_dict())
    assert fresh and all(name.split(".")[0] in ("deep", "deep_weights", "deep_matching", "memory") for name in fresh)
    planes, scalars = torch.rand(2, len(PLANES), 64, 64), torch.rand(2, 3)
    image, mask = planes[:, :1], (planes[:, 1:2] > 0.5).float()
    with torch.no_grad():
        a = before(planes, scalars, *before.support(image, mask))
        b = grown(planes, scalars, *grown.support(image, mask))
    for name, value in a.items():
        assert torch.allclose(value, b[name], atol=1e-5), name


def test_mean_with_the_network_that_it_grew_from():
    torch.manual_seed(5)
    before, grown = ChainNet(ChainConfig(size=64)), ChainNet(ChainConfig(size=64, deep=12))
    mean = average([before.state_dict(), dict(grown.state_dict())], grown.config)
    own, inputs = "deep.project4.0.weight", "context.down1.0.0.weight"
    assert torch.equal(mean[own], grown.state_dict()[own])
    small, large = before.state_dict()[inputs], grown.state_dict()[inputs]
    assert torch.allclose(mean[inputs][:, : small.shape[1]], (small + large[:, : small.shape[1]]) / 2)
    assert torch.allclose(mean[inputs][:, small.shape[1] :], large[:, small.shape[1] :] / 2)


def test_what_was_trained_on_restricted_images_is_not_exported(volumes, tmp_path):
    folder = tmp_path / "volumes"
    folder.mkdir()
    for file in volumes.glob("*.npz"):
        (folder / file.name).symlink_to(file)
        (folder / file.name.replace("synthetic", "chaos-mr")).symlink_to(file)
    run(folder, tmp_path / "first", "--schedule-steps", "1", "--also", "chaos-mr")
    on = run(volumes, tmp_path / "second", "--schedule-steps", "1", "--init", str(tmp_path / "first/checkpoint.pt"))
    assert on["restricted"] == ["chaos-mr"]
    narrow = tmp_path / "narrow.pt"
    slim.main(
        [
            str(tmp_path / "second/checkpoint.pt"),
            *"--widths 8 8 8 8 --features 8 --denoiser-width 8".split(),
            "--out",
            str(narrow),
        ]
    )
    with pytest.raises(SystemExit, match="trained on chaos-mr"):
        save_weights(narrow, tmp_path / "weights.pt", half=False)
    assert not (tmp_path / "weights.pt").exists()
