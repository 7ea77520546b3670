"""What ships is what PyTorch gets back."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from lms_net.benchmarks import from_zoo
from lms_net.benchmarks.runs import RunFolder

ZOO = Path(__file__).parents[1] / "zoo"


def test_the_shipped_network_computes_in_pytorch_what_its_onnx_files_compute():
    net, _, size = from_zoo.from_zoo(ZOO, "lms-paper", "resnet50")
    sessions = [onnxruntime.InferenceSession(ZOO / "lms-paper" / f) for f in ("encoder.onnx", "head.onnx")]
    y, x = np.mgrid[:size, :size] / size - 0.5
    disc = np.hypot(x + 0.1, y) < 0.2
    grey = disc + np.hypot(x, y) + np.random.default_rng(0).normal(0, 0.1, disc.shape)
    image = ((grey - grey.mean()) / grey.std()).astype(np.float32)[None, None]
    (features,) = sessions[0].run(None, dict(image=image))
    with torch.no_grad():
        encoded = net.encode(torch.from_numpy(image))
        support = net.support(encoded, torch.from_numpy(disc)[None, None].float())
        out = net(encoded, support)
    assert np.abs(encoded.features.numpy() - features).max() < 1e-4 * np.abs(features).max()
    inputs = dict(prototype=support.prototype, regions=support.regions, valid=support.valid.float())
    u, v = sessions[1].run(None, dict({k: t.numpy() for k, t in inputs.items()}, features=features))
    assert u[-1].min() < 0.2 and u[-1].max() > 0.5  # it finds something
    assert np.abs(out["u"].numpy() - u).max() < 1e-3 and np.abs(out["v"].numpy() - v).max() < 1e-3


def test_its_run_folder_opens_like_any_other(tmp_path):
    run = tmp_path / "run"
    command = ["--zoo", str(ZOO), "--id", "lms-paper", "--iterations", "9000", "--run", str(run)]
    from_zoo.main(command)
    net, state = RunFolder(run).network()
    assert net.config.stages == 2 and state["iteration"] == 9000 and state["identity"]["dataset"] == "permissive"
    assert RunFolder(run).system().name == "lms" and RunFolder(run).read_config()["pretrained"]
    with pytest.raises(SystemExit, match="there already"):
        from_zoo.main(command)


def test_other_models_are_refused():
    with pytest.raises(SystemExit, match="chain-fast is not a network of the paper's kind .* there is lms-paper"):
        from_zoo.from_zoo(ZOO, "chain-fast", "resnet50")
