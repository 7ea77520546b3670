"""A tiny benchmark that several files of tests train and measure on."""

import nibabel as nib
import numpy as np
import pytest
from tiny_benchmark import phantom

from lms_net.benchmarks import prepare


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """Five CHAOS volumes in SSL-ALPNet's layout: the first three of fold 0, and two that it is trained on."""
    root = tmp_path_factory.mktemp("data")
    folder = root / "CHAOST2" / "chaos_MR_T2_normalized"
    folder.mkdir(parents=True)
    for number in (1, 2, 3, 10, 13):
        image, label = phantom(number)
        for name, array in (("image", image), ("label", label)):  # these copies of the abdomen are upside down
            nib.save(nib.Nifti1Image(array[:, ::-1], np.diag([-1.25, 1.25, 7.7, 1])), folder / f"{name}_{number}.nii.gz")
    return root


@pytest.fixture(scope="session")
def cache(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("cache")
    prepare.main(["--data", str(data), "--out", str(out), "--only", "chaos-mr"])
    return out
