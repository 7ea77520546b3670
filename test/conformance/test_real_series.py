"""SEGs on real series: a cardiac MR whose files have no SeriesInstanceUID, and a large oblique MR of a head.

The series are not part of the repository; without FEW_SHOT_LMS_SERIES (real_series.py) the tests are skipped with a
sentence.
"""

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 (the name that its documentation uses)
from iod_tables import lacking_attributes, unknown_attributes
from made_series import SEGS, read_by_us
from patient_space import expected_points, images_of, labels_of, seg_points
from pydicom.sr.codedict import codes
from real_series import folder, unpack
from test_dicom_validator import complaints
from test_seg import JUSTIFIED

SERIES = {
    # Slices, rows, columns; the second one has 384 files of implicit VR, slightly oblique.
    "seg3d-cardiac": (44, 640, 640),
    "datalad-t1": (384, 384, 274),
}
# Names of the source, copied letter by letter, are in a form that was retired (PS3.5 section 6.2.1).
COPIED = r"Warning - .*(Patient's|Referring Physician's) Name.* - Retired Person Name form"
TOOLS = Path(sysconfig.get_path("scripts"))


@pytest.fixture(scope="session", params=SERIES)
def real(request, ours, tmp_path_factory):
    """A folder with the series and our SEGs on it, as in `made`; the name of the series."""
    out = tmp_path_factory.mktemp(request.param)
    if not unpack(request.param, out / "images"):
        place = folder()
        pytest.skip(
            f"{place} (FEW_SHOT_LMS_SERIES) has no {request.param}"
            if place
            else "FEW_SHOT_LMS_SERIES names no folder with the real series"
        )
    ours("write", out / "images", out)
    return out, request.param


def test_the_series_is_read_whole(real):
    out, name = real
    assert labels_of(out, images_of(out)).shape == SERIES[name]


@pytest.mark.parametrize("seg", SEGS)
def test_pydicom_sees_our_voxels_where_we_drew_them(real, seg):
    out, _ = real
    assert seg_points(pydicom.dcmread(out / f"{seg}.dcm")) == expected_points(out)


@pytest.mark.parametrize("seg", SEGS)
def test_highdicom_reads_it(real, seg):
    out, _ = real
    read = hd.seg.segread(out / f"{seg}.dcm")
    assert [read.get_segment_description(number).segment_label for number in (1, 2, 3)][:2] == [
        "Left kidney",
        "LV blood pool",
    ]
    assert read.get_segment_description(1).segmented_property_type == codes.SCT.Kidney
    pairs = images_of(out)
    labels = labels_of(out, pairs)
    sources = [dataset.SOPInstanceUID for dataset, _ in pairs]
    filled = [k for k in range(len(sources)) if labels[k].any()]
    pixels = read.get_pixels_by_source_instance([sources[k] for k in filled], combine_segments=True)
    assert np.array_equal(pixels, labels[filled])


@pytest.mark.skipif(not shutil.which("dciodvfy"), reason="dciodvfy (dicom3tools) is not installed")
@pytest.mark.parametrize("seg", SEGS)
def test_dciodvfy_finds_nothing(real, seg):
    out, _ = real
    done = subprocess.run(["dciodvfy", out / f"{seg}.dcm"], capture_output=True, text=True)
    said = [line for line in (done.stdout + done.stderr).splitlines() if re.match(r"(Error|Warning)", line)]
    justified = [*JUSTIFIED[seg.removesuffix("-rle")], COPIED]
    assert [line for line in said if not any(re.match(pattern, line) for pattern in justified)] == []


@pytest.mark.parametrize("seg", SEGS)
def test_dicom_validator_and_the_tables_find_nothing(real, seg):
    out, _ = real
    written = pydicom.dcmread(out / f"{seg}.dcm")
    assert complaints(written) == set()
    assert unknown_attributes(written) == set()
    assert lacking_attributes(written) == []


@pytest.mark.parametrize("seg", SEGS)
def test_we_read_it_back(real, ours, tmp_path, seg):
    out, name = real
    labels, said = read_by_us(ours, out, out / f"{seg}.dcm", tmp_path, SERIES[name])
    assert np.array_equal(labels, labels_of(out, images_of(out)))
    assert said["warnings"] == []


@pytest.mark.parametrize("seg", SEGS)
def test_dcmqi_makes_our_voxels_of_it(real, tmp_path, seg):
    out, _ = real
    arguments = ["--inputDICOM", out / f"{seg}.dcm", "--outputDirectory", tmp_path, "-t", "nii", "--mergeSegments"]
    done = subprocess.run(
        [TOOLS / "segimage2itkimage", *map(str, arguments)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (written,) = tmp_path.glob("*.nii.gz")
    image = sitk.ReadImage(written)
    array = sitk.GetArrayFromImage(image)
    pairs = images_of(out)
    labels = labels_of(out, pairs)
    (position, along_columns, along_rows, spacing, _) = pairs[0][1]
    normal = np.cross(along_columns, along_rows)
    depths = np.array([np.dot(plane[0] - position, normal) for _, plane in pairs])
    found = np.zeros_like(labels)
    start = np.array(image.TransformIndexToPhysicalPoint((0, 0, 0)))
    steps = np.array([image.TransformContinuousIndexToPhysicalPoint(axis) for axis in np.eye(3).tolist()]) - start
    k, j, i = np.nonzero(array)
    offsets = start + np.stack([i, j, k], axis=1) @ steps - position
    column = offsets @ along_columns / spacing[1]
    row = offsets @ along_rows / spacing[0]
    depth = np.interp(offsets @ normal, depths, np.arange(len(depths)))
    for exact in (column, row, depth):
        assert np.abs(exact - np.round(exact)).max() < 0.05
    index = np.round(np.stack([depth, row, column])).astype(int)
    found[tuple(index)] = array[k, j, i]
    assert len(k) == np.count_nonzero(labels)
    assert np.array_equal(found, labels)
