"""Our DICOM reader and writer against other people's: pydicom, highdicom, dciodvfy, dcmtk.

Everything is compared in patient space: a voxel is where its file says it is, in millimetres, so a flip, a
transposition or a shift of one slice fails. Run: pytest test/conformance (needs node and the npm packages of the
checkout; dciodvfy from dicom3tools and the tools of dcmtk where a test says so).
"""

import re
import shutil
import subprocess
from collections import Counter

import highdicom as hd
import numpy as np
import pydicom
import pytest
from iod_tables import lacking_attributes, unknown_attributes
from made_series import BRAIN, GEOMETRIES, REGULAR, SEGS, read_by_us
from patient_space import expected_points, images_of, labels_of, planes_of, seg_points
from pydicom.sr.codedict import codes
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

# Writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seg", SEGS)
@pytest.mark.parametrize("geometry", [*GEOMETRIES, "brain"])
def test_pydicom_sees_our_voxels_where_we_drew_them(made, geometry, seg):
    assert seg_points(pydicom.dcmread(made / geometry / f"{seg}.dcm")) == expected_points(made / geometry)


@pytest.mark.parametrize("seg", SEGS)
@pytest.mark.parametrize("geometry", REGULAR)
def test_highdicom_sees_our_voxels_where_we_drew_them(made, geometry, seg):
    volume = hd.seg.segread(made / geometry / f"{seg}.dcm").get_volume(combine_segments=True)
    points = {}
    for label in np.unique(volume.array[volume.array > 0]):
        indices = np.argwhere(volume.array == label)
        places = volume.map_indices_to_reference(indices)
        points[int(label)] = Counter(tuple(place) for place in np.round(places, 3) + 0.0)
    assert points == expected_points(made / geometry)


@pytest.mark.parametrize("seg", SEGS)
def test_highdicom_reads_what_segments_mean(made, seg):
    read = hd.seg.segread(made / "axial" / f"{seg}.dcm")
    assert list(read.segment_numbers) == [1, 2, 3]
    kidney, blood, lesion = (read.get_segment_description(number) for number in (1, 2, 3))
    assert [d.segment_label for d in (kidney, blood, lesion)] == ["Left kidney", "LV blood pool", "Läsion"]
    assert kidney.segmented_property_category == codes.SCT.AnatomicalStructure
    assert kidney.segmented_property_type == codes.SCT.Kidney
    modifier = kidney.SegmentedPropertyTypeCodeSequence[0].SegmentedPropertyTypeModifierCodeSequence[0]
    assert modifier.CodeValue == codes.SCT.Left.value
    assert blood.segmented_property_type == codes.SCT.Blood
    assert blood.anatomic_regions == [codes.SCT.LeftVentricle]
    assert lesion.segmented_property_type == codes.SCT.Tissue
    identification = kidney.algorithm_identification
    assert (identification.name, identification.version) == ("LMS-Net", "0.1.0")
    assert identification.family == codes.DCM.ArtificialIntelligence
    assert identification.parameters == {"model": "chain", "step.sha256": "0a1b"}
    assert lesion.algorithm_type == hd.seg.SegmentAlgorithmTypeValues.MANUAL
    assert lesion.algorithm_identification is None
    assert len({d.tracking_uid for d in (kidney, blood, lesion)}) == 3


@pytest.mark.parametrize("geometry", [*GEOMETRIES, "brain"])
@pytest.mark.parametrize("seg", SEGS)
def test_frames_refer_to_the_image_in_their_place(made, geometry, seg):
    pairs = images_of(made / geometry)
    image_at = {tuple(np.round(plane[0], 3) + 0.0): (d.SOPInstanceUID, plane[4] + 1) for d, plane in pairs}
    dataset = pydicom.dcmread(made / geometry / f"{seg}.dcm")
    positions, indices = [], []
    for plane, group in zip(planes_of(dataset), dataset.PerFrameFunctionalGroupsSequence, strict=True):
        source = group.DerivationImageSequence[0].SourceImageSequence[0]
        sop, frame = image_at[tuple(np.round(plane[0], 3) + 0.0)]
        assert source.ReferencedSOPInstanceUID == sop
        assert source.get("ReferencedFrameNumber", 1) == frame
        positions.append(float(np.dot(plane[0], np.cross(plane[1], plane[2]))))
        values = group.FrameContentSequence[0].DimensionIndexValues
        indices.append(tuple(np.atleast_1d(values)))
    # Frames lie in the order of their dimension indices, and the last of these counts positions along the normal.
    assert indices == sorted(set(indices))
    places = sorted(set(np.round(positions, 4)))
    assert [index[-1] for index in indices] == [places.index(p) + 1 for p in np.round(positions, 4)]
    assert len(dataset.DimensionIndexSequence) == len(indices[0])
    referenced = {
        item.ReferencedSOPInstanceUID
        for series in dataset.ReferencedSeriesSequence
        for item in series.ReferencedInstanceSequence
    }
    assert referenced == {d.SOPInstanceUID for d, _ in pairs}


def test_identification_is_that_of_the_source(made):
    image = images_of(made / "axial")[0][0]
    seg = pydicom.dcmread(made / "axial" / "labelmap.dcm")
    same = ["PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyID"]
    for keyword in [*same, "AccessionNumber", "FrameOfReferenceUID"]:
        assert seg[keyword].value == image[keyword].value, keyword
    assert seg.SeriesInstanceUID != image.SeriesInstanceUID
    assert str(seg.ContentCreatorName) == "Reader^Rosa"


@pytest.mark.parametrize("kind", ["LABELMAP", "BINARY"])
def test_we_have_every_attribute_that_highdicom_writes(made, kind):
    pairs = images_of(made / "axial")
    theirs = highdicom_seg(made / "axial", pairs, kind, ExplicitVRLittleEndian)
    mine = pydicom.dcmread(made / "axial" / f"{kind.lower()}.dcm")
    # All three are optional: ours names its sources by frame and in the Referenced Series Sequence, leaves out empty
    # frames so that it need not be a whole 3D volume, and has the identity as its default presentation.
    optional = {"SourceImageSequence", "DimensionOrganizationType", "PresentationLUTShape"}
    assert {e.keyword for e in theirs} - {e.keyword for e in mine} <= optional


# What dciodvfy says that are not about our object; each with its reason.
JUSTIFIED = {
    "binary": [],
    "labelmap": [
        # dicom3tools of 2022 is older than Supplement 243 (2024) and knows neither its SOP class
        r"Error - Information Object Not found",
        # nor that segment numbers of a label map need not count from one.
        r"Error - SegmentNumber not monotonically increasing from one by one",
    ],
}


@pytest.mark.skipif(not shutil.which("dciodvfy"), reason="dciodvfy (dicom3tools) is not installed")
@pytest.mark.parametrize("geometry", [*GEOMETRIES, "brain"])
@pytest.mark.parametrize("seg", SEGS)
def test_dciodvfy_finds_nothing(made, geometry, seg):
    done = subprocess.run(["dciodvfy", made / geometry / f"{seg}.dcm"], capture_output=True, text=True)
    justified = JUSTIFIED[seg.removesuffix("-rle")]
    if geometry == "brain":
        # The UIDs of that series begin with 0.0.0.0; identifiers of the source stay as they are.
        justified = [*justified, r"Error - Illegal root for UID"]
    lines = (done.stdout + done.stderr).splitlines()
    said = [line for line in lines if re.match(r"(Error|Warning)", line)]
    assert [line for line in said if not any(re.match(pattern, line) for pattern in justified)] == []


@pytest.mark.parametrize("geometry", [*GEOMETRIES, "brain"])
@pytest.mark.parametrize("seg", SEGS)
def test_attributes_are_those_of_the_iod(made, geometry, seg):
    written = pydicom.dcmread(made / geometry / f"{seg}.dcm")
    assert unknown_attributes(written) == set()
    assert lacking_attributes(written) == []


# Reading ---------------------------------------------------------------------------------------------------------


def highdicom_seg(folder, pairs, kind, transfer_syntax):
    """highdicom's SEG of the same labelmap on the same images, its frames in the order of the files."""
    labels = labels_of(folder, pairs)
    order = np.random.default_rng(1).permutation(len(pairs))
    described = [
        hd.seg.SegmentDescription(
            segment_number=number,
            segment_label=f"S{number}",
            segmented_property_category=codes.SCT.Tissue,
            segmented_property_type=codes.SCT.Tissue,
            algorithm_type="MANUAL",
        )
        for number in (1, 2, 3)
    ]
    array = labels[order]
    if kind == "FRACTIONAL":
        array = np.stack([np.where(array == number, 0.8, 0.3) for number in (1, 2, 3)], axis=-1)
    return hd.seg.Segmentation(
        source_images=[pairs[index][0] for index in order],
        pixel_array=array,
        segmentation_type=kind,
        segment_descriptions=described,
        series_instance_uid=hd.UID(),
        series_number=5,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="highdicom",
        manufacturer_model_name="highdicom",
        software_versions="1",
        device_serial_number="1",
        transfer_syntax_uid=transfer_syntax,
        omit_empty_frames=kind != "FRACTIONAL",
    )


@pytest.mark.parametrize(
    ("kind", "transfer_syntax"),
    [
        ("BINARY", ExplicitVRLittleEndian),
        ("LABELMAP", ExplicitVRLittleEndian),
        ("LABELMAP", RLELossless),
        ("LABELMAP", JPEGLSLossless),
        ("FRACTIONAL", RLELossless),
        ("FRACTIONAL", JPEGLSLossless),
    ],
)
@pytest.mark.parametrize("geometry", ["descending", "sagittal", "oblique", "non-square"])
def test_we_read_the_segs_of_highdicom(ours, made, tmp_path, geometry, kind, transfer_syntax):
    pairs = images_of(made / geometry)
    seg = tmp_path / "seg.dcm"
    highdicom_seg(made / geometry, pairs, kind, transfer_syntax).save_as(seg)
    expected = labels_of(made / geometry, pairs)
    read, said = read_by_us(ours, made / geometry, seg, tmp_path, expected.shape)
    assert np.array_equal(read, expected)
    assert [s["label"] for s in said["segments"]] == ["S1", "S2", "S3"]
    assert ("fractions" in " ".join(said["warnings"])) == (kind == "FRACTIONAL")


def test_we_read_deflated_segs(ours, made, tmp_path):
    pairs = images_of(made / "axial")
    dataset = pydicom.dcmread(made / "axial" / "binary.dcm")
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    seg = tmp_path / "seg.dcm"
    dataset.save_as(seg)
    expected = labels_of(made / "axial", pairs)
    read, _ = read_by_us(ours, made / "axial", seg, tmp_path, expected.shape)
    assert np.array_equal(read, expected)


def units_of(pairs):
    """Modality units of a sorted series, by pydicom."""
    return np.stack(
        [
            dataset.pixel_array * float(dataset.get("RescaleSlope", 1)) + float(dataset.get("RescaleIntercept", 0))
            for dataset, _ in pairs
        ]
    ).astype(np.float32)


def test_we_read_the_voxels_of_a_real_series(ours, made, tmp_path):
    ours("volume", BRAIN, tmp_path / "volume.raw")
    expected = units_of(images_of(made / "brain"))
    assert np.array_equal(np.fromfile(tmp_path / "volume.raw", np.float32).reshape(expected.shape), expected)


DCMTK = {
    "JPEG-LS (dcmtk)": ["dcmcjpls", "--encode-lossless"],
    "JPEG lossless, first order (dcmtk)": ["dcmcjpeg", "--encode-lossless-sv1"],
    **{
        f"JPEG lossless, predictor {n} (dcmtk)": ["dcmcjpeg", "--encode-lossless", "--selection-value", str(n)]
        for n in range(2, 8)
    },
    "RLE (dcmtk)": ["dcmcrle"],
    "deflated (dcmtk)": ["dcmconv", "--write-xfer-deflated"],
    "big endian (dcmtk)": ["dcmconv", "--write-xfer-big"],
}
PYDICOM = {"JPEG 2000": JPEG2000Lossless, "JPEG-LS": JPEGLSLossless, "RLE": RLELossless}


def write_images(images, content, bits=16):
    """Three images of the real series, as they are, shifted below zero, or full of noise; and their paths."""
    images.mkdir()
    random = np.random.default_rng(7)
    for path in sorted(BRAIN.iterdir())[:3]:
        dataset = pydicom.dcmread(path)
        pixels = dataset.pixel_array.astype(np.int32)
        if content == "signed":
            pixels = pixels - 700
        elif content == "noise":
            pixels = random.integers(-(2**15), 2**15, pixels.shape)
        elif content == "unsigned noise":
            pixels = random.integers(0, 2**16, pixels.shape)
        signed = content in ("signed", "noise")
        dataset.PixelRepresentation = int(signed)
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = (8, 8, 7) if bits == 8 else (16, bits, bits - 1)
        unwanted = ("SmallestImagePixelValue", "LargestImagePixelValue", "PixelPaddingValue")
        # Group 0 is a left-over of a transfer, which pydicom refuses to write.
        for tag in [e.tag for e in dataset if e.tag.group == 0 or e.keyword in unwanted]:
            del dataset[tag]
        if bits == 8:
            pixels = (pixels * 255 // pixels.max()).astype(np.uint8)
        dataset.PixelData = (
            pixels.astype(np.uint8 if bits == 8 else np.int64)
            .astype(np.uint8 if bits == 8 else np.uint16 if not signed else np.int16)
            .tobytes()
        )
        dataset["PixelData"].VR = "OW"
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.save_as(images / path.name)
    return sorted(images.iterdir())


def voxels_by_us(ours, images, tmp_path, shape):
    ours("volume", images, tmp_path / "volume.raw")
    return np.fromfile(tmp_path / "volume.raw", np.float32).reshape(shape)


@pytest.mark.parametrize("content", ["unsigned", "signed", "noise", "unsigned noise"])
@pytest.mark.parametrize("name", [*DCMTK, *PYDICOM])
def test_we_read_compressed_images(ours, tmp_path, name, content):
    if name in DCMTK and not shutil.which(DCMTK[name][0]):
        pytest.skip("dcmtk is not installed")
    plain = write_images(tmp_path / "images", content)
    expected = units_of(images_of(tmp_path))
    compressed = tmp_path / "compressed"
    compressed.mkdir()
    for path in plain:
        target = compressed / path.name
        if name in PYDICOM:
            dataset = pydicom.dcmread(path)
            dataset.compress(PYDICOM[name], generate_instance_uid=False)
            dataset.save_as(target)
        else:
            subprocess.run([*DCMTK[name], path, target], check=True, capture_output=True)
    assert np.array_equal(voxels_by_us(ours, compressed, tmp_path, expected.shape), expected)


@pytest.mark.skipif(not shutil.which("dcmcjpeg"), reason="dcmtk is not installed")
def test_we_read_lossy_jpeg_as_others_do(ours, tmp_path):
    plain = write_images(tmp_path / "plain", "unsigned", bits=8)
    images = tmp_path / "images"
    images.mkdir()
    for path in plain:
        subprocess.run(["dcmcjpeg", "--encode-baseline", path, images / path.name], check=True, capture_output=True)
    expected = units_of(images_of(tmp_path))
    # Decoders round the cosine transform each in their own way.
    assert np.abs(voxels_by_us(ours, images, tmp_path, expected.shape) - expected).max() <= 2
