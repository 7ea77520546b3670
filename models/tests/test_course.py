"""The recurrent unit of the stop rule: equal to PyTorch, learns ends that no slice alone tells, read by job and assess."""

import json

import numpy as np
import pytest
import torch

from lms_net import assess, calibrate, course
from lms_net.calibrate import COURSE, MORE_PRESENCE, PRESENCE, STEP, WAY
from lms_net.inference import job
from lms_net.inference.course import LIMIT, add_course, standardised
from lms_net.inference.job import accepted_steps
from lms_net.inference.propagate import Step
from lms_net.inference.rules import apply_rule
from lms_net.known_chains import by_chain

FIGURES = PRESENCE | MORE_PRESENCE | WAY


def kept(chain, order, has, dice=0.9, mm=3.0, **figures):
    return (
        dict.fromkeys(FIGURES, 0.5)
        | figures
        | dict(chain=chain, order=order, has=has, dice=dice, logStep=float(np.log(mm)), several=chain % 4 == 2)
        | dict(labelled=True, set="one")
    )


@pytest.fixture
def steps():
    """Chains whose presence falls a little, then for good: the end is where it has fallen twice."""
    rng = np.random.default_rng(0)
    out = []
    for chain in range(120):
        first, gap = rng.integers(2, 5), rng.integers(1, 4)
        for order in range(12):
            low = order == first or order > first + gap
            has, mm = bool(order <= first + gap), 3.0 if chain % 4 < 3 else 8.0
            out.append(kept(chain, order, has, presence=-1.0 if low else 1.0, mm=mm))
    return out


def test_equals_pytorch():
    torch.manual_seed(0)
    unit = course.Unit(len(FIGURES), 5)
    rng = np.random.default_rng(1)
    chain = [{name: float(rng.normal()) for name in FIGURES} for _ in range(4)]
    terms = course.standard_terms(chain)
    plain = lambda a: a.detach().numpy().tolist()  # noqa: E731
    parameters = dict(
        terms=terms,
        input=plain(unit.gru.weight_ih_l0),
        state=plain(unit.gru.weight_hh_l0),
        inputBias=plain(unit.gru.bias_ih_l0),
        stateBias=plain(unit.gru.bias_hh_l0),
        answer=plain(unit.answer.weight[0]),
        answerBias=float(unit.answer.bias[0].detach()),
    )
    x = torch.tensor(np.array([[standardised(s, terms) for s in chain]]), dtype=torch.float32)
    wanted = unit(x)[0, :, 0].detach().numpy()
    add_course(parameters, chain)
    assert np.allclose([s["course"] for s in chain], np.clip(wanted, -LIMIT, LIMIT), atol=1e-5)
    assert np.allclose([s["courseFallen"] for s in chain], np.maximum.accumulate(wanted) - wanted, atol=1e-5)


def test_learns_an_end_that_no_slice_alone_tells(steps):
    parameters = course.fit(by_chain(steps), units=8, epochs=60, seed=0)
    assert set(parameters) == {"terms", "input", "state", "inputBias", "stateBias", "answer", "answerBias"}
    fresh = [kept(0, i, True, presence=p) for i, p in enumerate((1, 1, 1, -1, 1, -1, -1))]
    add_course(parameters, fresh)
    first, second = fresh[3]["course"], fresh[5]["course"]
    assert first > 0 > second


def test_rules_read_the_course(steps, tmp_path, monkeypatch, capsys):
    rows, file, rules = tmp_path / "rows.json", tmp_path / "course.json", tmp_path / "rules.json"
    rows.write_text(json.dumps(steps))
    common = ["--checkpoint", "none", "--data", "none", "--rows", str(rows)]
    course.main([*common, "--out", str(file), "--units", "8", "--epochs", "60"])
    monkeypatch.setattr(
        "sys.argv", ["calibrate", *common, "--synthetic", "none", "--course", str(file), "--out", str(rules)]
    )
    calibrate.main()
    stop = json.loads(rules.read_text())["stop"]
    plain = set(PRESENCE) | set(MORE_PRESENCE) | set(STEP)
    assert {t["figure"] for t in stop["several"]["terms"]} == plain
    assert {t["figure"] for t in stop["presence"]["terms"]} == plain | set(COURSE)
    printed = capsys.readouterr().out
    assert f"presence: {3 * len(steps) // 4} steps" in printed and f"several: {len(steps) // 4} steps" in printed
    presence = [1, 1, 1, -1, 1, -1, -1, -1]
    mask = np.ones((4, 4), np.float32)
    chain = [Step(i, mask, kept(0, i, True, presence=p)) for i, p in enumerate(presence)]
    assert [accepted for _, accepted in accepted_steps(chain, stop)] == [True] * 5 + [False] * 2
    seen = [kept(0, i, i < 5, presence=p) | dict(slice=i + 1, support=0) for i, p in enumerate(presence)]
    seen = [s | dict(predicted=10, true=10 if s["has"] else 0, both=10 if s["has"] else 0) for s in seen]
    rows.write_text(json.dumps([dict(protocol="SV-1", dataset="ct", case="a", organ=1, total=50, steps=seen)]))
    assess.main(["--rows", str(rows), "--rules", str(rules)])
    assert "Dice 1.000  beyond 0.000" in capsys.readouterr().out


def test_mean_of_two_rules_is_that_of_their_logits():
    term = lambda figure, mean, scale, weight: dict(figure=figure, max=2.0, mean=mean, scale=scale, weight=weight)  # noqa: E731
    one = dict(bias=0.3, terms=[term("area", 1.0, 2.0, 0.7), term("span", 0.5, 1.0, -1.0)])
    two = dict(bias=-0.2, terms=[term("area", -1.0, 0.5, 0.4), term("grey", 0.0, 3.0, 0.9)])
    logit = lambda rule, figures: np.log(1 / (1 / apply_rule(rule, figures) - 1))  # noqa: E731
    for figures in (dict(area=0.2, span=1.4, grey=-1.0), dict(area=5.0, span=0.0, grey=0.5)):
        mean = (logit(one, figures) + logit(two, figures)) / 2
        assert logit(calibrate.mean_rule(one, two), figures) == pytest.approx(mean)


def test_several_drawn_slices_have_their_own_rule_beyond_them(monkeypatch):
    mask = np.ones((4, 4), np.float32)

    def chain(net, volume, spacing, window, support, drawn, run, config):
        yield from (Step(z, mask, kept(0, 0, True)) for z in run)

    monkeypatch.setattr(job, "run_chain", chain)
    always, never = dict(bias=9.0, terms=[]), dict(bias=-9.0, terms=[])
    rules = dict(presence=always, several=never, trust=always, threshold=0.5, patience=2)

    def found(*drawn):
        result = job.propagate(None, np.zeros((9, 4, 4)), (1, 1, 1), {z: mask > 0 for z in drawn}, rules, modality="MR")
        return np.flatnonzero(result.label.any((1, 2))).tolist()

    assert found(4) == list(range(9))
    assert found(2, 6) == [2, 3, 4, 5, 6]
