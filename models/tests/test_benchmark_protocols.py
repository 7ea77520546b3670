"""Protocols, settings, supports and intervals of the paper's evaluation."""

import json

import numpy as np
import pytest
import torch
from tiny_benchmark import SLICES, run

from lms_net import evaluate
from lms_net.benchmarks.datasets import benchmark
from lms_net.benchmarks.evaluate import report, support_indices
from lms_net.benchmarks.protocols import Count, drawn_slices, tasks
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.statistics import bootstrap, dice_by_organ
from lms_net.benchmarks.volumes import load_cases
from lms_net.networks.lms import to_slice

torch.set_num_threads(1)


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


def test_intervals_cover_the_mean_as_often_as_they_say():
    rng = np.random.default_rng(0)
    hits = [i.low <= 0.7 <= i.high for i in (bootstrap(rng.normal(0.7, 0.1, 20), samples=400, seed=k) for k in range(200))]
    assert 0.88 <= np.mean(hits) <= 0.98
    assert bootstrap([0.1, 0.5, 0.6]) == bootstrap([0.1, 0.5, 0.6])  # the same interval every time


@pytest.mark.parametrize("patients, share", [(3, 0.74), (5, 0.84), (6, 0.87), (12, 0.90)])
def test_intervals_of_few_patients_are_too_narrow(patients, share):
    """What the README says beside its tables."""
    rng = np.random.default_rng(1)
    hits = [
        i.low <= 0.7 <= i.high for i in (bootstrap(rng.normal(0.7, 0.1, patients), samples=400, seed=k) for k in range(2000))
    ]
    assert np.mean(hits) == pytest.approx(share, abs=0.02)


def test_supports_are_indices_into_the_fold():
    assert support_indices(["all"], 3) == [0, 1, 2] and support_indices(["last"], 3) == [2]
    assert support_indices(["2", "0"], 3) == [0, 2]
    for wrong in (["3"], ["first"], ["-1"], ["all", "1"]):
        with pytest.raises(SystemExit, match="the fold has 3 volumes"):
            support_indices(wrong, 3)


def test_every_support_in_turn_and_each_patient_counts_once(cache, tmp_path):
    run(cache, tmp_path, "adnet", "--iterations", "1")
    command = ["benchmark", "--run", str(tmp_path), "--cache", str(cache), "--protocols", "EP1", "EP2", "CV-all"]
    evaluate.main([*command, "--supports", "all"])
    rows = json.loads((tmp_path / "evaluation-supports-all.json").read_text())["rows"]
    pairs = {(r["support"], r["case"]) for r in rows}
    assert len(pairs) == 6 and all(s != c for s, c in pairs) and {r["protocol"] for r in rows} == {"EP1", "EP2", "CV-all"}
    assert {r["support_index"] for r in rows} == {0, 1, 2}
    _, mean = dice_by_organ([r for r in rows if r["protocol"] == "CV-all"], ["LK", "RK", "Liver", "Spleen"])
    assert mean.n == 3  # patients, though there are six pairs
    evaluate.main([*command, "--supports", "last"])
    rows = json.loads((tmp_path / "evaluation-supports-last.json").read_text())["rows"]
    assert {r["support"] for r in rows} == {"chaos_03"}
    assert "| CV-all |" in report(rows, benchmark("chaos-mr"))


def test_further_protocols_join_those_of_the_same_weights(cache, tmp_path):
    run(cache, tmp_path, "adnet", "--iterations", "1")
    command = ["benchmark", "--run", str(tmp_path), "--cache", str(cache)]
    evaluate.main([*command, "--protocols", "EP1"])
    first = json.loads((tmp_path / "evaluation.json").read_text())["rows"]
    evaluate.main([*command, "--protocols", "EP2"])
    both = json.loads((tmp_path / "evaluation.json").read_text())["rows"]
    assert [r for r in both if r["protocol"] == "EP1"] == first and {r["protocol"] for r in both} == {"EP1", "EP2"}
    run(cache, tmp_path, "adnet", "--iterations", "2", "--resume")
    evaluate.main([*command, "--protocols", "EP2"])  # other weights: nothing is left of the first
    assert {r["protocol"] for r in json.loads((tmp_path / "evaluation.json").read_text())["rows"]} == {"EP2"}


def test_cv_all_draws_three_slices_of_one_support_and_asks_every_slice(cache, tmp_path):
    run(cache, tmp_path, "flms", "--iterations", "2")
    command = ["benchmark", "--run", str(tmp_path), "--cache", str(cache), "--precision", "fp32"]
    evaluate.main([*command, "--protocols", "EP1", "EP2", "CV-all"])
    rows = json.loads((tmp_path / "evaluation.json").read_text())["rows"]
    spec = benchmark("chaos-mr")
    query, _, support = load_cases(spec, cache, spec.fold_cases(0))
    net, _ = RunFolder(tmp_path).network()
    drawn = drawn_slices("CV-all", support.label, 1)
    planes = lambda v, zs: torch.as_tensor(np.stack([v.plane(z, 64) for z in zs]))[:, None]  # noqa: E731
    masks = np.stack([support.mask(support.label, z, 1, 64) for z in drawn])
    with torch.no_grad():
        state = net.support(net.encode(planes(support, drawn)), torch.as_tensor(masks).float()[:, None])
        found = to_slice(net(net.encode(planes(query, range(SLICES))), state)["u"][-1], 64)[:, 0] > 0.5
    (row,) = [r for r in rows if (r["protocol"], r["case"], r["organ"]) == ("CV-all", "chaos_01", "Liver")]
    assert len(set(drawn)) == 3 and row["predicted"] == pytest.approx(int(found.sum()), abs=8)
    truth = sum(int(query.mask(query.label, z, 1, 64).sum()) for z in range(SLICES))
    assert row["true"] == truth == next(r["true"] for r in rows if r["protocol"] == "EP1" and r["organ"] == "Liver")


def test_setting_two_trains_without_the_groups_slices_and_measures_the_group(cache, tmp_path):
    """The phantoms' organs share their slices, so that two slices beyond them at both ends are what is left."""
    with pytest.raises(SystemExit, match="no groups for setting 2"):
        (tmp_path / "heart" / "mscmr").mkdir(parents=True)
        file = tmp_path / "heart" / "mscmr" / "mscmr_20.npz"
        file.write_bytes((cache / "chaos-mr" / "chaos_01.npz").read_bytes())
        run(tmp_path / "heart", tmp_path / "x", "adnet", "--iterations", "1", "--dataset", "mscmr", "--setting", "2")
    state = run(cache, tmp_path / "two", "adnet", "--iterations", "2", "--setting", "2", "--group", "1")
    assert (state["identity"]["setting"], state["identity"]["group"]) == (2, 1)
    evaluate.main(["benchmark", "--run", str(tmp_path / "two"), "--cache", str(cache)])
    rows = json.loads((tmp_path / "two" / "evaluation.json").read_text())["rows"]
    assert {r["organ"] for r in rows} == {"LK", "RK"}
    with pytest.raises(SystemExit, match="another setting"):
        run(cache, tmp_path / "two", "adnet", "--iterations", "3", "--resume")


def test_every_stage_is_measured_beside_the_evaluation(cache, tmp_path, capsys):
    run(cache, tmp_path, "lms", "--iterations", "2")
    command = ["benchmark", "--run", str(tmp_path), "--cache", str(cache), "--protocols", "EP1", "EP2"]
    command += ["--precision", "fp32"]
    evaluate.main(command)
    before = (tmp_path / "evaluation.json").read_text()
    evaluate.main([*command, "--stages"])
    assert (tmp_path / "evaluation.json").read_text() == before
    rows = json.loads((tmp_path / "stages.json").read_text())["rows"]
    last = [{k: v for k, v in r.items() if k != "stage"} for r in rows if r["stage"] == 2]
    assert last == json.loads(before)["rows"]
    # u^0 is the answer of the network without stages, from the support's prototype alone
    net, _ = RunFolder(tmp_path).network()
    spec = benchmark("chaos-mr")
    volumes = load_cases(spec, cache, spec.fold_cases(0))
    drawn = volumes[2].label == 3
    where = int(np.flatnonzero(drawn.any((1, 2)))[int(drawn.any((1, 2)).sum() / 2)])
    with torch.no_grad():
        one = torch.as_tensor(volumes[2].plane(where, 64))[None, None]
        support = net.support(
            net.encode(one), torch.as_tensor(volumes[2].mask(volumes[2].label, where, 3, 64))[None, None].float()
        )
        slices = torch.as_tensor(np.stack([volumes[0].plane(z, 64) for z in range(SLICES)]))[:, None]
        first = to_slice(net.classify(net.encode(slices), support.prototype, torch.zeros(1, 1, 1, 1)), 64)[:, 0] > 0.5
    (row,) = [r for r in rows if (r["protocol"], r["case"], r["organ"], r["stage"]) == ("EP2", "chaos_01", "LK", 0)]
    assert row["predicted"] == pytest.approx(int(first.sum()), abs=5) and row["predicted"] > 0
    printed = capsys.readouterr().out
    assert "| EP1, u^0 |" in printed and "| EP2, u^2 |" in printed
