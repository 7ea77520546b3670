"""dicom-validator (PyPI) finds nothing to complain about in our SEGs, and does find what is broken on purpose.

Where its tables come from, and what they lack, is in validator_tables.py. dciodvfy (test_seg.py) has the conditions.
"""

import pydicom
import pytest
from dicom_validator.validator.error_handler import ValidationResultHandler
from dicom_validator.validator.iod_validator import IODValidator
from dicom_validator.validator.validation_result import ErrorCode, Status
from made_series import GEOMETRIES, SEGS
from pydicom.sequence import Sequence
from seg_kinds import run
from validator_tables import dicom_info

KINDS = ["fractional", "fractional-rle", "overlap", "wide", "wide-rle"]


class Silent(ValidationResultHandler):
    def handle_validation_start(self, result):
        pass

    def handle_validation_result(self, result):
        pass


def complaints(dataset):
    """{(keywords of the sequences above, keyword, what is wrong)}"""
    information = dicom_info(labelmap=dataset.SOPClassUID.endswith(".66.7"))
    result = IODValidator(dataset, information, error_handler=Silent()).validate()
    assert result.status in (Status.Passed, Status.Failed)
    keyword = pydicom.datadict.keyword_for_tag
    return {
        (*(keyword(parent) for parent in tag.parents or ()), keyword(tag.tag), error.code)
        for errors in result.module_errors.values()
        for tag, error in errors.items()
    }


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    out = tmp_path_factory.mktemp("kinds")
    run("make", out)
    return out


@pytest.mark.parametrize("seg", SEGS)
@pytest.mark.parametrize("geometry", [*GEOMETRIES, "brain"])
def test_no_complaint(made, geometry, seg):
    assert complaints(pydicom.dcmread(made / geometry / f"{seg}.dcm")) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_no_complaint_about_other_kinds(kinds, kind):
    assert complaints(pydicom.dcmread(kinds / f"{kind}.dcm")) == set()


def first_segment(seg):
    return seg.SegmentSequence[0]


# dicom-validator 0.9.0 leaves out attributes that lack within a macro's sequence in one group only; the tables in
# iod_tables.py are held against those.
def first_frame(seg):
    return seg.PerFrameFunctionalGroupsSequence[0]


def without(owner, keyword):
    def damage(seg):
        for item in owner(seg):
            delattr(item, keyword)

    return damage


def in_both_groups(seg):
    shared = seg.SharedFunctionalGroupsSequence[0]
    for frame in seg.PerFrameFunctionalGroupsSequence:
        frame.PixelMeasuresSequence = shared.PixelMeasuresSequence


PER_FRAME, SHARED = "PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"
DAMAGES = {
    "no segments": (without(lambda seg: [seg], "SegmentSequence"), ("SegmentSequence", ErrorCode.TagMissing)),
    "no label": (
        without(lambda seg: [first_segment(seg)], "SegmentLabel"),
        ("SegmentSequence", "SegmentLabel", ErrorCode.TagMissing),
    ),
    "no code value of the category": (
        without(lambda seg: [first_segment(seg).SegmentedPropertyCategoryCodeSequence[0]], "CodeMeaning"),
        ("SegmentSequence", "SegmentedPropertyCategoryCodeSequence", "CodeMeaning", ErrorCode.TagMissing),
    ),
    "no manufacturer": (lambda seg: setattr(seg, "Manufacturer", ""), ("Manufacturer", ErrorCode.TagEmpty)),
    "an attribute of another module": (
        lambda seg: setattr(seg, "EchoTime", 3),
        ("EchoTime", ErrorCode.TagUnexpected),
    ),
    "a macro in both groups": (in_both_groups, (PER_FRAME, "PixelMeasuresSequence", ErrorCode.TagNotAllowed)),
    "no positions": (
        without(lambda seg: seg.PerFrameFunctionalGroupsSequence, "PlanePositionSequence"),
        (SHARED, "PlanePositionSequence", ErrorCode.TagMissing),
    ),
    "a segment number in a label map": (
        lambda seg: setattr(first_frame(seg), "SegmentIdentificationSequence", Sequence([pydicom.Dataset()])),
        (PER_FRAME, "SegmentIdentificationSequence", ErrorCode.TagUnexpected),
    ),
    "a value that breaks its VR": (
        lambda seg: setattr(seg, "ContentLabel", "lower case"),
        ("ContentLabel", ErrorCode.InvalidValue),
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_broken_is_found(made, name):
    damage, expected = DAMAGES[name]
    seg = pydicom.dcmread(made / "oblique" / "labelmap.dcm")
    with pydicom.config.disable_value_validation():
        damage(seg)
        found = complaints(seg)
    assert expected in found, found
