"""Training on one's own NIfTI files, by one command."""

import json

import nibabel as nib
import numpy as np
import pytest
import torch

from lms_net import train
from lms_net.benchmarks.own import find_own, prepare_own
from lms_net.benchmarks.runs import RunFolder, read_metrics

torch.set_num_threads(1)
AFFINE = np.diag([1, 1, 3, 1])
TINY = ("--encoder", "small", "--stride", "4", "--size", "64", "--precision", "fp32", "--log-every", "20", "--lr", "0.01")
FIELDS = ("features=16", "grid=16", "regions=10", "heads=2", "head_width=8", "md_width=8", "centred=True")


def volume(seed: int, offset: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A bright block in a grey body, (x, y, z), not square; offset -1000 makes it Hounsfield units with air."""
    rng = np.random.default_rng(seed)
    image, label = np.zeros((72, 64, 8), np.int16), np.zeros((72, 64, 8), np.uint8)
    image[6:66, 6:58] = 1040
    x, y = 16 + rng.integers(8), 14 + rng.integers(8)
    image[x : x + 24, y : y + 26, 1:7], label[x : x + 24, y : y + 26, 1:7] = 1190, 1
    return image + rng.integers(-8, 9, image.shape, dtype=np.int16) + np.int16(offset), label


def save(file, array):
    file.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(array, AFFINE), file)


def command(folder, run, *more):
    train.main(["benchmark", "--data", str(folder), "--run", str(run), *TINY, *more, "--set", *FIELDS])


@pytest.mark.parametrize("labelled", [True, False])
def test_a_folder_of_images_is_trained_on_by_one_command(tmp_path, labelled, capsys):
    for n in range(3):
        image, label = volume(n, -1000)
        save(tmp_path / "mine" / "images" / f"p{n}.nii.gz", image)
        if labelled:
            save(tmp_path / "mine" / "labels" / f"p{n}.nii.gz", label)
    run = tmp_path / "run"
    command(tmp_path / "mine", run, "--iterations", "60")
    assert f"3 volumes, {3 * labelled} with labels; 3 prepared" in capsys.readouterr().out
    rows = read_metrics(run / "metrics.csv")
    assert rows[-1]["iteration"] == 60 and rows[-1]["total"] < rows[0]["total"]
    config = json.loads((run / "config.json").read_text())
    assert config["system"] == "lms" and config["identity"]["volumes"] == ["mine/p0", "mine/p1", "mine/p2"]
    with np.load(run / "cache" / "mine__p1.npz") as made:
        assert bool(made["ct"]) and made["image"].shape == (8, 64, 72) and made["label"].any() == labelled
        assert np.array_equal(made["image"], volume(1, -1000)[0].T) and {"regions00", "regions11"} <= set(made.files)
    # the same command with --resume goes on, and prepares nothing anew
    command(tmp_path / "mine", run, "--iterations", "61", "--resume")
    assert "0 prepared" in capsys.readouterr().out and RunFolder(run).load()["iteration"] == 61
    save(tmp_path / "mine" / "images" / "p3.nii.gz", volume(3, -1000)[0])
    with pytest.raises(SystemExit, match="another volumes"):
        command(tmp_path / "mine", run, "--iterations", "62", "--resume")


def test_files_beside_each_other_and_several_data_sets_are_found(tmp_path):
    image, label = volume(0)
    save(tmp_path / "a" / "image_1.nii.gz", image)
    save(tmp_path / "a" / "label_1.nii.gz", label)
    save(tmp_path / "a" / "image_2.nii", image)
    save(tmp_path / "b" / "images" / "x__y.nii.gz", image)
    (tmp_path / "b" / "images" / "notes.txt").write_text("not an image")
    found = find_own(tmp_path)
    assert [(c.dataset, c.case, c.label is not None) for c in found] == [
        ("a", "1", True),
        ("a", "2", False),
        ("b", "x_y", False),
    ]
    assert [c.case for c in find_own(tmp_path / "a")] == ["1", "2"]
    prepare_own(tmp_path, tmp_path / "cache")
    assert sorted(f.name for f in (tmp_path / "cache").iterdir()) == ["a__1.npz", "a__2.npz", "b__x_y.npz"]
    with np.load(tmp_path / "cache" / "a__1.npz") as made:
        assert not made["ct"] and np.array_equal(made["label"], label.T)


def test_what_cannot_be_used_is_said(tmp_path):
    image, label = volume(0)
    with pytest.raises(SystemExit, match="is not a folder"):
        find_own(tmp_path / "nowhere")
    with pytest.raises(SystemExit, match="images/CASE.nii.gz"):
        find_own(tmp_path)
    save(tmp_path / "labels" / "a.nii.gz", label)
    save(tmp_path / "images" / "b.nii.gz", image)
    with pytest.raises(SystemExit, match="a.nii.gz has no image"):
        find_own(tmp_path)
    (tmp_path / "labels" / "a.nii.gz").unlink()
    save(tmp_path / "labels" / "b.nii.gz", label[:, :, :-1])
    with pytest.raises(SystemExit, match=r"b.nii.gz has the shape \(72, 64, 7\), its image \(72, 64, 8\)"):
        prepare_own(tmp_path, tmp_path / "cache")
    save(tmp_path / "labels" / "b.nii.gz", label.astype(np.int16) * 500)
    with pytest.raises(SystemExit, match="values from 0 to 500"):
        prepare_own(tmp_path, tmp_path / "cache")
    save(tmp_path / "images" / "b.nii.gz", image[:, :, 0])
    with pytest.raises(SystemExit, match="a volume .* is expected"):
        prepare_own(tmp_path, tmp_path / "cache")


def test_the_command_says_what_is_missing(tmp_path):
    run = ["benchmark", "--run", str(tmp_path / "run")]
    with pytest.raises(SystemExit, match="Say what to train on"):
        train.main(run)
    with pytest.raises(SystemExit, match="needs --cache"):
        train.main([*run, "--dataset", "synapse-ct"])
    with pytest.raises(SystemExit, match="No volume of mscmr under"):
        train.main([*run, "--dataset", "mscmr", "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match="lms_net.data.prepare"):
        train.main([*run, "--dataset", "permissive", "--data", str(tmp_path)])
