"""The training walk's objects."""

import numpy as np

from lms_net.data import chains
from lms_net.data.chains import TrainingVolume, composite, slice_changes


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


def test_slices_may_differ_in_brightness_and_place():
    rng = np.random.default_rng(2)
    made = [slice_changes(9, rng) for _ in range(300)]
    brighter = [gains for gains, _ in made if (gains != 1).any()]
    shifted = [shifts for _, shifts in made if shifts.any()]
    assert 0.15 < len(brighter) / 300 < 0.35
    assert 0.15 < len(shifted) / 300 < 0.35
    assert all((0.5 < gains).all() and (gains < 2).all() for gains in brighter)


def test_image_and_truth_of_a_shifted_slice_move_together(monkeypatch):
    shifts = np.array([[0, 0], [2, -1], [0, 0]])
    monkeypatch.setattr(chains, "slice_changes", lambda n, rng: (np.ones(n, np.float32), shifts))
    monkeypatch.setattr(chains, "COMPOSITE_SHARE", 0.0)
    found = volume()
    chain = chains.Chain(found, (0, 1), True, np.random.default_rng(3), 32)
    moved = np.roll(found.maps[0][1] == 1, (2, -1), (0, 1))
    assert (chain.truth(1) == moved).all()
    inside = np.unique(chain.unit(1)[moved])
    assert len(inside) == 1
    assert not np.isin(chain.unit(1)[~moved], inside).any()
