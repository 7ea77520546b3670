"""What decides a trained system's masks."""

import json

import numpy as np
import pytest
import torch
from tiny_benchmark import run

from lms_net import diagnose, evaluate
from lms_net.benchmarks.runs import RunFolder


@pytest.fixture(scope="module")
def trained(cache, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    run(cache, folder, "lms", "--iterations", "3", fields=("centred=True",))
    return folder


def examined(folder, cache):
    diagnose.main(["--run", str(folder), "--cache", str(cache)])
    return json.loads((folder / "diagnosis.json").read_text())


def test_the_last_iterate_is_what_evaluation_measures(trained, cache, capsys):
    found = examined(trained, cache)
    evaluate.main(["benchmark", "--run", str(trained), "--cache", str(cache), "--stages"])
    rows = json.loads((trained / "stages.json").read_text())["rows"]
    for k in range(3):
        organs = {r["organ"] for r in rows}
        dice = np.mean([np.mean([r["dice"] for r in rows if r["organ"] == o and r["stage"] == k]) for o in organs])
        assert found["masks"][f"u^{k}"]["dice"] == pytest.approx(dice, abs=1e-3)
    assert found["figures"]["cos(l^0, l^0)"] == pytest.approx(1) and found["figures"]["α"] > 0
    assert found["figures"]["length of F"] > 0 and -1e-6 <= found["figures"]["cosine of two cells of a slice"] < 1
    text = capsys.readouterr().out
    assert "| u^2 |" in text and "| entropy of the gate, stage 2 |" in text


def test_cosines_are_cut_and_counted_organ_by_organ():
    torch.manual_seed(0)
    features, prototype = torch.randn(2, 5, 4, 4), torch.randn(2, 5)
    expected = torch.nn.functional.cosine_similarity(features, prototype[:, :, None, None], dim=1)
    assert torch.allclose(diagnose.cosine(features, prototype)[:, 0], expected, atol=1e-5)
    tally, found = diagnose.Tally(), torch.zeros(1, 1, 4, 4, dtype=torch.bool)
    found[..., :2, :] = True  # 8 pixels
    for case, rows in (("a", 1), ("b", 2)):  # 4 of them true, and all of them
        true = np.zeros((1, 4, 4), bool)
        true[:, :rows] = True
        tally.masks("u", "LK", case, found, true)
    tally.masks("u", "RK", "a", ~found, found[:, 0].numpy())
    row = tally.table()["u"]
    assert row["LK"] == pytest.approx((8 / 12 + 1) / 2) and row["RK"] == 0
    assert row["dice"] == pytest.approx(row["LK"] / 2) and row["area"] == pytest.approx((1.5 + 1) / 2)


def test_parts_are_taken_out_and_put_back(trained, cache):
    folder = RunFolder(trained)
    state = folder.load()
    for name in ("weight", "bias"):
        state["net"][f"denoiser.last.{name}"].zero_()  # MD is the identity already
    before = state["net"]
    folder.save(**dict(state, net=before))
    masks = examined(trained, cache)["masks"]
    assert masks["u^K, MD the identity"] == masks["u^2"]
    net, _ = folder.network()
    p, l1, valid = torch.randn(1, 4, 16), torch.randn(1, 16), torch.ones(1, 4, dtype=torch.bool)
    with torch.no_grad():
        whole = net.update(p, l1, valid)[1]
        with diagnose.without_query(net):
            without = net.update(p, l1, valid)[1]
            assert torch.equal(without, net.update(p, 5 * l1, valid)[1])
        assert not torch.equal(whole, without) and torch.equal(whole, net.update(p, l1, valid)[1])
