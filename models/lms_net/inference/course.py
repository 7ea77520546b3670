"""Presence by the whole course of a chain: a small recurrent unit reads the figures of slice after slice.

One slice alone often does not tell whether an object has ended: a vessel that keeps its size goes on where a kidney that has
shrunk does not. The unit (a GRU, Cho et al. 2014) is trained on chains that ran past the ends of known objects
(`lms_net.course`); its answer becomes figures of the stop rule like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

# Standardised figures are clipped to this on both sides, the answer as well.
LIMIT = 6.0


class Course:
    """The unit on one chain's way. parameters, as in the manifest: `terms` (figure, max, mean, scale), and of a PyTorch
    GRU of H units on D figures `input` [3H, D], `state` [3H, H] (rows: reset, update, candidate), `inputBias`,
    `stateBias` [3H]; `answer` [D + H] and `answerBias` make the logit of presence."""

    def __init__(self, parameters: dict):
        self.terms = parameters["terms"]
        array = lambda name: np.array(parameters[name], float)  # noqa: E731
        self.input, self.state, self.answer = array("input"), array("state"), array("answer")
        self.input_bias, self.state_bias = array("inputBias"), array("stateBias")
        self.answer_bias = float(parameters["answerBias"])
        self.memory = np.zeros(self.state.shape[1])
        self.highest = -np.inf

    def add(self, figures: dict[str, float]) -> dict[str, float]:
        """One slice more → `course`, the logit of presence, and `courseFallen`, how far below its highest so far it is."""
        x = standardised(figures, self.terms)
        of_x = (self.input @ x + self.input_bias).reshape(3, -1)
        of_h = (self.state @ self.memory + self.state_bias).reshape(3, -1)
        reset, update = _sigmoid(of_x[0] + of_h[0]), _sigmoid(of_x[1] + of_h[1])
        candidate = np.tanh(of_x[2] + reset * of_h[2])
        self.memory = (1 - update) * candidate + update * self.memory
        logit = float(np.clip(self.answer @ np.concatenate([x, self.memory]) + self.answer_bias, -LIMIT, LIMIT))
        self.highest = max(self.highest, logit)
        return dict(course=logit, courseFallen=self.highest - logit)


def standardised(figures: dict[str, float], terms: list[dict]) -> np.ndarray:
    """Figures [D] clipped from above, then to zero mean and unit deviation, clipped to ± LIMIT."""
    values = [(min(figures[t["figure"]], t["max"]) - t["mean"]) / t["scale"] for t in terms]
    return np.clip(np.array(values), -LIMIT, LIMIT)


def add_course(parameters: dict | None, chain: Iterable[dict]) -> None:
    """Adds the unit's figures to the steps of one chain, in their order; nothing without parameters."""
    if parameters is None:
        return
    course = Course(parameters)
    for step in chain:
        step |= course.add(step)


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))
