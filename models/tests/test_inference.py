"""Crops, edge term, chains: the parts that the TypeScript engine repeats."""

import numpy as np
import torch
import torch.nn.functional as F

from lms_net.inference.crops import Frame, between, crop, frame_around, paste
from lms_net.inference.edge import EdgeConfig, edge_term, grey_gate, walk
from lms_net.inference.evidence import likelihood_table, look_up
from lms_net.inference.job import propagate, trust_in
from lms_net.inference.propagate import PropagationConfig, Side, Step, fuse, plan, run_chain, sides_of
from lms_net.networks.chain import ChainConfig, ChainNet

torch.set_num_threads(1)


def disc(cx, cy, r, shape=(40, 48)):
    y, x = np.mgrid[: shape[0], : shape[1]]
    return (x - cx) ** 2 + (y - cy) ** 2 <= r * r


def test_paste_undoes_crop_with_rotation_and_mirror():
    image = np.exp(-((np.mgrid[:120, :140][0] - 60) ** 2 + 2 * (np.mgrid[:120, :140][1] - 70) ** 2) / 900)
    frame = Frame(68.0, 61.5, 60.0, 60.0, 0.4, True)
    back = paste(crop(image, frame, 64), frame, *image.shape)
    inside = disc(68, 61.5, 26, image.shape)
    assert np.abs(back - image)[inside].max() < 0.01
    assert (back[~disc(68, 61.5, 45, image.shape)] == 0).all()


def test_a_crop_moves_to_another_frame():
    ys, xs = np.mgrid[:100, :100]
    image = np.exp(-((ys - 45) ** 2 + (xs - 52) ** 2) / 200).astype(np.float32)
    first, second = Frame(50.0, 44.0, 60.0, 50.0, 0.4, True), Frame(53.0, 40.0, 70.0, 58.0, 0.4, True)
    cut = torch.from_numpy(crop(image, first, 64))[None, None]
    grid = F.affine_grid(torch.from_numpy(between(second, first)).float()[None], list(cut.shape), align_corners=False)
    moved = F.grid_sample(cut, grid, align_corners=False)[0, 0].numpy()
    inner = slice(12, -12), slice(12, -12)  # `second` reaches beyond `first`
    assert np.abs(moved - crop(image, second, 64))[inner].max() < 0.03
    assert np.abs(cut[0, 0].numpy() - crop(image, second, 64))[inner].max() > 0.2


def test_frame_is_square_in_millimetres():
    mask = np.zeros((40, 40), bool)
    mask[10:20, 10:30] = True
    frame = frame_around(mask, (2.0, 0.5))
    assert frame.side_x * 0.5 == frame.side_y * 2.0


def test_likelihood_prefers_the_objects_grey():
    image = np.where(disc(20, 20, 8), 0.8, 0.2).astype(np.float32)
    table = likelihood_table(image, disc(20, 20, 8).astype(np.float32))
    values = look_up(table, image)
    assert values[20, 20] > 0.5 > -0.3 > values[0, 0]


def test_walker_solves_the_dirichlet_problem():
    """Against a dense solve of the same Laplacian."""
    rng = np.random.default_rng(0)
    image = rng.random((6, 7))
    state = np.zeros((6, 7), np.int8)
    state[0, 0], state[5, 6] = 1, 2
    u = walk(image, state, 3.0)
    n = image.size
    laplacian = np.zeros((n, n))
    for p in range(n):
        for q in (p + 1, p + 7):
            if q >= n or (q == p + 1 and q % 7 == 0):
                continue
            w = np.exp(-3.0 * (image.ravel()[p] - image.ravel()[q]) ** 2) + 1e-6
            laplacian[[p, q], [q, p]] -= w
            laplacian[[p, q], [p, q]] += w
    free = np.flatnonzero(state.ravel() == 0)
    expected = np.linalg.solve(laplacian[np.ix_(free, free)], -laplacian[free, 0])
    assert np.abs(u.ravel()[free] - expected).max() < 1e-3


def test_edge_term_moves_to_the_edge_and_refuses_what_looks_different():
    drawn, truth = disc(20, 18, 9), disc(22, 18, 10)
    unit = lambda m: (0.2 + 0.5 * m).astype(np.float32)  # noqa: E731
    gate = grey_gate(unit(drawn), drawn)
    assert ((edge_term(unit(truth), drawn, gate, EdgeConfig()) > 0.5) != truth).sum() < 8
    assert edge_term(np.zeros_like(unit(truth)), drawn, gate, EdgeConfig()).max() == 0


def test_plan_and_fuse_between_two_supports():
    assert plan(6, [1, 4]) == [(1, [2, 3]), (1, [0]), (4, [5]), (4, [3, 2])]
    drawn = {1: disc(20, 18, 6), 4: disc(20, 18, 6)}
    soft = disc(20, 18, 6).astype(np.float32)
    pieces = [(1, {2: Side(soft), 3: Side(soft), 0: Side(soft)}), (4, {3: Side(soft), 2: Side(soft)})]
    label = fuse((6, 40, 48), drawn, pieces)
    assert label[2].sum() == soft.sum() and label[5].sum() == 0 and label[0].sum() == soft.sum()


def test_a_trusted_chain_outvotes_a_nearer_one_that_is_not():
    drawn = {1: disc(20, 18, 6), 4: disc(20, 18, 6)}
    near, far = disc(20, 18, 3).astype(np.float32), disc(20, 18, 6).astype(np.float32)
    outvoted = fuse((6, 40, 48), drawn, [(1, {2: Side(near, 0.3)}), (4, {2: Side(far, 0.9)})])
    assert outvoted[2].sum() == far.sum()
    nearer = fuse((6, 40, 48), drawn, [(1, {2: Side(near, 0.9)}), (4, {2: Side(far, 0.9)})])
    assert nearer[2].sum() == near.sum()
    alone = fuse((6, 40, 48), drawn, [(1, {}), (4, {2: Side(far, 0.2)})])
    assert alone[2].sum() == far.sum()


def trust_between(monkeypatch, low: Step, high: Step) -> float:
    """Trust of slice 2 between the drawn slices 1 and 3, whose chains say this of it."""
    mask = disc(20, 18, 6)
    steps = {1: low, 3: high}
    monkeypatch.setattr(
        "lms_net.inference.job.run_chain",
        lambda net, volume, spacing, window, start, drawn, run, config: [steps[start]] if run == [2] else [],
    )
    figure = lambda name: {"bias": 0.0, "terms": [dict(figure=name, max=99, mean=0, scale=1, weight=1)]}  # noqa: E731
    rules = dict(presence=figure("presence"), trust=figure("trust"), threshold=0.5, patience=1)
    volume = np.zeros((5, *mask.shape), np.float32)
    result = propagate(None, volume, (3.0, 1.0, 1.0), {1: mask, 3: mask}, rules)
    assert result.trust[4] == 0  # nobody came there
    return result.trust[2]


def test_trust_is_about_the_outcome(monkeypatch):
    logit = lambda p: float(np.log(p / (1 - p)))  # noqa: E731
    step = lambda mask, presence, trust=0.9: Step(  # noqa: E731
        2, mask.astype(np.float32), dict(presence=logit(presence), trust=logit(trust))
    )
    here, there = disc(15, 18, 6), disc(30, 18, 6)
    between = lambda *steps: trust_between(monkeypatch, *steps)  # noqa: E731
    assert np.isclose(between(step(here, 0.9), step(here, 0.9, 0.6)), (0.9**4 + 0.6**4) / (0.9**3 + 0.6**3))
    assert np.isclose(between(step(here, 0.9), step(here, 0.4)), 0.9)
    assert np.isclose(between(step(here, 0.1), step(here, 0.1)), 0.9)
    # One is as sure of the object as the other is of its absence; both found it, each somewhere else.
    assert np.isclose(between(step(here, 0.9), step(here, 0.1)), 0.5)
    assert np.isclose(between(step(here, 0.9), step(there, 0.9)), 0.1)


def test_nobody_is_trusted_about_a_slice_between_two_drawn_ones_that_no_chain_reached():
    """The same as in the engine, foldSides.test.ts: `beyond-end` from both sides."""
    sides = sides_of(3, [1, 5], [(1, {2: Side(disc(20, 18, 6))}), (5, {4: Side(disc(20, 18, 6))})])
    assert sides == [] and trust_in(False, sides) == 0


def test_chain_steps_have_all_figures():
    volume = np.stack([disc(20 + z, 18, 8) * 150 + 40 for z in range(6)]).astype(np.uint8)
    torch.manual_seed(0)
    net = ChainNet(ChainConfig(size=32, widths=(8, 8, 8, 8))).eval()
    steps = list(run_chain(net, volume, (3.0, 1.0, 1.0), (0.0, 255.0), 2, {2: volume[2] > 100}, [3, 4], PropagationConfig()))
    assert steps and all(np.isfinite(list(s.figures.values())).all() for s in steps)
