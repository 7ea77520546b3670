"""Precision, memory format, the store of frozen features, metrics and progress."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_benchmark import COMMON, FIELDS, run, toy_volume

from lms_net.benchmarks import own_statistics, runs, speed
from lms_net.benchmarks.episode_loader import episodes
from lms_net.benchmarks.episodes import EpisodeRules, EpisodeSource
from lms_net.benchmarks.features import Compute, FeatureStore
from lms_net.benchmarks.runs import Metrics, Progress, RunFolder, read_metrics
from lms_net.benchmarks.training_step import WARM_UP, TrainingStep
from lms_net.networks.lms import LmsNet
from lms_net.networks.systems import system

torch.set_num_threads(1)


def tiny(**fields):
    torch.manual_seed(0)
    return LmsNet(system("flms", encoder="small", stride=8, features=16, grid=16, md_width=8, **fields).network).eval()


def slices(count=3):
    torch.manual_seed(1)
    return [torch.randn(1, 1, 64, 64) for _ in range(count)]


def test_convolutions_run_in_bfloat16_with_channels_last_and_the_energy_in_float32():
    compute, net, seen, reduced = Compute("cpu", "bf16"), tiny(), [], []
    net = compute.prepare(net)
    four = [p for p in net.parameters() if p.dim() == 4 and p.shape[1] > 1 and p.shape[2] > 1]
    assert four and all(p.is_contiguous(memory_format=torch.channels_last) for p in four)
    net.reduction.register_forward_hook(lambda _, __, out: reduced.append(out.dtype))
    convolutions = [m for m in net.trunk.modules() if isinstance(m, torch.nn.Conv2d)]
    for m in convolutions:
        m.register_forward_hook(lambda _, __, out: seen.append(out.dtype))
    with torch.no_grad():
        half = compute.encode(net, slices(), [None] * 3, None)
        assert set(seen) == {torch.bfloat16} and set(reduced) == {torch.float32}
        assert half.features.dtype == half.pooled.dtype == torch.float32
        full = Compute("cpu", "fp32").encode(net, slices(), [None] * 3, None)
    difference = (half.features - full.features).abs().max() / full.features.abs().max()
    assert 0 < difference < 0.05
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 10:40, 10:40] = 1
    with torch.no_grad():
        out = net(half, net.support(half[:1], mask))
    assert out["u"].dtype == out["v"].dtype == torch.float32


def test_tf32_is_allowed_and_automatic_choices_fit_the_machine():
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    compute = Compute("auto", "bf16")
    assert torch.backends.cuda.matmul.allow_tf32 and torch.backends.cudnn.allow_tf32
    assert compute.device.type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert Compute().precision in ("bf16", "fp32") and Compute("cpu", "fp32").precision == "fp32"
    assert not torch.backends.cuda.matmul.allow_tf32 and not torch.backends.cudnn.allow_tf32


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_stored_features_change_nothing(precision):
    compute, net, store = Compute("cpu", precision), tiny(frozen=2), FeatureStore(10)
    net = compute.prepare(net)
    planes, keys = slices(), [(0, 1), None, (0, 2)]
    with torch.no_grad():
        first = compute.encode(net, planes, keys, store)
        assert set(store.maps) == {(0, 1), (0, 2)}
        stored = compute.encode(net, planes, keys, store)
        wrong = compute.encode(net, planes[1:2], [(0, 1)], store)  # the key decides, not the slice
    assert torch.equal(first.features, stored.features) and torch.equal(first.pooled, stored.pooled)
    assert torch.allclose(wrong.features, first.features[:1], atol=1e-3)


def test_the_store_forgets_what_was_not_used_for_longest():
    store, megabyte = FeatureStore(3), torch.zeros(250_000)
    for key in "abc":
        store.put(key, megabyte)
    assert store.get("a") is megabyte  # now b is the oldest
    store.put("d", megabyte)
    assert set(store.maps) == {"a", "c", "d"} and store.get("b") is None
    store.put("e", torch.zeros(1_000_000))  # more than the store holds at all
    assert set(store.maps) == {"a", "c", "d"} and store.used == 3e6


@pytest.mark.parametrize("workers", ["0", "2"])
def test_resume_is_exact_in_bfloat16_and_with_workers_too(cache, tmp_path, monkeypatch, workers):
    common = ("--iterations", "4", "--checkpoint-every", "2", "--freeze-lower", "2", "--precision", "bf16")
    common += ("--workers", workers)
    whole = run(cache, tmp_path / "whole", "lms", *common)
    real = RunFolder.save

    def stop_after_first(self, **state):
        real(self, **state)
        raise KeyboardInterrupt

    monkeypatch.setattr(RunFolder, "save", stop_after_first)
    with pytest.raises(KeyboardInterrupt):
        run(cache, tmp_path / "cut", "lms", *common)
    monkeypatch.setattr(RunFolder, "save", real)
    resumed = run(cache, tmp_path / "cut", "lms", *common, "--resume")
    assert all(torch.equal(v, resumed["net"][k]) for k, v in whole["net"].items())
    other = run(cache, tmp_path / "other", "lms", *common, "--workers", "1")
    assert all(torch.equal(v, other["net"][k]) for k, v in whole["net"].items())


def test_a_run_with_batch_norm_is_trained_as_one_with_instance_norm(cache, tmp_path):
    batch = run(cache, tmp_path / "batch", "lms", "--iterations", "5")
    instance = run(cache, tmp_path / "instance", "lms", "--iterations", "5", fields=("md_norm=instance",))
    own_statistics.main(["--run", str(tmp_path / "batch"), "--out", str(tmp_path / "own")])
    (own, _), (trained, _) = (RunFolder(tmp_path / name).network() for name in ("own", "instance"))
    assert own.config.md_norm == "instance" and set(own.state_dict()) == set(instance["net"]) < set(batch["net"])
    for name, value in trained.state_dict().items():
        assert torch.allclose(value, own.state_dict()[name], atol=1e-5), name
    running, _ = RunFolder(tmp_path / "batch").network()
    u = torch.rand(1, 2, 16, 16)
    with torch.no_grad():
        same, other = own.denoiser(u, u.logit(), 0), running.denoiser(u, u.logit(), 0)
        assert torch.allclose(running.train().denoiser(u, u.logit(), 0), same, atol=1e-5)
    assert not torch.allclose(same, other, atol=1e-5)
    with pytest.raises(SystemExit, match="no BatchNorm"):
        own_statistics.main(["--run", str(tmp_path / "own"), "--out", str(tmp_path / "again")])


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_trains_and_measures_as_the_cpu_does(cache, tmp_path):
    run(cache, tmp_path / "gpu", "lms", "--iterations", "20", "--device", "cuda", "--precision", "bf16")
    run(cache, tmp_path / "cpu", "lms", "--iterations", "20", "--device", "cpu")
    first, second = (read_metrics(tmp_path / d / "metrics.csv")[-1]["total"] for d in ("gpu", "cpu"))
    assert first == pytest.approx(second, rel=0.1)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("name", ["lms", "flms", "adnet", "rpt"])
def test_a_recorded_graph_computes_what_ordinary_iterations_compute(name):
    source = EpisodeSource([toy_volume()], EpisodeRules(size=64), seed=0)
    chosen = system(name, encoder="small", stride=8, features=16, regions=10, heads=2, head_width=8, md_width=8)
    losses = []
    for recorded in (False, True):
        torch.manual_seed(0)
        compute = Compute("cuda", "fp32")
        net = compute.prepare(LmsNet(chosen.network))
        optimiser = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], 1e-2, momentum=0.9)
        step = TrainingStep(net, chosen.loss, optimiser, compute, None, clip=1.0)
        step.warm_up = WARM_UP if recorded else 10**9
        torch.manual_seed(1)  # dropout, and each support's first seed
        for number in range(WARM_UP + 20):
            step(source.episode(number))
        assert (step.graph is not None) == recorded
        losses.append([row["total"] for row in step.figures()])
    assert losses[1] == pytest.approx(losses[0], rel=1e-3) and len(set(losses[0])) > 20


def test_episodes_are_the_same_whoever_makes_them():
    source = EpisodeSource([toy_volume()], EpisodeRules(size=64), seed=0)
    alone, others = (list(episodes(source, 3, 9, workers)) for workers in (0, 2))
    assert len(alone) == len(others) == 6
    for a, b in zip(alone, others, strict=True):
        assert np.array_equal(a.support, b.support) and np.array_equal(a.query_mask, b.query_mask)
    assert not np.array_equal(alone[0].query, alone[1].query)


def test_speed_is_measured_without_keeping_anything(cache, capsys):
    made, same = speed.main(["--cache", str(cache), *COMMON, "--seconds", "0.2", "--set", *FIELDS])
    assert made > 0 and same > 0
    assert f"{made:.2f} iterations a second, {same:.2f} with one episode" in capsys.readouterr().out


def test_workers_end_with_a_training_that_is_killed(tmp_path):
    """The main process dies without a word while its worker waits to hand over an episode."""
    script = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from tiny_benchmark import toy_volume
from lms_net.benchmarks.episode_loader import episodes
from lms_net.benchmarks.episodes import EpisodeRules, EpisodeSource
coming = episodes(EpisodeSource([toy_volume()], EpisodeRules(size=256), seed=0), 0, 1000, 1)
next(coming)
print(*[p.pid for p in coming._workers], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    place = dict(os.environ, PYTHONPATH=str(Path(__file__).parents[1]))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=place)
    (worker,) = map(int, process.stdout.readline().split())
    process.wait()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("the worker is still there")


def test_metrics_are_means_since_the_last_row_and_know_where_a_resume_starts(tmp_path):
    metrics = Metrics(tmp_path, 0, [])
    for iteration, loss in enumerate((1.0, 3.0, 5.0), 1):
        metrics.add(total=loss, **({"dice": 0.5} if iteration == 2 else {}))
        if iteration > 1:
            metrics.flush(iteration=iteration)
    assert read_metrics(tmp_path / "metrics.csv") == [
        dict(iteration=2, total=2.0, dice=0.5),
        dict(iteration=3, total=5.0),
    ]
    Metrics(tmp_path, 2, [])  # the checkpoint was written at iteration 2: what came after happens again
    assert [r["iteration"] for r in read_metrics(tmp_path / "metrics.csv")] == [2]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_on_a_terminal_and_one_a_minute_in_a_log(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(runs.time, "time", lambda: now[0])

    def shown(stream):
        monkeypatch.setattr(sys, "stderr", stream)
        bar = Progress(100, 20)
        for done in (40, 60, 80):
            now[0] += 40
            bar.show(done, f"loss {done}")
        bar.show(100, "finished", last=True)
        return stream.getvalue()

    live = shown(Terminal())
    assert live.count("\r") == 4 and live.count("\n") == 1 and live.endswith("finished\n")
    assert "[#########...............] 40/100  2.00 s/it  2 min left  loss 40" in live
    logged = shown(io.StringIO()).splitlines()
    assert [line.split("/")[0].split()[-1] for line in logged] == ["40", "80", "100"] and "\r" not in "".join(logged)


def test_a_training_that_finds_nothing_any_more_is_told(tmp_path):
    metrics = Metrics(tmp_path, 0, [])

    def row(iteration: int, **figures: float) -> bool:
        metrics.add(total=1.0, **figures)
        metrics.flush(iteration=iteration)
        return metrics.collapsed()

    assert not row(500, dice=0.4)
    assert not row(600, dice=0.0) and not row(1500, dice=0.0)
    assert not row(1550)  # nothing to find in these episodes: neither for it nor against it
    assert row(1600, dice=0.0) and metrics.empty_since == 600
    assert Metrics(tmp_path, 1600, []).collapsed()  # a resume knows it
    assert not row(1700, dice=0.2) and not row(2700, dice=0.0)
