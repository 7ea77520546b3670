"""Our SEGs before dcmqi and ITK, and dcmqi's before us, voxel by voxel in patient space.

dcmqi is built on DCMTK's SEG classes, SimpleITK reads DICOM by GDCM: neither shares code with pydicom and highdicom.
GDCM reads no label maps and knows nothing of segments: it sees a SEG as one stack of frames.
"""

import json
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 (the name that its documentation uses)
from made_series import REGULAR, SEGS, read_by_us
from patient_space import expected_points, images_of, labels_of

TOOLS = Path(sysconfig.get_path("scripts"))


def points_of_image(image):
    """{value: points in mm} of an ITK image without its zeros; ITK's patient space is DICOM's."""
    array = sitk.GetArrayFromImage(image)
    points = {}
    for value in np.unique(array[array > 0]):
        indices = np.argwhere(array == value)[:, ::-1]
        # SimpleITK gives one point at a time; the affine map is made of its answers, not of our arithmetic.
        start = np.array(image.TransformIndexToPhysicalPoint((0, 0, 0)))
        steps = [np.array(image.TransformContinuousIndexToPhysicalPoint(axis)) - start for axis in np.eye(3).tolist()]
        # NIfTI keeps its matrix in single precision: 0.01 mm is far below a voxel.
        places = np.round(start + indices @ np.array(steps), 2) + 0.0
        points[int(value)] = Counter(map(tuple, places))
    return points


def same_places(read, expected):
    """The same labels, and of each the same number of voxels, each within 0.02 mm of its own."""
    assert read.keys() == expected.keys()
    for label, counted in read.items():
        mine, theirs = (np.array(sorted(some.elements())) for some in (expected[label], counted))
        assert mine.shape == theirs.shape
        # Sorted tuples may swap where a coordinate is rounded either way, so each point looks for its nearest.
        distances = np.linalg.norm(mine[:, None, :] - theirs[None, :, :], axis=2)
        assert distances.min(axis=1).max() < 0.02
        assert distances.min(axis=0).max() < 0.02


def dcmqi(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("seg", SEGS)
@pytest.mark.parametrize("geometry", REGULAR)
def test_dcmqi_makes_our_voxels_of_our_segs(made, tmp_path, geometry, seg):
    source = made / geometry / f"{seg}.dcm"
    dcmqi("segimage2itkimage", "--inputDICOM", source, "--outputDirectory", tmp_path, "-t", "nii", "--mergeSegments")
    (written,) = tmp_path.glob("*.nii.gz")
    same_places(points_of_image(sitk.ReadImage(written)), expected_points(made / geometry))


def test_dcmqi_reads_what_segments_mean(made, tmp_path):
    source = made / "axial" / "labelmap.dcm"
    dcmqi("segimage2itkimage", "--inputDICOM", source, "--outputDirectory", tmp_path, "-t", "nii", "--mergeSegments")
    groups = json.loads((tmp_path / "meta.json").read_text())["segmentAttributes"]
    described = {item["labelID"]: item for group in groups for item in group}
    kidney = described[1]
    assert kidney["SegmentLabel"] == "Left kidney"
    assert kidney["SegmentedPropertyTypeCodeSequence"]["CodeValue"] == "64033007"
    assert kidney["SegmentedPropertyTypeModifierCodeSequence"]["CodeValue"] == "7771000"
    assert [described[number]["SegmentAlgorithmType"] for number in (1, 2, 3)] == [*["SEMIAUTOMATIC"] * 2, "MANUAL"]


@pytest.mark.parametrize("geometry", REGULAR)
def test_itk_sees_the_first_segment_of_a_binary_seg_where_we_drew_it(made, geometry):
    path = made / geometry / "binary.dcm"
    stack = sitk.ReadImage(path)
    groups = pydicom.dcmread(path).PerFrameFunctionalGroupsSequence
    numbers = [group.SegmentIdentificationSequence[0].ReferencedSegmentNumber for group in groups]
    first = points_of_image(stack[:, :, : numbers.count(1)])
    (points,) = first.values()
    same_places({1: points}, {1: expected_points(made / geometry)[1]})


def metadata(number_of_segments):
    """What itkimage2segimage wants to be told."""
    tissue = {"CodeValue": "85756007", "CodingSchemeDesignator": "SCT", "CodeMeaning": "Tissue"}
    return {
        "ContentCreatorName": "Reader",
        "SeriesDescription": "Segmentation",
        "SeriesNumber": "300",
        "InstanceNumber": "1",
        "segmentAttributes": [
            [
                {
                    "labelID": number,
                    "SegmentLabel": f"S{number}",
                    "SegmentDescription": f"S{number}",
                    "SegmentAlgorithmType": "MANUAL",
                    "SegmentedPropertyCategoryCodeSequence": tissue,
                    "SegmentedPropertyTypeCodeSequence": tissue,
                    "recommendedDisplayRGBValue": [200, 100, 50],
                }
                for number in range(1, number_of_segments + 1)
            ]
        ],
    }


def itk_image_of(folder):
    """The labels that were saved as an ITK image on the source series, whose slices are sorted by our own words."""
    pairs = images_of(folder)
    labels = labels_of(folder, pairs)
    (first, along_columns, along_rows, spacing, _), (last, *_) = pairs[0][1], pairs[-1][1]
    normal = (last - first) / np.linalg.norm(last - first)
    image = sitk.GetImageFromArray(labels)
    image.SetOrigin(first.tolist())
    step = float(np.linalg.norm(last - first)) / (len(pairs) - 1)
    image.SetSpacing((float(spacing[1]), float(spacing[0]), step))
    image.SetDirection(np.stack([along_columns, along_rows, normal], axis=1).ravel().tolist())
    return image, labels


@pytest.mark.parametrize("kind", ["binary", "labelmap"])
@pytest.mark.parametrize("geometry", ["axial", "descending", "sagittal", "coronal", "oblique", "non-square"])
def test_we_read_the_segs_of_dcmqi(ours, made, tmp_path, geometry, kind):
    image, labels = itk_image_of(made / geometry)
    sitk.WriteImage(image, tmp_path / "labels.nrrd")
    (tmp_path / "meta.json").write_text(json.dumps(metadata(3)))
    dcmqi(
        *["itkimage2segimage", "--inputImageList", tmp_path / "labels.nrrd"],
        *["--inputDICOMDirectory", made / geometry / "images", "--inputMetadata", tmp_path / "meta.json"],
        *["--outputDICOM", tmp_path / "seg.dcm", "--segmentationType", kind],
    )
    assert pydicom.dcmread(tmp_path / "seg.dcm").SegmentationType == kind.upper()
    read, said = read_by_us(ours, made / geometry, tmp_path / "seg.dcm", tmp_path, labels.shape)
    assert np.array_equal(read, labels)
    assert [segment["label"] for segment in said["segments"]] == ["S1", "S2", "S3"]
