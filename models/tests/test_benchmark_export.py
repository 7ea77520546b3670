"""A tiny plain network as ONNX files with its golden example, and the rules for presence and trust."""

import base64
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from lms_net import half
from lms_net.benchmarks import calibrate, export
from lms_net.benchmarks.figures import slice_figures
from lms_net.benchmarks.runs import RunFolder
from lms_net.inference.rules import apply_rule
from lms_net.networks.lms import Encoded, LmsNet
from lms_net.networks.systems import system
from lms_net.zoo import enter

SIZE, GRID = 64, 16
FIELDS = dict(encoder="small", stride=8, features=32, grid=GRID, regions=6, heads=2, head_width=16, md_width=8, alpha=1.0)
ABOUT = dict(title="t", version="1", modalities=["MR"], licence="l", trainedOn=[], card="c")


def write_run(folder, name="lms", trained_on=None, **fields):
    identity = dict(size=SIZE, **(trained_on or dict(dataset="permissive")))
    torch.manual_seed(0)
    chosen = system(name, **FIELDS, **fields)
    net = LmsNet(chosen.network)
    for parameter in net.parameters():  # so that MD is not the identity
        torch.nn.init.normal_(parameter, 0, 1.0) if parameter.abs().sum() == 0 else None
    run = RunFolder(folder)
    run.write_config(chosen, identity, dict(iterations=1))
    run.save(net=net.state_dict(), identity=identity, iteration=1, target=1)
    return run


def write_rules(folder):
    rule = dict(bias=0.0, terms=[])
    (folder / "rules.json").write_text(json.dumps(dict(stop=dict(presence=rule, trust=rule, threshold=0.5, patience=1))))
    (folder / "about.json").write_text(json.dumps(ABOUT))
    return ["--rules", str(folder / "rules.json"), "--about", str(folder / "about.json")]


def session(file):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def unpack(text, shape):
    return np.frombuffer(base64.b64decode(text), "<u2").reshape(shape) / 65535


@pytest.mark.parametrize("name", ["lms", "flms", "lms-dc"])
def test_files_answer_as_the_network_and_as_the_golden_example(tmp_path, name):
    write_run(tmp_path / "run", name)
    zoo = tmp_path / "zoo"
    zoo.mkdir()
    others = [dict(id=i) for i in ("a", "tiny", "c")]
    (zoo / "manifest.json").write_text(json.dumps(dict(defaultModel="a", models=others)))
    export.main(["--run", str(tmp_path / "run"), "--zoo", str(zoo), "--id", "tiny", *write_rules(tmp_path)])
    manifest = json.loads((zoo / "manifest.json").read_text())
    first, entry, last = manifest["models"]
    assert manifest["defaultModel"] == "a" and [first, last] == [others[0], others[2]]  # it keeps its place
    assert entry["kind"] == "plain" and entry["plain"]["grid"] == GRID and entry["stride"] == 8
    assert all((zoo / f["path"]).stat().st_size == f["bytes"] for f in entry["files"].values())
    net = half.round_to_half(RunFolder(tmp_path / "run").network()[0])
    image = torch.randn(1, 1, SIZE, SIZE)
    mask = torch.zeros(1, 1, SIZE, SIZE)
    mask[..., 20:40, 10:30] = 1
    encoder, head = (session(zoo / "tiny" / f"{f}.onnx") for f in ("encoder", "head"))
    with torch.no_grad():
        encoded = net.encode(image)
        support = net.support(encoded, mask)
        expected = net(encoded, support)
    (features,) = encoder.run(None, dict(image=image.numpy()))
    assert features.shape == (1, 32, 8, 8) and np.allclose(features, encoded.features.numpy(), atol=1e-5)
    inputs = dict(features=features, prototype=support.prototype.numpy())
    if name != "flms":
        inputs.update(regions=support.regions.numpy(), valid=support.valid.float().numpy())
    u, v = head.run(None, inputs)
    assert np.allclose(u, expected["u"].numpy(), atol=1e-5) and np.allclose(v, expected["v"].numpy(), atol=1e-5)
    if name != "lms-dc":
        assert np.abs(v).max() > 1e-3
    golden = json.loads((zoo / "tiny" / "golden.json").read_text())
    stages = net.config.stages
    for answer in golden["answers"]:
        assert unpack(answer["u"], (stages + 1, GRID, GRID)).std() > 0
        assert unpack(answer["v"], (stages, 2, GRID, GRID)).shape[0] == stages
    assert [a["shots"] for a in golden["answers"]] == [[0], [0, 1]]
    assert golden["answers"][0]["u"] != golden["answers"][1]["u"]


def test_the_first_model_of_a_zoo_is_its_default_and_others_follow(tmp_path):
    for name in ("one", "two", "one"):
        enter(tmp_path, dict(id=name, files={}))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest == dict(defaultModel="one", models=[dict(id="one", files={}), dict(id="two", files={})])


def test_large_weights_are_stored_as_half_floats_and_nothing_is_lost(tmp_path):
    run = write_run(tmp_path / "run")
    net = half.round_to_half(export.exportable(run.network()[0]))
    export.export_graphs(net, tmp_path, SIZE)
    stored = {t.name: t.data_type for f in ("encoder", "head") for t in onnx.load(tmp_path / f"{f}.onnx").graph.initializer}
    large = [p for n, p in net.named_parameters() if p.numel() >= half.HALF_FROM and "denoiser" not in n]
    assert len(large) > 5 and sum(kind == onnx.TensorProto.FLOAT16 for kind in stored.values()) == len(large)
    with torch.no_grad():
        net.reduction.weight.fill_(1e6)
    with pytest.raises(OverflowError, match="reduction"):
        net.reduction.weight.data = net.reduction.weight.data.repeat(4, 1, 1, 1)
        half.round_to_half(net)


def test_baselines_with_a_threshold_are_refused(tmp_path):
    with pytest.raises(SystemExit, match="threshold"):
        export.exportable(write_run(tmp_path, "adnet").network()[0])


@pytest.mark.parametrize(
    "trained_on", [dict(dataset="synapse-ct"), dict(dataset="own", volumes=["mine/1", "synapse-ct/sabs_01"])]
)
def test_what_was_trained_on_a_benchmark_is_not_exported(tmp_path, trained_on):
    write_run(tmp_path / "run", trained_on=trained_on)
    zoo = tmp_path / "zoo"
    with pytest.raises(SystemExit, match="run was trained on synapse-ct, whose licences keep weights from shipping"):
        export.main(["--run", str(tmp_path / "run"), "--zoo", str(zoo), "--id", "tiny", *write_rules(tmp_path)])
    assert not zoo.exists()


def test_ones_own_images_and_the_permissive_ones_may_be_exported():
    assert not export.restricted_sets(dict(dataset="own", volumes=["mine/1"]))
    assert not export.restricted_sets(dict(dataset="permissive", only=None))


def test_figures_of_a_slice():
    net = LmsNet(system("flms", **{**FIELDS, "features": 2, "stride": 4}).network)
    features = torch.zeros(1, 2, GRID, GRID)
    features[:, 1] = -1  # the object points one way, the rest another
    features[:, 0, 4:8, 4:8], features[:, 1, 4:8, 4:8] = 1, 0
    encoded = Encoded(features, torch.zeros(1, 16))
    mask = torch.zeros(1, 1, SIZE, SIZE)
    mask[..., 16:32, 16:32] = 1
    u = torch.where(features[0, 0] > 0, 0.9, 0.1)
    right = slice_figures(net, encoded, u, encoded, mask)
    assert right["cycle"] == 1 and right["area"] == pytest.approx(1) and right["agreement"] == 1
    assert right["confidence"] == pytest.approx(0.9)
    assert right["entropy"] == pytest.approx(GRID**2 * 0.3251 / 16, rel=1e-3)
    wrong = slice_figures(net, encoded, 1 - u, encoded, mask)
    assert wrong["cycle"] == 0 and wrong["agreement"] == 0 and wrong["area"] == pytest.approx(15)
    nothing = slice_figures(net, encoded, torch.zeros_like(u), encoded, mask)
    assert nothing["cycle"] == nothing["area"] == nothing["confidence"] == 0


def test_rules_are_fitted_to_presence(tmp_path, capsys):
    """Bright balls on a darker ground with noise: even an untrained network's figures tell presence from absence."""
    rng = np.random.default_rng(0)
    for n in range(6):
        z, y, x = np.meshgrid(np.arange(16), np.arange(SIZE), np.arange(SIZE), indexing="ij")
        ball = ((z - 7) / 4) ** 2 + ((y - 30 - n) / 12) ** 2 + ((x - 34 + n) / 12) ** 2 < 1
        image = (60 + 120 * ball + rng.normal(0, 4, ball.shape)).astype(np.uint8)
        (tmp_path / "own").mkdir(exist_ok=True)
        folder, name = (tmp_path, "synthetic") if n < 4 else (tmp_path / "own", "mine" if n == 4 else "chaos-mr")
        np.savez(folder / f"{name}__{n}.npz", image=image, label=ball.astype(np.uint8), spacing=[3.0, 1, 1], ct=False)
    write_run(tmp_path / "run", "flms", centred=True)
    out = tmp_path / "rules.json"
    command = ["--run", str(tmp_path / "run"), "--synthetic", str(tmp_path), "--data", str(tmp_path / "own")]
    calibrate.main([*command, "--out", str(out)])
    stop = json.loads(out.read_text())["stop"]
    assert [t["figure"] for t in stop["presence"]["terms"]] == list(calibrate.FIGURES)
    said = capsys.readouterr().out
    assert "presence AUROC" in said and "in 5 volumes" in said  # one's own takes part, a benchmark's does not
    figures = {t["figure"]: t["mean"] for t in stop["presence"]["terms"]}
    assert 0 < apply_rule(stop["presence"], figures) < 1
