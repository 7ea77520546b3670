"""Every code of the table of structures against the context groups of the standard, as pydicom ships them."""

import json
import re

import pytest
from pydicom.sr import _concepts_dict
from pydicom.sr._snomed_dict import mapping
from seg_kinds import run

# Segmentation property categories and types; the second is extensible, so others are allowed, but should be few.
CATEGORIES = 7150
TYPES = 7151

# In a context group of DICOM for anatomy or findings (each of PS3.16), but not yet among the property types.
OTHER_GROUPS = {
    "66754008": "Appendix: CID 6202 and 8134",
    "49848007": "Myocardium of left ventricle: CID 12305",
    "34202007": "Aortic valve: CID 12305",
    "399384005": "Transition zone of the prostate: CID 6300",
    "18234004": "Optic nerve: CID 8134",
    "78076003": "Lens of eye: CID 4209 and 8134",
    "62413002": "Radius: CID 7304 and 8134",
    "23416004": "Ulna: CID 7304 and 8134",
    "2812003": "Head of femur: CID 7304 and 8134",
    "12611008": "Tibia: CID 7304 and 8134",
    "35566002": "Hematoma: CID 6030",
    "60046008": "Pleural effusion: CID 8134",
    "373945007": "Pericardial effusion: CID 12236",
    "85659009": "Aneurysm: CID 3810",
    "1522000": "Plaque: CID 3810",
}

# Retired codes whose successor in DICOM is another than in SNOMED.
OTHER_SUCCESSORS = {"T-D000A": "'Anatomical Structure' of CID 7150; SNOMED: 123037004, body structure"}

# Context groups whose retired codes are all known: sides, regions, prostate, categories and shorter groups of types.
RETIRED_GROUPS = {244, 4031, 6300, 7150, 7152, 7154, 7155, 7160, 7166, 7168, 7191, 7194, 7196, 7197, 7198}


@pytest.fixture(scope="module")
def structures():
    return json.loads(run("structures"))


@pytest.fixture(scope="module")
def dictionary():
    """SNOMED CT code → (its meanings, the context groups that have it)."""
    known = {}
    for entries in _concepts_dict.concepts["SCT"].values():
        for code, (meaning, groups) in entries.items():
            meanings, all_groups = known.setdefault(code, (set(), set()))
            meanings.add(normalized(meaning))
            all_groups.update(groups)
    return known


def normalized(meaning):
    """DICOM took over several editions of SNOMED: 'Structure of X (body structure)', 'X structure', 'X'."""
    return re.sub(r"\bstructure of |\(body structure\)| structure\b", "", meaning.lower()).strip()


def concepts_of(structures):
    for structure in structures:
        for role in ("category", "type", "typeModifier", "anatomicRegion", "regionModifier"):
            if role in structure:
                yield structure["id"], role, structure[role]


def test_the_table_is_large_and_has_the_organs_of_the_benchmarks(structures):
    ids = {structure["id"] for structure in structures}
    assert len(ids) == len(structures) > 300
    synapse = "spleen kidney-right kidney-left gallbladder esophagus liver stomach aorta inferior-vena-cava"
    synapse += " portal-vein pancreas adrenal-gland-right adrenal-gland-left"
    chaos = "liver kidney-right kidney-left spleen"
    mscmr = "left-ventricle-blood-pool right-ventricle-blood-pool myocardium"
    assert set(f"{synapse} {chaos} {mscmr}".split()) <= ids


def test_every_code_is_in_dicom_with_that_meaning(structures, dictionary):
    for name, role, concept in concepts_of(structures):
        assert concept["scheme"] == "SCT", name
        assert concept["value"] in dictionary, (name, role, concept)
        assert normalized(concept["meaning"]) in dictionary[concept["value"]][0], (name, role, concept)


def test_categories_and_types_are_of_their_context_groups(structures, dictionary):
    outside = set()
    for name, role, concept in concepts_of(structures):
        groups = dictionary[concept["value"]][1]
        if role == "category":
            assert CATEGORIES in groups, name
        elif role == "type" and TYPES not in groups:
            assert groups, f"{name}: {concept} is in no context group"
            outside.add(concept["value"])
        elif role in ("typeModifier", "regionModifier"):
            assert 244 in groups, name
    # Both ways, so that an exception that is not needed any more is taken out.
    assert outside == set(OTHER_GROUPS)


def test_no_code_is_retired(structures):
    for name, _, concept in concepts_of(structures):
        assert concept["value"] not in mapping["SRT"], name


def test_retired_codes_become_those_that_the_standard_says(structures):
    codes = {concept["value"] for _, _, concept in concepts_of(structures)}
    retired = sorted(code for code, successor in mapping["SRT"].items() if successor in codes)
    assert len(retired) > 200
    assert json.loads(run("retired", *retired)) == [mapping["SRT"][code] for code in retired]
    for code in OTHER_SUCCESSORS:
        assert json.loads(run("retired", code)) != [mapping["SRT"][code]]


def test_retired_codes_of_whole_groups_are_known(dictionary):
    in_groups = {code for code, (_, groups) in dictionary.items() if groups & RETIRED_GROUPS}
    retired = sorted(code for code, successor in mapping["SRT"].items() if successor in in_groups)
    assert len(retired) > 200
    expected = [mapping["SRT"][code] for code in retired if code not in OTHER_SUCCESSORS]
    assert json.loads(run("retired", *(code for code in retired if code not in OTHER_SUCCESSORS))) == expected
