"""Stop rule and trust score."""

import numpy as np
import pytest
import torch

from lms_net.assess import stopped_dice
from lms_net.average import average
from lms_net.calibrate import FIGURES, auroc, fit_logistic, rank_correlation
from lms_net.inference.rules import apply_rule


def step(slice_, presence, predicted=10, true=10, both=10):
    figures = dict.fromkeys(FIGURES, 0.5) | dict(presence=presence)
    return dict(figures, slice=slice_, support=0, predicted=predicted, true=true, both=both, has=true > 0)


RULE = dict(bias=0.0, terms=[dict(figure="presence", max=12.0, mean=0.0, scale=1.0, weight=1.0)])


def test_balanced_fit_finds_the_figure_that_tells_and_puts_one_half_between_the_classes():
    rng = np.random.default_rng(0)
    has = rng.random(600) < 0.9
    rows = [dict(step(0, 2 * h - 1 + rng.normal(0, 0.4)), chain=i // 10) for i, h in enumerate(has)]
    rule = fit_logistic(rows, has.astype(float), balanced=True)
    score = np.array([apply_rule(rule, r) for r in rows])
    assert auroc(score, has) > 0.95
    assert score[has].mean() > 0.7 and score[~has].mean() < 0.3


def test_one_refusal_is_bridged_and_two_end_the_chain():
    bridged = [step(1, 5), step(2, -5), step(3, 5)]
    assert stopped_dice(dict(steps=bridged, total=30), RULE, 0.5, 2) == (1.0, 0.0)
    ended = [step(1, 5), step(2, -5), step(3, -5), step(4, 5)]
    dice, _ = stopped_dice(dict(steps=ended, total=40), RULE, 0.5, 2)
    assert dice == pytest.approx(2 * 10 / 50)


def test_what_is_predicted_beyond_the_end_is_counted():
    steps = [step(1, 5), step(2, 5, predicted=6, true=0, both=0)]
    dice, beyond = stopped_dice(dict(steps=steps, total=10), RULE, 0.5, 2)
    assert dice == pytest.approx(20 / 26) and beyond == pytest.approx(0.6)


def test_rank_correlation_only_sees_order():
    a = np.array([0.1, 0.4, 0.2, 0.9])
    assert rank_correlation(a, a**3) == pytest.approx(1)
    assert rank_correlation(a, -a) == pytest.approx(-1)


def test_average_is_the_mean_of_weights():
    states = [dict(w=torch.tensor([1.0, 3.0]), n=torch.tensor(4)), dict(w=torch.tensor([3.0, 5.0]), n=torch.tensor(9))]
    mean = average(states)
    assert mean["w"].tolist() == [2.0, 4.0] and mean["n"].item() == 9
