"""The simulated user who corrects slices."""

import numpy as np

from lms_net import corrections
from lms_net.inference.job import JobResult
from lms_net.inference.propagate import Step
from lms_net.validation import Case


def test_what_no_chain_came_to_is_corrected_last(monkeypatch):
    """Drawn on slice 3, the chains came to 2 and 4 and ended; 0, 1, 5 and 6 have no trust because nobody looked."""
    truth = np.zeros((7, 4, 4), bool)
    truth[1:6, 1:3, 1:3] = True
    asked = []

    def propagate(net, image, spacing, drawn, rules, percentiles):
        asked.append(sorted(drawn))
        label = np.zeros_like(truth)
        label[[2, 4]] = truth[2]
        told = {2: 0.5, 4: 0.6}
        label[list(drawn)] = truth[2]
        trust = {z: told.get(z, 0.0) for z in range(7) if z not in drawn}
        return JobResult(label, trust, [(3, Step(z, label[z].astype(np.float32), {})) for z in told])

    monkeypatch.setattr(corrections, "propagate", propagate)
    case = Case("set", "case", 1, np.zeros(truth.shape), truth, (1.0, 1.0, 1.0), (0.0, 1.0))
    for policy in corrections.CHOICES:
        asked.clear()
        corrections.run_user(None, None, case, policy, goal=1.0, most=3)
        assert asked == [[3], [2, 3], [2, 3, 4]]
