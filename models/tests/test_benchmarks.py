"""Data, protocols and tiny training runs of the paper's experiments, on made-up volumes in the public layouts."""

import argparse
import json

import nibabel as nib
import numpy as np
import pytest
import torch

from lms_net import evaluate, explain, tables, train
from lms_net.benchmarks import prepare
from lms_net.benchmarks.augment import gamma, geometry
from lms_net.benchmarks.datasets import BENCHMARKS, benchmark
from lms_net.benchmarks.episodes import EpisodeRules, EpisodeSource, slices_with
from lms_net.benchmarks.features import Compute
from lms_net.benchmarks.layouts import find_volumes, missing_text
from lms_net.benchmarks.preprocess import read_volume, resample_labels
from lms_net.benchmarks.protocols import Count, drawn_slices, tasks
from lms_net.benchmarks.runs import RunFolder, read_metrics
from lms_net.benchmarks.statistics import bootstrap, dice_by_organ
from lms_net.benchmarks.supervoxels import directions, edge_factor, paper_supervoxels
from lms_net.benchmarks.train import add_arguments, episode_source
from lms_net.benchmarks.volumes import SliceVolume, load_case

torch.set_num_threads(1)
SLICES, SIZE = 12, 256


def phantom(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Four bright ellipsoids in a grey body, arrays (x, y, z) as NIfTI has them; labels 1 to 4, the chest of CHAOS."""
    rng = np.random.default_rng(seed)
    x, y, z = np.meshgrid(np.arange(SIZE), np.arange(SIZE), np.arange(SLICES), indexing="ij")
    image = np.where(((x - 128) / 110) ** 2 + ((y - 128) / 90) ** 2 < 1, 60.0, 0.0)
    label = np.zeros(image.shape, np.uint8)
    for organ, (cx, cy, grey) in enumerate([(90, 100, 200), (170, 100, 140), (90, 165, 110), (170, 165, 240)], 1):
        cx, cy = cx + rng.integers(-6, 7), cy + rng.integers(-6, 7)
        inside = ((x - cx) / 26) ** 2 + ((y - cy) / 20) ** 2 + ((z - 5.5) / 4.2) ** 2 < 1
        image[inside], label[inside] = grey, organ
    return (image + rng.normal(0, 3, image.shape)).clip(0).astype(np.int16), label


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Five CHAOS volumes, fold 0 without its last, one more for training, in SSL-ALPNet's layout."""
    root = tmp_path_factory.mktemp("data")
    folder = root / "CHAOST2" / "chaos_MR_T2_normalized"
    folder.mkdir(parents=True)
    for number in (1, 2, 3, 10, 13):
        image, label = phantom(number)
        for name, array in (("image", image), ("label", label)):
            nib.save(nib.Nifti1Image(array, np.diag([1.25, 1.25, 7.7, 1])), folder / f"{name}_{number}.nii.gz")
    return root


@pytest.fixture(scope="module")
def cache(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("cache")
    prepare.main(["--data", str(data), "--out", str(out), "--only", "chaos-mr"])
    return out


def test_folds_are_the_published_index_sets():
    chaos, synapse, cmr = (BENCHMARKS[n].folds for n in ("chaos-mr", "synapse-ct", "mscmr"))
    assert chaos[0] == (0, 1, 2, 3, 4) and chaos[3] == (12, 13, 14, 15, 16) and chaos[4] == (0, 16, 17, 18, 19)
    assert synapse[1] == tuple(range(6, 13)) and synapse[4] == (0, *range(24, 30))
    assert cmr[0] == tuple(range(8)) and cmr[4] == (0, *range(28, 35))
    assert benchmark("chaos-mr").fold_cases(0) == [1, 2, 3, 5, 8]


def test_missing_volumes_are_named_with_the_place_to_ask(data, capsys):
    spec = benchmark("chaos-mr")
    text = missing_text(spec, find_volumes(spec, data))
    assert "5 of 20" in text and "chaos_05" in text and "zenodo.org" in text and "chaos_10," not in text
    with pytest.raises(SystemExit, match="No benchmark volume"):
        prepare.main(["--data", str(data / "nowhere"), "--out", str(data / "x"), "--only", "mscmr"])
    assert "0 of 35" in capsys.readouterr().out


def test_all_layouts_give_the_same_volume(data, tmp_path):
    image, label = phantom(2)
    for kind, array in (("images", image), ("labels", label)):
        (tmp_path / "chaos-mr" / kind).mkdir(parents=True)
        affine = np.diag([1.25, 1.25, 7.7, 1])
        nib.save(nib.Nifti1Image(array, affine), tmp_path / "chaos-mr" / kind / "chaos_02.nii.gz")
    spec = benchmark("chaos-mr")
    named, few_shot = find_volumes(spec, tmp_path)[2], find_volumes(spec, data)[2]
    assert (named.layout, few_shot.layout) == ("named", "few-shot")
    a, b = read_volume(spec, named), read_volume(spec, few_shot)
    assert np.array_equal(a.image, b.image) and np.array_equal(a.label, b.label) and a.image.shape == (SLICES, SIZE, SIZE)
    assert np.array_equal(a.image[4], image[:, :, 4].T)


def test_raw_volumes_are_reoriented_windowed_and_resampled(tmp_path):
    folder = tmp_path / "Abdomen" / "RawData"
    (folder / "img").mkdir(parents=True)
    (folder / "label").mkdir()
    image, label = np.full((512, 512, 6), -1000, np.int16), np.zeros((512, 512, 6), np.uint8)
    image[100:200, 300:400, :4], label[100:200, 300:400, :4] = 75, 6  # 75 HU is the middle of the window
    image[300:310, 300:310, :4] = 3000
    ras = np.diag([0.8, 0.8, 3.0, 1])  # x runs right, y front
    nib.save(nib.Nifti1Image(image, ras), folder / "img" / "img0021.nii.gz")
    nib.save(nib.Nifti1Image(label, ras), folder / "label" / "label0021.nii.gz")
    spec = benchmark("synapse-ct")
    found = find_volumes(spec, tmp_path)
    assert list(found) == [10] and found[10].layout == "raw"
    volume = read_volume(spec, found[10])
    assert volume.image.shape == (4, 256, 256) and volume.spacing == pytest.approx((3.0, 1.4, 1.4))  # two empty slices gone
    assert volume.image.min() == 0 and volume.image.max() == 255
    rows, columns = np.nonzero(volume.label[0] == 6)
    # columns run to the left: x index 100..199 becomes 511-199..511-100, minus 32, divided by 1.75; rows likewise
    assert (columns.min(), columns.max()) == (160, 216) and (rows.min(), rows.max()) == (46, 102)
    assert np.allclose(volume.image[0][70, 180], 127.5, atol=0.5)


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


def toy_volume():
    regions = np.zeros((6, 64, 64), np.int32)
    regions[1:4, 10:40, 10:40], regions[4:6, 30:60, 30:60], regions[2:4, 0:3, 0:3] = 1, 2, 3
    image = np.random.default_rng(0).normal(size=regions.shape).astype(np.float32)
    return SliceVolume("toy", image, (regions == 2).astype(np.uint8), [regions], (5.0, 1.0, 1.0))


def test_episodes_are_adjacent_slices_of_one_large_supervoxel():
    source = EpisodeSource([toy_volume()], EpisodeRules(size=64, augment=0.0), seed=0)
    seen = set()
    for _ in range(40):
        e = source.episode()
        assert abs(e.support_key[1] - e.query_key[1]) == 1 and e.support_mask.any() and e.query_mask.any()
        seen.add((e.support_key[1], e.query_key[1], int(e.support_mask.sum())))
    assert {s[:2] for s in seen} == {(1, 2), (2, 1), (2, 3), (3, 2), (4, 5), (5, 4)}
    assert {s[2] for s in seen} == {900}  # the small supervoxel never


def test_setting_two_leaves_slices_out_and_negatives_lie_beyond():
    volume = toy_volume()
    assert slices_with(volume, (1,)).tolist() == [4, 5]
    rules = EpisodeRules(size=64, augment=0.0, negatives=1.0)
    source = EpisodeSource([volume], rules, seed=0, excluded=[slices_with(volume, (1,))])
    for _ in range(10):
        e = source.episode()
        assert not e.query_mask.any() and (e.support_key[1], e.query_key[1]) in {(1, 0), (3, 4)}


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
    touched = [sum(k is None for k in (e.support_key, e.query_key)) for e in (source.episode() for _ in range(60))]
    assert set(touched) == {1, 2} and 15 < touched.count(2) < 45


def test_protocols():
    label = np.zeros((20, 4, 4), np.uint8)
    label[5:17, 1:3, 1:3] = 1  # 12 slices
    assert drawn_slices("EP1", label, 1) == [7, 11, 15] and drawn_slices("EP2", label, 1) == [11]
    ep1 = tasks("EP1", label, 1)
    assert [t.shots for t in ep1] == [(0,), (1,), (2,)] and [len(t.slices) for t in ep1] == [4, 4, 4]
    assert ep1[0].slices == (5, 6, 7, 8)
    (everything,) = tasks("CV-all", label, 1)
    assert everything.shots == (0, 1, 2) and len(everything.slices) == 20
    assert tasks("EP1", label, 2) == [] and drawn_slices("EP1", label, 2) == []
    count = Count()
    count.add(np.array([1, 1, 0], bool), np.array([1, 0, 0], bool))
    count.add(np.array([1, 0, 0], bool), np.array([1, 0, 1], bool))
    assert count.dice == pytest.approx(4 / 6)


def test_bootstrap_resamples_patients():
    rows = [
        dict(case=c, organ=o, dice=d) for c, o, d in [("a", "x", 0.6), ("a", "x", 0.8), ("b", "x", 0.5), ("b", "y", 1.0)]
    ]
    organs, mean = dice_by_organ(rows, ["x", "y"])
    assert organs["x"].mean == pytest.approx(0.6) and organs["x"].n == 2  # a counts once, with 0.7
    assert mean.mean == pytest.approx(0.8) and (mean.low, mean.high) == (pytest.approx(0.7), pytest.approx(0.75))
    assert bootstrap([0.3]).low is None
    with pytest.raises(ValueError, match="no value"):
        bootstrap([])


COMMON = (
    "--dataset",
    "chaos-mr",
    "--fold",
    "0",
    "--encoder",
    "small",
    "--stride",
    "4",
    "--size",
    "64",
    "--precision",
    "fp32",
)
FIELDS = ("features=16", "grid=16", "regions=10", "heads=2", "head_width=8", "md_width=8")


def run(cache, folder, name, *more, fields=()):
    train.main(
        [
            "benchmark",
            "--system",
            name,
            "--cache",
            str(cache),
            "--run",
            str(folder),
            *COMMON,
            *more,
            "--set",
            *FIELDS,
            *fields,
        ]
    )
    return torch.load(folder / "checkpoint.pt", weights_only=False)


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
    result = json.loads((tmp_path / "evaluation.json").read_text())
    assert result["finished"] and result["iteration"] == 60 and result["volumes"] == ["chaos_01", "chaos_02", "chaos_03"]
    assert len(result["rows"]) == 2 * 3 * 2 * 4  # protocols, supports, queries, organs
    assert all(0 <= r["dice"] <= 1 and r["case"] != r["support"] for r in result["rows"])
    assert "| EP1 |" in capsys.readouterr().out


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


@pytest.mark.parametrize("name", ["lms", "flms", "lms-dc"])
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
    mri = text.split("### Table I: the systems, Abd-MRI")[1].split("###")[0]
    assert "| LMS-Net | this | small, stride 4, 64 px, features=16" in mri and "| 1 | 0 | 2 | EP1, support 2 |" in mri


def test_time_budget_stops_cleanly(cache, tmp_path):
    state = run(cache, tmp_path, "adnet", "--iterations", "100000", "--budget-minutes", "0.02")
    assert 0 < state["iteration"] < 100000
    further = run(cache, tmp_path, "adnet", "--iterations", str(state["iteration"] + 1), "--resume")
    assert further["iteration"] == state["iteration"] + 1


def test_own_volumes_are_trained_on_by_one_command(tmp_path):
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
