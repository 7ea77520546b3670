"""Our SEGs through Orthanc's STOW-RS, QIDO-RS and WADO-RS and back."""

import json
from collections import Counter
from io import BytesIO

import highdicom as hd
import numpy as np
import pydicom
import pytest
from made_series import BRAIN, GEOMETRIES, REGULAR, SEGS, read_by_us
from orthanc import INSTALLED, orthanc
from patient_space import expected_points, images_of, labels_of, seg_points

pytestmark = pytest.mark.skipif(not INSTALLED, reason="orthanc and orthanc-dicomweb are not installed")

SERIES_INSTANCE_UID = "0020000E"
SOP_INSTANCE_UID = "00080018"
SOP_CLASS_UID = "00080016"
REFERENCED_SOP_SEQUENCE = "00081199"
FAILED_SOP_SEQUENCE = "00081198"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with orthanc(tmp_path_factory.mktemp("orthanc")) as running:
        yield running


@pytest.fixture(scope="module", params=[*GEOMETRIES, "brain"])
def stored(request, made, archive):
    """The images and SEGs of a geometry, stored; and the folder they came from."""
    folder = made / request.param
    files = [path.read_bytes() for path in [*sorted((folder / "images").iterdir()), *map(folder.joinpath, named())]]
    answer = archive.stow(files)
    assert "Value" not in answer.get(FAILED_SOP_SEQUENCE, {})
    assert len(answer[REFERENCED_SOP_SEQUENCE]["Value"]) == len(files)
    return folder


def named():
    return [f"{seg}.dcm" for seg in SEGS]


def value(entry, tag):
    return entry[tag]["Value"][0]


def retrieved(archive, seg):
    """The Part 10 file of a SEG, found by what QIDO says of the study and its series."""
    study = f"/studies/{seg.StudyInstanceUID}"
    series = [value(entry, SERIES_INSTANCE_UID) for entry in archive.qido(f"{study}/series?Modality=SEG")]
    assert seg.SeriesInstanceUID in series
    instances = archive.qido(f"{study}/series/{seg.SeriesInstanceUID}/instances")
    assert [value(entry, SOP_INSTANCE_UID) for entry in instances] == [seg.SOPInstanceUID]
    (file,) = archive.wado(f"{study}/series/{seg.SeriesInstanceUID}/instances/{seg.SOPInstanceUID}")
    return file


@pytest.mark.parametrize("kind", SEGS)
def test_a_seg_comes_back_as_it_was_stored(archive, stored, kind):
    path = stored / f"{kind}.dcm"
    assert retrieved(archive, pydicom.dcmread(path)) == path.read_bytes()


@pytest.mark.parametrize("kind", SEGS)
def test_a_seg_from_the_archive_has_its_voxels_for_others_and_for_us(archive, stored, ours, tmp_path, kind):
    answer = retrieved(archive, pydicom.dcmread(stored / f"{kind}.dcm"))
    assert seg_points(pydicom.dcmread(BytesIO(answer))) == expected_points(stored)
    if stored.name in REGULAR:
        volume = hd.seg.segread(BytesIO(answer)).get_volume(combine_segments=True)
        for label, expected in expected_points(stored).items():
            places = volume.map_indices_to_reference(np.argwhere(volume.array == label))
            assert Counter(tuple(place) for place in np.round(places, 3) + 0.0) == expected
    seg = tmp_path / "seg.dcm"
    seg.write_bytes(answer)
    labels = labels_of(stored, images_of(stored))
    read, _ = read_by_us(ours, stored, seg, tmp_path, labels.shape)
    assert np.array_equal(read, labels)


def test_metadata_of_a_seg_are_its_attributes(archive, stored):
    """What OHIF asks for first: the header in JSON."""
    for kind in SEGS:
        seg = pydicom.dcmread(stored / f"{kind}.dcm")
        (header,) = archive.qido(f"/studies/{seg.StudyInstanceUID}/series/{seg.SeriesInstanceUID}/metadata")
        assert value(header, SOP_CLASS_UID) == seg.SOPClassUID
        read = pydicom.Dataset.from_json(json.dumps(header), bulk_data_uri_handler=lambda *_: b"")
        for element in seg:
            if element.keyword != "PixelData":
                assert read[element.tag] == element, element.keyword


def test_images_from_the_archive_are_the_same_volume(archive, made, ours, tmp_path):
    first = pydicom.dcmread(next(iter(sorted(BRAIN.iterdir()))), stop_before_pixels=True)
    archive.stow([path.read_bytes() for path in sorted(BRAIN.iterdir())])
    images = tmp_path / "images"
    images.mkdir()
    files = archive.wado(f"/studies/{first.StudyInstanceUID}/series/{first.SeriesInstanceUID}")
    for index, file in enumerate(files):
        (images / f"{index}.dcm").write_bytes(file)
    ours("volume", BRAIN, tmp_path / "stored.raw")
    ours("volume", images, tmp_path / "retrieved.raw")
    assert (tmp_path / "stored.raw").read_bytes() == (tmp_path / "retrieved.raw").read_bytes()


def test_saved_again_it_is_a_second_instance_beside_the_first(archive, made):
    """Two SEGs of one series, the first stored twice: nothing is lost or overwritten."""
    first = (made / "axial" / "labelmap.dcm").read_bytes()
    again = pydicom.dcmread(BytesIO(first))
    again.SOPInstanceUID = again.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid(prefix=None)
    again.InstanceNumber = 2
    second = BytesIO()
    again.save_as(second)
    for file in (first, second.getvalue(), first):
        archive.stow([file])
    path = f"/studies/{again.StudyInstanceUID}/series/{again.SeriesInstanceUID}"
    assert sorted(archive.wado(path)) == sorted([first, second.getvalue()])
