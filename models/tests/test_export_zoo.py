"""Exporting a network into a zoo that holds others."""

import json
import sys
from pathlib import Path

import pytest
import torch

from lms_net import export
from lms_net.calibrate import PRESENCE, TRUST, fit_logistic
from lms_net.evaluate import load_network
from lms_net.json_text import json_text
from lms_net.networks.chain import ChainConfig, ChainNet

ZOO = Path(__file__).resolve().parents[1] / "zoo"


def test_a_model_keeps_its_place_in_the_zoo_and_training_can_go_on_from_its_weights(tmp_path, monkeypatch):
    torch.manual_seed(0)
    config = ChainConfig(widths=(8, 8, 8, 8))
    checkpoint = tmp_path / "checkpoint.pt"
    torch.save(dict(mean=ChainNet(config).state_dict(), config=config.as_dict(), step=7, optimiser="large"), checkpoint)
    rows = [dict(dict.fromkeys(PRESENCE | TRUST, float(i % 2)), chain=i) for i in range(8)]
    has = torch.arange(8).numpy() % 2
    stop = dict(presence=fit_logistic(rows, has, PRESENCE), trust=fit_logistic(rows, has, TRUST), threshold=0.4, patience=2)
    (tmp_path / "rules.json").write_text(json.dumps(dict(stop=stop)))
    (tmp_path / "about.json").write_text(json.dumps(dict(title="Tiny", version="1.0.0")))
    zoo = tmp_path / "zoo"
    zoo.mkdir()
    (zoo / "manifest.json").write_text(json.dumps(dict(defaultModel="b", models=[dict(id=i) for i in "abc"])))
    files = [
        "--checkpoint",
        checkpoint,
        "--rules",
        tmp_path / "rules.json",
        "--about",
        tmp_path / "about.json",
        "--zoo",
        zoo,
    ]
    monkeypatch.setattr(sys, "argv", ["export", *map(str, files), "--id", "b"])
    export.main()
    manifest = json.loads((zoo / "manifest.json").read_text())
    assert [m["id"] for m in manifest["models"]] == ["a", "b", "c"]
    assert manifest["models"][1]["stop"]["threshold"] == 0.4
    mine, theirs = load_network(checkpoint).state_dict(), load_network(zoo / "b" / "weights.pt").state_dict()
    assert all(torch.equal(mine[name], theirs[name]) for name in mine)
    assert "optimiser" not in torch.load(zoo / "b" / "weights.pt", weights_only=False)


def test_written_json_is_the_same_content_with_numbers_on_one_line():
    content = dict(a=[1, -2.5, 3e-7], b=[[1, 2], [3, 4]], c=[dict(d=[])], e="a [ 1, 2 ] text", f=["x", 1], g=[])
    text = json_text(content)
    assert json.loads(text) == content
    assert "[1, -2.5, 3e-07]" in text and "[3, 4]" in text and '"a [ 1, 2 ] text"' in text


def with_rules():
    """Models of the shipped manifest that have a file of rules; chain-accurate has none, it takes chain-fast's."""
    models = json.loads((ZOO / "manifest.json").read_text())["models"]
    return [pytest.param(m, id=m["id"]) for m in models if (ZOO / m["id"] / "rules.json").exists()]


@pytest.mark.parametrize("model", with_rules())
def test_the_manifest_stops_by_the_models_own_rules(model):
    rules = json.loads((ZOO / model["id"] / "rules.json").read_text())
    assert model["stop"] == rules["stop"]
