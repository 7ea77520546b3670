"""Stop rule and trust score."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lms_net import assess, choose_figures
from lms_net.assess import stopped_dice
from lms_net.average import average
from lms_net.calibrate import MORE_PRESENCE, PRESENCE, STEP, WAY, auroc, fit_logistic, rank_correlation
from lms_net.evaluate import load_network
from lms_net.inference.propagate import PropagationConfig, run_chain
from lms_net.inference.rules import apply_rule
from lms_net.inference.so_far import SoFar

ZOO = Path(__file__).resolve().parents[1] / "zoo"


def step(slice_, presence, predicted=10, true=10, both=10):
    figures = dict.fromkeys(PRESENCE, 0.5) | dict(presence=presence)
    return dict(figures, slice=slice_, support=0, predicted=predicted, true=true, both=both, has=true > 0)


RULE = dict(bias=0.0, terms=[dict(figure="presence", max=12.0, mean=0.0, scale=1.0, weight=1.0)])


def test_balanced_fit_finds_the_figure_that_tells_and_puts_one_half_between_the_classes():
    rng = np.random.default_rng(0)
    has = rng.random(600) < 0.9
    rows = [dict(step(0, 2 * h - 1 + rng.normal(0, 0.4)), chain=i // 10) for i, h in enumerate(has)]
    rule = fit_logistic(rows, has.astype(float), PRESENCE, balanced=True)
    score = np.array([apply_rule(rule, r) for r in rows])
    assert auroc(score, has) > 0.95
    assert score[has].mean() > 0.7 and score[~has].mean() < 0.3


def test_a_given_weight_is_kept_and_the_rest_fitted_around_it():
    rng = np.random.default_rng(0)
    far = rng.random(800) < 0.5
    has = rng.random(800) < np.where(far, 0.4, 0.7)
    rows = [
        dict(step(0, 2 * h - 1 + rng.normal(0, 2)), logStep=float(np.log(8 if f else 2)), chain=i // 10)
        for i, (h, f) in enumerate(zip(has, far, strict=True))
    ]
    rule = fit_logistic(rows, has.astype(float), PRESENCE, balanced=True, given=STEP)
    assert rule["terms"][-1]["figure"] == "logStep" and rule["terms"][-1]["weight"] == -1
    logit = lambda mm: np.log((p := apply_rule(rule, dict(step(0, 0.3), logStep=np.log(mm)))) / (1 - p))  # noqa: E731
    assert logit(2.0) - logit(8.0) == pytest.approx(np.log(4))
    score = np.array([apply_rule(rule, r) for r in rows])
    assert abs(score[has].mean() + score[~has].mean() - 1) < 0.1


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


def test_organs_and_their_objects_are_told_apart(tmp_path, capsys):
    def row(case, organ, **beyond):
        steps = [step(1, 5), step(2, 5, **beyond), step(3, 5)]
        return dict(protocol="SV-1", dataset="ct", case=case, organ=organ, total=40, steps=steps)

    rows = [row("one", 7), row("two", 7, predicted=20, true=0, both=0), row("one", 8, predicted=4, true=0, both=0)]
    stop = dict(presence=RULE, trust=RULE, threshold=0.5, patience=2)
    for name, content in (("rows", rows), ("rules", dict(stop=stop))):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    assess.main(["--rows", str(tmp_path / "rows.json"), "--rules", str(tmp_path / "rules.json"), "--objects"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [line[:-4] for line in lines] == [["organ", "7"], ["one"], ["two"], ["organ", "8"], ["one"]]
    assert [float(line[-1]) for line in lines] == [0.25, 0, 0.5, 0.1, 0.1]
    assert float(lines[0][-3]) == pytest.approx((float(lines[1][-3]) + float(lines[2][-3])) / 2, abs=1e-3)


def test_rank_correlation_only_sees_order():
    a = np.array([0.1, 0.4, 0.2, 0.9])
    assert rank_correlation(a, a**3) == pytest.approx(1)
    assert rank_correlation(a, -a) == pytest.approx(-1)
    tied = np.array([0.0, 0.0, 0.0, 1.0])
    assert rank_correlation(tied, a) == pytest.approx(rank_correlation(tied[::-1], a[::-1]))
    assert auroc(tied, np.array([True, False, False, True])) == pytest.approx(0.75)


def test_average_is_the_mean_of_weights():
    states = [dict(w=torch.tensor([1.0, 3.0]), n=torch.tensor(4)), dict(w=torch.tensor([3.0, 5.0]), n=torch.tensor(9))]
    mean = average(states)
    assert mean["w"].tolist() == [2.0, 4.0] and mean["n"].item() == 9


def test_what_was_uncertain_on_the_way_stays_in_the_figures():
    z, y, x = np.meshgrid(np.arange(16), np.arange(64), np.arange(64), indexing="ij")
    ball = ((z - 5) / 20) ** 2 + ((y - 30) / 16) ** 2 + ((x - 34) / 16) ** 2 < 1
    noise = np.where(z == 8, 50, 6)  # one bad slice
    image = (60 + 120 * ball + noise * np.random.default_rng(0).normal(0, 1, ball.shape)).clip(0, 255)
    net, drawn = load_network(ZOO / "chain-fast" / "weights.pt"), {5: ball[5]}
    steps = list(run_chain(net, image, (3.0, 1.0, 1.0), (0, 255), 5, drawn, list(range(6, 12)), PropagationConfig()))
    confidence, entropy = 1.0, 0.0
    for figures in (step.figures for step in steps):
        confidence, entropy = min(confidence, figures["confidence"]), max(entropy, figures["entropy"])
        assert (figures["leastConfidence"], figures["mostEntropy"]) == (confidence, entropy)
    assert any(s.figures["mostEntropy"] > s.figures["entropy"] for s in steps)
    assert any(s.figures["leastConfidence"] < s.figures["confidence"] for s in steps)


def test_other_figures_are_tried_on_kept_steps(tmp_path, capsys):
    rng = np.random.default_rng(0)

    def chain(length):
        for order in range(length):
            dice = float(rng.uniform(0.3, 1))
            figures = dict.fromkeys(PRESENCE | MORE_PRESENCE | WAY, 0.5)
            figures |= dict(presence=6 * dice - 3 * (order > 6), change=1.5, logStep=1.0, several=False)
            both = round(100 * dice)
            yield dict(
                figures, confidence=dice, entropy=1 - dice, agreement=0.5, order=order, dice=dice, has=order < 7, both=both
            )

    sets = ("one", "two")
    steps = [dict(s, chain=c, set=sets[c % 2]) for c in range(20) for s in chain(9)]
    seen = [dict(s, slice=s["order"] + 1, support=0, predicted=100, true=100 if s["has"] else 0) for s in chain(9)]
    rows = [dict(protocol="SV-1", dataset="mr", total=700, steps=seen)]
    for name, content in (("steps", steps), ("rows", rows)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    choose_figures.main(["--steps", str(tmp_path / "steps.json"), "--rows", str(tmp_path / "rows.json")])
    table = [[c.strip() for c in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines() if line]
    trust = {row[0]: float(row[1]) for row in table[2 : 2 + len(choose_figures.TRUST_CHOICES)]}
    # The true Dice is the confidence here: both find it on sets that they were not fitted to.
    assert trust["confidence and entropy"] > 0.95 and trust["all of the stop rule"] > 0.95
    first = choose_figures.calibration([tmp_path / "steps.json"], None)[:3]
    assert [round(s["growth"] / np.log(1.5)) for s in first] == [1, 2, 3]
    assert first[2]["disagreement"] == pytest.approx(np.log(2.5))
    assert len({s["chain"] for s in choose_figures.calibration([tmp_path / "steps.json"] * 2, None)}) == 40


def test_only_what_comes_back_after_shrinking_is_regrowth():
    def regrowth(*areas):
        so_far = SoFar.before_first_step(100)
        added = [so_far.add(100 * a, dict(confidence=1.0, entropy=0.0, presence=1.0)) for a in areas]
        return [float(np.exp(figures["regrowth"])) for figures in added]

    assert regrowth(2.0, 3.0, 1.5, 0.5) == pytest.approx([1, 1, 1, 1])  # drawn near an end
    assert regrowth(0.5, 0.25, 0.75, 0.5) == pytest.approx([1, 1, 3, 3])  # shrinks and runs on into something else
    assert regrowth(0.5, 3.0, 1.5) == pytest.approx([1, 2, 2])  # beyond its largest it is growth


def test_presence_falls_from_its_highest():
    so_far = SoFar.before_first_step(100)
    added = [so_far.add(100, dict(confidence=1.0, entropy=0.0, presence=p)) for p in (2.0, 5.0, 3.0, -1.0, 6.0)]
    assert [figures["fallen"] for figures in added] == [0, 0, 2, 6, 0]
