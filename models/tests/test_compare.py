"""The whole comparison as one command: plan, resume, tables."""

import json
import time

import pytest
import torch
from tiny_benchmark import COMMON, FIELDS

from lms_net import compare
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.training_step import TrainingStep

OPTIONS = [w for w in COMMON if w not in ("--dataset", "chaos-mr", "--fold", "0")]


def comparison(cache, folder, *more):
    fixed = ["--cache", str(cache), "--runs", str(folder / "runs"), "--out", str(folder / "out"), "--datasets", "chaos-mr"]
    compare.main([*fixed, *OPTIONS, "--iterations", "4", "--set", *FIELDS, *more])
    return (folder / "out" / "tables.md").read_text()


def test_systems_and_variants_are_trained_measured_and_tabulated(cache, tmp_path, capsys):
    vary = ("--vary", "alpha=20 learn_alpha=False", "--lr 0.01")
    wanted = ("--systems", "lms", "adnet", *vary, "--protocols", "EP1", "--seeds", "1", "--freeze-lower", "1")
    text = comparison(cache, tmp_path, *wanted)
    names = sorted(p.name for p in (tmp_path / "runs").iterdir())
    changes = ("", "-alpha=20-learn_alpha=False", "-lr-0.01")
    assert names == sorted(f"chaos-mr-fold0-{s}{c}-seed1" for s in ("lms", "adnet") for c in changes)
    varied = RunFolder(tmp_path / "runs" / "chaos-mr-fold0-lms-alpha=20-learn_alpha=False-seed1")
    assert varied.system().network.alpha == 20 and varied.system().network.features == 16
    assert varied.read_config()["identity"]["seed"] == 1 and varied.read_config()["identity"]["lr"] == 1e-3
    rows = [line for line in text.split("### Other fields")[1].splitlines() if "| this" in line]
    assert sum("alpha=20" in r for r in rows) == 2 and sum("lr=0.01" in r for r in rows) == 2 and len(rows) == 6
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "runs").rglob("checkpoint.pt")}
    capsys.readouterr()
    assert comparison(cache, tmp_path, *wanted) == text
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "runs").rglob("checkpoint.pt")} == before
    assert capsys.readouterr().out.count(": done") == 6


def test_an_interrupted_comparison_goes_on(cache, tmp_path, monkeypatch):
    real, done = TrainingStep.__call__, []

    def stop_at_the_third(*args):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(1)
        return real(*args)

    options = ("--systems", "lms", "--checkpoint-every", "1", "--protocols", "EP1")
    monkeypatch.setattr(TrainingStep, "__call__", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        comparison(cache, tmp_path / "cut", *options)
    monkeypatch.setattr(TrainingStep, "__call__", real)
    file = "runs/chaos-mr-fold0-lms-seed0/checkpoint.pt"
    assert torch.load(tmp_path / "cut" / file, weights_only=False)["iteration"] == 3
    comparison(cache, tmp_path / "cut", *options)
    comparison(cache, tmp_path / "whole", *options)
    cut, whole = (torch.load(tmp_path / kind / file, weights_only=False)["net"] for kind in ("cut", "whole"))
    assert all(torch.equal(value, cut[name]) for name, value in whole.items())


def test_more_protocols_are_measured_without_training_again(cache, tmp_path):
    comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1")
    run = tmp_path / "runs" / "chaos-mr-fold0-adnet-seed0"
    first = torch.load(run / "checkpoint.pt", weights_only=False)["net"]
    comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1", "EP2")
    again = torch.load(run / "checkpoint.pt", weights_only=False)["net"]
    assert all(torch.equal(value, again[name]) for name, value in first.items())
    assert {r["protocol"] for r in json.loads((run / "evaluation.json").read_text())["rows"]} == {"EP1", "EP2"}


def test_the_time_budget_holds_for_all_runs_together(cache, tmp_path, capsys, monkeypatch):
    real = TrainingStep.__call__
    monkeypatch.setattr(TrainingStep, "__call__", lambda *args: time.sleep(0.7) or real(*args))
    comparison(cache, tmp_path, "--systems", "lms", "adnet", "--budget-minutes", "0.01")
    assert "the same command goes on" in capsys.readouterr().out
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["chaos-mr-fold0-lms-seed0"]


def test_runs_of_another_comparison_do_not_pass_for_this_one(cache, tmp_path):
    comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1")
    with pytest.raises(SystemExit, match="adnet-seed0 was trained with another lr; give another folder"):
        comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1", "--lr", "0.01")
    with pytest.raises(SystemExit, match="another setting"):
        comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1", "--setting", "2")


def test_other_supports_are_measured_beside_the_usual_ones(cache, tmp_path):
    comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1")
    text = comparison(cache, tmp_path, "--systems", "adnet", "--protocols", "EP1", "--supports", "all")
    run = tmp_path / "runs" / "chaos-mr-fold0-adnet-seed0"
    assert {f.name for f in run.glob("*.json")} == {"config.json", "evaluation.json", "evaluation-supports-all.json"}
    assert "EP1, support 2" in text and "EP1, support all" in text


def test_what_the_plan_sets_is_not_an_option(cache, tmp_path):
    with pytest.raises(SystemExit):
        comparison(cache, tmp_path, "--fold", "1")
