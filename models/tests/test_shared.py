"""What several commands share: Dice, whole files, voxel sizes, the commit."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from lms_net.data.spacing import spacing_mm
from lms_net.git_hash import git_hash
from lms_net.overlap import dice, dice_of
from lms_net.whole_files import save, save_arrays


def test_dice_of_masks_and_of_counts():
    a, b = np.zeros((2, 3, 4), bool)
    a[0, :3], b[0, 1:] = True, True
    for kind in (np.asarray, torch.from_numpy):
        assert dice(kind(a), kind(b), empty=1.0) == dice_of(2, 6, empty=0.0) == 2 / 3
    nothing = np.zeros_like(a)
    assert dice(a, nothing, empty=1.0) == 0
    assert [dice(nothing, nothing, empty=e) for e in (0.0, 1.0)] == [0, 1]


def test_what_is_cut_off_while_writing_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    def half(target, *_, **__):
        Path(target).write_bytes(b"half")
        raise KeyboardInterrupt

    arrays, checkpoint = tmp_path / "a.npz", tmp_path / "a.pt"
    save_arrays(arrays, dict(n=np.arange(3)))
    save(checkpoint, n=3)
    monkeypatch.setattr(np, "savez_compressed", half)
    monkeypatch.setattr(torch, "save", lambda state, target: half(target))
    with pytest.raises(KeyboardInterrupt):
        save_arrays(arrays, dict(n=np.arange(9)), compressed=True)
    with pytest.raises(KeyboardInterrupt):
        save(checkpoint, n=9)
    assert np.load(arrays)["n"].tolist() == [0, 1, 2] and torch.load(checkpoint)["n"] == 3
    assert (tmp_path / "a.tmp.npz").exists()  # the name that readers of a folder leave out


def test_cine_stacks_without_spacing_have_that_of_short_axis_hearts():
    stored = np.array([1.0, 1.0, 1.0])
    assert spacing_mm("sunnybrook", stored) == spacing_mm("sunnybrook__SC-N-05.npz", stored) == (8.0, 1.4, 1.4)
    assert spacing_mm("mscmr", stored) == (1.0, 1.0, 1.0)


def test_the_commit_is_that_of_this_code_wherever_one_is(tmp_path, monkeypatch):
    here = Path(__file__).parent
    command = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False, cwd=here).stdout.strip()
    monkeypatch.chdir(tmp_path)
    assert git_hash() == (commit or "unknown")
