"""The training walk's objects."""

import numpy as np

from lms_net.data import chains
from lms_net.data.chains import TrainingVolume, composite


def volume():
    ids = np.zeros((3, 24, 24), np.int32)
    ids[:, 4:12, 4:12], ids[:, 4:12, 12:20], ids[:, 14:18, 4:8], ids[:, 12:13, 12:20] = 1, 2, 3, 4
    areas = np.stack([np.bincount(s.ravel(), minlength=5) for s in ids])
    keys = [(0, i) for i in (1, 2, 3)]  # 4 is no object that may be drawn
    return TrainingVolume(ids, (3.0, 1.0, 1.0), False, (0.0, 255.0), [ids], [areas], labelled=keys)


def test_a_composite_joins_neighbours_only(monkeypatch):
    monkeypatch.setattr(chains, "COMPOSITE_SHARE", 1.0)
    rng = np.random.default_rng(0)
    seen = {tuple(sorted(composite(volume(), (0, 1), True, rng))) for _ in range(40)}
    assert (1, 2) in seen  # they touch
    assert not any(4 in ids for ids in seen)
    assert not any(3 in ids for ids in seen)  # two pixels away
    assert not any(0 in ids for ids in seen)


def test_most_objects_are_drawn_alone():
    rng = np.random.default_rng(1)
    alone = sum(composite(volume(), (0, 1), True, rng) == [1] for _ in range(400)) / 400
    assert abs(alone - (1 - chains.COMPOSITE_SHARE)) < 0.08
