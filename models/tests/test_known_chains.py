"""Chains past the ends of known objects: from where they start, how far they go, what they say."""

import numpy as np

from lms_net import known_chains
from lms_net.inference.propagate import PropagationConfig, Step


def ball_file(folder):
    z, y, x = np.mgrid[:40, :48, :48]
    label = (((z - 15) / 8) ** 2 + ((y - 24) / 12) ** 2 + ((x - 24) / 12) ** 2 < 1).astype(np.uint8)
    image = (60 + 100 * label).astype(np.uint8)
    np.savez(folder / "synthetic__2000.npz", image=image, label=label, spacing=(2.0, 1.0, 1.0), ct=False)
    return np.flatnonzero(label.sum((1, 2)) > known_chains.MIN_PIXELS)


def steps_of(folder, monkeypatch, **more):
    starts = []

    def always_a_disc(net, image, spacing, window, start, drawn, run, config):
        starts.append((start, sorted(drawn), run))
        for z in run:
            yield Step(z, drawn[start].astype(np.float32), dict(presence=1.0))

    monkeypatch.setattr(known_chains, "run_chain", always_a_disc)
    steps = list(known_chains.known_steps(None, folder, ["synthetic"], 20, 3, PropagationConfig(), **more))
    return steps, starts


def test_one_drawn_slice_and_then_one_in_each_part(tmp_path, monkeypatch):
    present = ball_file(tmp_path)
    steps, starts = steps_of(tmp_path, monkeypatch)
    alone = [s for s in starts if len(s[1]) == 1]
    several = [s for s in starts if len(s[1]) > 1]
    assert len(alone) == len(several) == 40
    assert sum(start == present[len(present) // 2] for start, *_ in alone) >= 20
    assert {len(drawn) for _, drawn, _ in several} == {2, 3}
    for start, drawn, run in several:
        assert start in (drawn[0], drawn[-1]) and not drawn[0] < run[0] < drawn[-1]
        assert all(z in part for z, part in zip(drawn, np.array_split(present, len(drawn)), strict=True))
    assert [s["several"] for s in steps].count(True) > 100
    assert {s["chain"] for s in steps} == set(range(1, len(starts) + 1))


def test_chains_end_well_past_the_object(tmp_path, monkeypatch):
    present = ball_file(tmp_path)
    steps, _ = steps_of(tmp_path, monkeypatch, several=False)
    assert not any(s["several"] for s in steps)
    for chain in known_chains.by_chain(steps):
        beyond = [s for s in chain if not s["has"]]
        assert 0 < len(beyond) <= known_chains.BEYOND
        assert all(s["dice"] == 0 for s in beyond) and [s["order"] for s in chain] == list(range(len(chain)))
    # All the way up there are more slices than a chain is followed for.
    assert max(s["slice"] for s in steps) < 39 and present[-1] + known_chains.BEYOND <= 39
