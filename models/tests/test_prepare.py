"""Volumes of one's own: prepared with supervoxels, so that they can be trained on without labels."""

import nibabel as nib
import numpy as np
import pytest

from lms_net.benchmarks.permissive import load_permissive
from lms_net.data import prepare


def test_own_volumes_get_supervoxels(tmp_path):
    folder = tmp_path / "data" / "mine-ct" / "images"
    folder.mkdir(parents=True)
    image = np.full((48, 40, 6), -1000, np.int16)
    image[4:44, 4:36], image[10:26, 10:26, 1:5] = 40, 160
    image += np.random.default_rng(0).integers(-8, 9, image.shape, dtype=np.int16)
    nib.save(nib.Nifti1Image(image, np.diag([1, 1, 3, 1])), folder / "a.nii.gz")
    prepare.main([str(tmp_path / "data"), str(tmp_path / "vol"), "mine-ct"])
    (volume,), shares = load_permissive(tmp_path / "vol", {"not-there-ct": 3.0, "mine-ct": 1.0}, set())
    assert volume.window == (-125.0, 275.0) and shares.tolist() == [1.0] and volume.image.shape == (6, 40, 48)
    organ = np.zeros(volume.image.shape, bool)
    organ[1:5, 10:26, 10:26] = True
    dice = max(
        2 * (organ & (ids == i)).sum() / (organ.sum() + (ids == i).sum())
        for ids in volume.maps
        for i in np.unique(ids[organ])
    )
    assert dice > 0.8
    with pytest.raises(FileNotFoundError, match="not-there-ct"):
        load_permissive(tmp_path / "vol", {"not-there-ct": 3.0}, set())
