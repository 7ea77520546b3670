"""A large SEG is written in time and not larger than highdicom's: the benchmark, which fails where it is not."""

import os
import subprocess
import sys

from made_series import ROOT


def test_five_segments_of_a_large_volume_take_little_time_and_space():
    environment = {**os.environ, "FEW_SHOT_LMS_PYTHON": sys.executable}
    done = subprocess.run(
        ["node", "bench/seg_writing.mjs"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [kind in done.stdout for kind in ("| LABELMAP, RLE |", "| LABELMAP |", "| BINARY |")] == [True] * 3
