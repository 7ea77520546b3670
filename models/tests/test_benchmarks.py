"""Data and tiny training runs of the paper's experiments, on made-up volumes."""

import argparse
import json

import numpy as np
import pytest
import torch
from tiny_benchmark import run, toy_volume

from lms_net import evaluate, explain, tables, train
from lms_net.benchmarks.augment import gamma, geometry
from lms_net.benchmarks.datasets import BENCHMARKS, benchmark
from lms_net.benchmarks.episodes import EpisodeRules, EpisodeSource, slices_with
from lms_net.benchmarks.features import Compute
from lms_net.benchmarks.preprocess import resample_labels
from lms_net.benchmarks.results import identify
from lms_net.benchmarks.runs import RunFolder, read_metrics
from lms_net.benchmarks.sources import episode_source
from lms_net.benchmarks.supervoxels import directions, edge_factor, paper_supervoxels
from lms_net.benchmarks.train import add_arguments
from lms_net.benchmarks.volumes import load_case

torch.set_num_threads(1)


def test_folds_are_the_published_index_sets():
    chaos, synapse, cmr = (BENCHMARKS[n].folds for n in ("chaos-mr", "synapse-ct", "mscmr"))
    assert chaos[0] == (0, 1, 2, 3, 4) and chaos[3] == (12, 13, 14, 15, 16) and chaos[4] == (0, 16, 17, 18, 19)
    assert synapse[1] == tuple(range(6, 13)) and synapse[4] == (0, *range(24, 30))
    assert cmr[0] == tuple(range(8)) and cmr[4] == (0, *range(28, 35))
    assert benchmark("chaos-mr").fold_cases(0) == [1, 2, 3, 5, 8]


def test_labels_are_resampled_one_by_one():
    label = np.zeros((1, 4, 8), np.uint8)
    label[..., :4], label[..., 4:] = 2, 6
    assert set(np.unique(resample_labels(label, (1.0, 1.0, 0.7)))) == {2, 6}  # nothing between 2 and 6 appears


def test_supervoxels_follow_edges_and_leave_the_background_out():
    image = np.zeros((6, 40, 40), np.float32)
    image[:, 5:35, 5:20], image[:, 5:35, 20:35] = 100, 200
    regions = paper_supervoxels(image, (5.0, 1.0, 1.0), 500)
    assert (regions[image == 0] == 0).all() and len(np.unique(regions)) == 3
    assert len(np.unique(regions[image == 100])) == 1
    assert len(directions()) == 13 and edge_factor((0, 1, 1), 3.0) == 1 and edge_factor((1, 0, 0), 3.0) == 3
    assert edge_factor((1, 1, 1), 1.0) == pytest.approx(1) and edge_factor((1, 1, 0), 3.0) == pytest.approx(5**0.5)


def test_episodes_are_adjacent_slices_of_one_large_supervoxel():
    source = EpisodeSource([toy_volume()], EpisodeRules(size=64, augment=0.0), seed=0)
    seen = set()
    for number in range(40):
        e = source.episode(number)
        assert abs(e.support_key[1] - e.query_key[1]) == 1 and e.support_mask.any() and e.query_mask.any()
        seen.add((e.support_key[1], e.query_key[1], int(e.support_mask.sum())))
    assert {s[:2] for s in seen} == {(1, 2), (2, 1), (2, 3), (3, 2), (4, 5), (5, 4)}
    assert {s[2] for s in seen} == {900}  # the small supervoxel never


def test_setting_two_leaves_slices_out_and_negatives_lie_beyond():
    volume = toy_volume()
    assert slices_with(volume, (1,)).tolist() == [4, 5]
    rules = EpisodeRules(size=64, augment=0.0, negatives=1.0)
    source = EpisodeSource([volume], rules, seed=0, excluded=[slices_with(volume, (1,))])
    for number in range(10):
        e = source.episode(number)
        assert not e.query_mask.any() and (e.support_key[1], e.query_key[1]) == (1, 0)  # (3, 4): slice 4 is left out


def test_augmentation_touches_one_slice_each_and_moves_mask_with_image():
    rng = np.random.default_rng(0)
    image = rng.normal(size=(64, 64)).astype(np.float32)
    curved = gamma(image, rng)
    assert curved.min() == pytest.approx(image.min(), abs=1e-3) and curved.max() == pytest.approx(image.max(), abs=1e-3)
    mask = np.zeros((256, 256), bool)
    mask[90:150, 100:160] = True
    moved, moved_mask = geometry(mask.astype(np.float32), mask, rng)
    assert np.array_equal(moved >= 0.5, moved_mask) and 0.7 < moved_mask.sum() / mask.sum() < 1.6
    assert not np.array_equal(moved_mask, mask)
    source = EpisodeSource([toy_volume()], EpisodeRules(size=64), seed=1)
    touched = [sum(k is None for k in (e.support_key, e.query_key)) for e in map(source.episode, range(60))]
    assert set(touched) == {1, 2} and 15 < touched.count(2) < 45


@pytest.mark.parametrize("name", ["lms", "flms", "adnet", "rpt", "lms-dc", "lms-md-a", "lms-md-b", "lms-md-d"])
def test_loss_falls_and_the_fold_is_measured(cache, tmp_path, name, capsys):
    run(cache, tmp_path, name, "--iterations", "60", "--log-every", "20", "--lr", "0.01", fields=("centred=True",))
    rows = read_metrics(tmp_path / "metrics.csv")
    assert [r["iteration"] for r in rows] == [20, 40, 60] and rows[-1]["total"] < rows[0]["total"]
    assert (tmp_path / "curves.png").stat().st_size > 1000
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["system"] == name and config["git"] and config["network"]["features"] == 16
    evaluate.main(
        ["benchmark", "--run", str(tmp_path), "--cache", str(cache), "--protocols", "EP1", "EP2", "--supports", "all"]
    )
    result = json.loads((tmp_path / "evaluation-supports-all.json").read_text())
    assert result["finished"] and result["iteration"] == 60 and result["volumes"] == ["chaos_01", "chaos_02", "chaos_03"]
    assert len(result["rows"]) == 2 * 3 * 2 * 4  # protocols, supports, queries, organs
    assert all(0 <= r["dice"] <= 1 and r["case"] != r["support"] for r in result["rows"])
    assert "| EP1 |" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["lms", "flms"])
def test_loss_falls_as_the_paper_has_it(cache, tmp_path, name):
    run(cache, tmp_path, name, "--iterations", "60", "--log-every", "20", "--lr", "0.01")
    rows = read_metrics(tmp_path / "metrics.csv")
    assert rows[-1]["total"] < rows[0]["total"]


@pytest.mark.parametrize("name", ["lms", "flms", "adnet", "rpt", "lms-dc", "lms-md-a", "lms-md-b", "lms-md-d"])
def test_resume_is_exact(cache, tmp_path, monkeypatch, name):
    common = ("--iterations", "6", "--checkpoint-every", "3", "--log-every", "2", "--freeze-lower", "1")
    whole = run(cache, tmp_path / "whole", name, *common)
    real = RunFolder.save

    def stop_after_first(self, **state):
        real(self, **state)
        raise KeyboardInterrupt

    monkeypatch.setattr(RunFolder, "save", stop_after_first)
    with pytest.raises(KeyboardInterrupt):
        run(cache, tmp_path / "cut", name, *common)
    monkeypatch.setattr(RunFolder, "save", real)
    assert torch.load(tmp_path / "cut" / "checkpoint.pt", weights_only=False)["iteration"] == 3
    resumed = run(cache, tmp_path / "cut", name, *common, "--resume")
    for key, value in whole["net"].items():
        assert torch.equal(value, resumed["net"][key]), key
    drop = lambda rows: [{k: v for k, v in r.items() if k != "seconds"} for r in rows]  # noqa: E731
    assert drop(read_metrics(tmp_path / "cut" / "metrics.csv")) == drop(read_metrics(tmp_path / "whole" / "metrics.csv"))


def test_runs_are_not_overwritten_nor_mixed(cache, tmp_path):
    run(cache, tmp_path, "adnet", "--iterations", "1")
    with pytest.raises(SystemExit, match="add --resume"):
        run(cache, tmp_path, "adnet", "--iterations", "2")
    with pytest.raises(SystemExit, match="another network"):
        run(cache, tmp_path, "lms", "--iterations", "2", "--resume")
    with pytest.raises(SystemExit, match="its training data"):
        evaluate.main(["benchmark", "--run", str(tmp_path), "--cache", str(cache), "--fold", "1"])


@pytest.mark.parametrize("name", ["lms", "flms", "lms-dc", "adnet", "rpt"])
def test_iterates_of_a_case_are_drawn(cache, tmp_path, name):
    run(cache, tmp_path / "run", name, "--iterations", "2")
    out = tmp_path / "fig7.png"
    command = ["--run", str(tmp_path / "run"), "--cache", str(cache), "--organ", "liver", "--out", str(out)]
    explain.main([*command, "--case", "chaos_01", "--slice", "5"])
    assert out.stat().st_size > 20000
    with pytest.raises(SystemExit, match="slice 0 of chaos_01 does not show"):
        explain.main([*command, "--case", "chaos_01", "--slice", "0"])
    with pytest.raises(SystemExit, match="chaos_10 is not in the fold"):
        explain.main([*command, "--case", "chaos_10"])
    with pytest.raises(SystemExit, match="has no pancreas"):
        explain.main([*command, "--organ", "pancreas"])


def test_iterates_are_the_networks_own(cache, tmp_path):
    run(cache, tmp_path, "flms", "--iterations", "2", fields=("alpha=1",))
    net, _ = RunFolder(tmp_path).network()
    support, query = (load_case(benchmark("chaos-mr"), cache, n) for n in (2, 1))
    found = explain.iterates(net, Compute("cpu", "fp32"), support, query, 1, 5, 61)
    assert found.u.shape == (4, 61, 61) and found.v.shape == (3, 61, 61)
    assert found.truth.any() and found.support_mask.any() and not np.array_equal(found.image, found.support_image)
    assert np.allclose(explain.entropy_of(np.array([0.0, 0.5, 1.0])), [0, np.log(2), 0], atol=1e-5)
    assert (found.entropy <= np.log(2) + 1e-6).all()
    # Every 4th pixel is a cell of the 16 × 16 grid. With fixed prototypes logit(u^k) = logit(u^0) - α (v1^k - v2^k).
    u, v = found.u[:, ::4, ::4].astype(float), found.v[:, ::4, ::4].astype(float)
    logit, alpha = np.log(u / (1 - u)), net.consistency.alpha.item()
    assert np.abs(v).max() > 1e-4 and np.allclose(logit[1:], logit[0] - alpha * v, atol=1e-4)


def test_tables_take_a_measured_run(cache, tmp_path):
    run(cache, tmp_path / "run", "lms", "--iterations", "1")
    evaluate.main(["benchmark", "--run", str(tmp_path / "run"), "--cache", str(cache)])
    tables.main(["--runs", str(tmp_path), "--out", str(tmp_path / "out")])
    text = (tmp_path / "out" / "tables.md").read_text()
    mri = text.split("### Other fields of network or loss, Abd-MRI")[1].split("###")[0]
    assert "| LMS-Net | this | small, stride 4, 64 px, features=16" in mri and "| 1 | 0 | 2 | EP1, support 2 |" in mri


def test_a_benchmark_is_prepared_and_trained_on_by_one_command(data, cache, tmp_path, capsys):
    before = {f: f.stat().st_mtime_ns for f in (cache / "chaos-mr").iterdir()}
    state = run(cache, tmp_path, "adnet", "--iterations", "1", "--data", str(data))
    assert state["identity"]["dataset"] == "chaos-mr" and "5 of 20 volumes found" in capsys.readouterr().out
    assert {f: f.stat().st_mtime_ns for f in (cache / "chaos-mr").iterdir()} == before  # what is prepared is left alone


def test_time_budget_stops_cleanly(cache, tmp_path):
    state = run(cache, tmp_path, "adnet", "--iterations", "100000", "--budget-minutes", "0.02")
    assert 0 < state["iteration"] < 100000
    further = run(cache, tmp_path, "adnet", "--iterations", str(state["iteration"] + 1), "--resume")
    assert further["iteration"] == state["iteration"] + 1


def test_prepared_volumes_of_ones_own_are_trained_on(tmp_path):
    volume = toy_volume()
    for name in ("mine", "others"):
        arrays = dict(image=volume.image, label=volume.label, regions0=volume.maps[0] - 1 + (volume.maps[0] == 0) * 9)
        np.savez(tmp_path / f"{name}__a.npz", **arrays, spacing=volume.spacing, ct=False)
    command = ["--system", "adnet", "--dataset", "own", "--cache", str(tmp_path), "--encoder", "small", "--size", "64"]
    command += ["--iterations", "2", "--precision", "fp32"]
    train.main(["benchmark", *command, "--run", str(tmp_path / "all"), "--set", "features=16"])
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    args = parser.parse_args([*command, "--run", "x", "--only", "mine"])
    assert [v.dataset for v in episode_source(args).volumes] == ["mine"]
    with pytest.raises(SystemExit, match="trained on own images"):
        evaluate.main(["benchmark", "--run", str(tmp_path / "all"), "--cache", str(tmp_path)])


@pytest.mark.parametrize(
    "name, field, value",
    [
        ("lms", "alpha=20", 20),
        ("lms", "learn_alpha=False", False),
        ("lms", "delta=1", 1),
        ("lms", "features=8", 8),
        ("lms", "regions=4", 4),
        ("lms", "mlp_ratio=4", 4),
        ("lms", "md_shared_channel=True", True),
        ("lms", "md_norm=group", "group"),
        ("lms", "md_norm=instance", "instance"),
        ("lms", "support_residual=True", True),
        ("lms", "normalised_pooling=True", True),
        ("lms", "gate_whole=True", True),
        ("lms", "threshold=constant", "constant"),
        ("lms", "intermediate=1", 1),
        ("lms", "classes=1,1", (1, 1)),
        ("flms", "dual=reset", "reset"),
    ],
)
def test_what_the_paper_leaves_open_is_a_field_of_the_command(cache, tmp_path, name, field, value):
    """Each trains, is kept in the run folder, and is told apart in the tables."""
    states = [
        run(cache, tmp_path / kind, name, "--iterations", "2", fields=f) for kind, f in (("as-is", ()), ("set", [field]))
    ]
    plain, changed = states
    key = field.split("=")[0]
    assert RunFolder(tmp_path / "set").system() != RunFolder(tmp_path / "as-is").system()
    kept = (changed["identity"]["loss"] | changed["identity"]["network"])[key]
    assert (tuple(kept) if key == "classes" else kept) == value
    same = all(
        v.shape == changed["net"][k].shape and torch.equal(v, changed["net"][k])
        for k, v in plain["net"].items()
        if k in changed["net"]
    )
    assert not same and all(torch.isfinite(v).all() for v in changed["net"].values())
    assert any(c.startswith(f"{key}=") for c in identify(RunFolder(tmp_path / "set").system())[1])


def test_frozen_parts_stay_and_the_rest_moves(cache, tmp_path):
    first = run(cache, tmp_path / "a", "lms", "--iterations", "1", "--freeze-lower", "2")
    last = run(cache, tmp_path / "b", "lms", "--iterations", "4", "--freeze-lower", "2")
    same = [k for k, v in first["net"].items() if "trunk" in k and torch.equal(v, last["net"][k])]
    assert sorted({k.split(".")[2] for k in same}) == ["stage1", "stem"]


def test_prepared_volume_keeps_labels_and_supervoxels(cache):
    volume = load_case(benchmark("chaos-mr"), cache, 1)
    assert set(np.unique(volume.label)) == {0, 1, 2, 3, 4} and volume.spacing == pytest.approx((7.7, 1.25, 1.25))
    ids, best = volume.maps[0], []
    for organ in (1, 2, 3, 4):
        truth = volume.label == organ
        best.append(max(2 * (truth & (ids == i)).sum() / (truth.sum() + (ids == i).sum()) for i in np.unique(ids[truth])))
    assert np.mean(best) > 0.6  # bright ellipsoids are regions
    plane = np.stack([volume.plane(z, 256) for z in range(len(volume.image))])
    assert abs(plane.mean()) < 1e-3 and plane.std() == pytest.approx(1, abs=1e-3)
