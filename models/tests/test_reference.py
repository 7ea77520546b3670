"""What the TypeScript engine is compared with is what this code computes."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lms_net.reference import reference

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "zoo" / "chain-fast"
RENEW = "python -m lms_net.reference --checkpoint zoo/chain-fast/weights.pt --rules zoo/chain-fast/rules.json"
# weights.pt of chain-fast holds the weights as they were trained, so that only the order of float32 sums differs from where
# the file was written: figures by 8e-7 of 1 + their size with PyTorch's other convolutions, by 2e-6 with weights that are
# off by a millionth, arrays and masks by nothing. One pixel at 1/2 may fall to the other side; in the smallest mask, of
# 1343 pixels, that is 4e-4 of a figure.
ARRAYS, FIGURES, PIXELS = 1e-5, 1e-3, 1


def unpack(packed: dict) -> np.ndarray:
    kind = np.uint8 if packed["type"] == "uint8" else "<f4"
    return np.frombuffer(base64.b64decode(packed["data"]), kind).reshape(packed["shape"]).astype(float)


def test_the_engines_reference_is_what_the_shipped_network_gives():
    torch.set_num_threads(1)
    kept = json.loads((ROOT / "engine" / "test-support" / "reference.json").read_text())
    now = reference(MODEL / "weights.pt", json.loads((MODEL / "rules.json").read_text())["stop"])
    assert now.keys() == kept.keys(), RENEW
    for name in kept.keys() - {"chain"}:
        old, new = (unpack(a) if isinstance(a, dict) else np.array(a, float) for a in (kept[name], now[name]))
        assert old.shape == new.shape and np.abs(old - new).max() <= ARRAYS, f"{name} has changed: {RENEW}"
    assert [s["slice"] for s in now["chain"]] == [s["slice"] for s in kept["chain"]], RENEW
    for old, new in zip(kept["chain"], now["chain"], strict=True):
        where = f"slice {old['slice']} has changed: {RENEW}"
        assert np.abs(unpack(old["mask"]) - unpack(new["mask"])).sum() <= PIXELS, where
        assert new["figures"] == {n: pytest.approx(v, abs=FIGURES * (1 + abs(v))) for n, v in old["figures"].items()}, where
