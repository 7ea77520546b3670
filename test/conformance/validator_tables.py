"""The input of dicom-validator, made of tables that come from PyPI, for it has none and would download the standard.

Modules, attributes, types and usages of the Segmentation IOD (PS3.3 A.51, both SOP classes) are those that highdicom
ships in `_standard`; names and VRs those of pydicom's dictionary. These tables have no conditions and no
enumerated values: an attribute of type 1C or 2C is allowed, never demanded. The usage of functional group macros
(PS3.3 Table A.51-2) stands here. Left for the validator to judge: modules and attributes of type 1 and 2 that lack,
values that are empty, attributes that do not belong in a module, macros that are in both or in neither of the
functional groups, and values that break their VR.
"""

import json
from importlib.resources import files

from dicom_validator.validator.dicom_info import DicomInfo
from pydicom.datadict import DicomDictionary, tag_for_keyword

SOP_CLASSES = ("1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7")

# PS3.3 Table A.51-2: macros of the Segmentation IOD. M for those that are mandatory in every SEG of a series with a
# frame of reference: Pixel Measures and Plane Position / Orientation (Patient) are C with exactly that condition.
MACROS = {
    "PixelMeasuresSequence": "M",
    "PlanePositionSequence": "M",
    "PlaneOrientationSequence": "M",
    "FrameContentSequence": "M",
    "DerivationImageSequence": "M",
    # M for BINARY and FRACTIONAL, not to be in label maps (C.8.20.3.1, Supplement 243).
    "SegmentIdentificationSequence": "C",
    # Whole slides only.
    "PlanePositionSlideSequence": "U",
}

# Newer than highdicom's edition of the tables.
NEWER = {
    # C.7.5.1: Supplement 243 lets a label map name its background.
    "general-equipment": [{"keyword": "PixelPaddingValue", "type": "1C", "path": []}],
}


def tag(keyword):
    number = tag_for_keyword(keyword)
    return f"({number >> 16:04X},{number & 0xFFFF:04X})"


def tables():
    folder = files("highdicom") / "_standard"
    return (
        json.loads((folder / "iod_module_map.json").read_text())["segmentation"],
        json.loads((folder / "module_attribute_map.json").read_text()),
    )


def attributes_of(rows, path=()):
    """{tag: {name, type, items}} of the rows of a module below a path."""
    found = {}
    for row in rows:
        if tuple(row["path"]) != path or tag_for_keyword(row["keyword"]) is None:
            continue
        attribute = {"name": row["keyword"], "type": row["type"]}
        here = (*path, row["keyword"])
        items = attributes_of(rows, here)
        if items:
            attribute["items"] = items
        found[tag(row["keyword"])] = attribute
    return found


def dicom_info(labelmap):
    """What dicom-validator knows of a SEG of one of the two SOP classes."""
    iod, attributes = tables()
    modules, used, macros = {}, {}, {}
    for module in iod:
        key, usage = module["key"], module["usage"]
        rows = attributes[key] + NEWER.get(key, [])
        if key == "segmentation-multi-frame-functional-groups":
            rows, macros = functional_groups(rows, modules, labelmap)
        modules[key] = attributes_of(rows) if isinstance(rows, list) else rows
        used[key] = {"ref": key, "use": usage if usage != "C" else "U"}
    dictionary = {
        f"({number >> 16:04X},{number & 0xFFFF:04X})": {"name": name, "vr": vr, "vm": vm}
        for number, (vr, vm, name, _, _) in DicomDictionary.items()
    }
    sop_class = SOP_CLASSES[1] if labelmap else SOP_CLASSES[0]
    iods = {sop_class: {"title": "Segmentation", "modules": used, "group_macros": macros}}
    return DicomInfo(dictionary, iods, modules)


def functional_groups(rows, modules, labelmap):
    """The module with its macros to be looked up, as dicom-validator has them, and those macros."""
    groups = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
    own = attributes_of([row for row in rows if not set(groups) & set(row["path"])])
    for group in groups:
        own[tag(group)]["items"] = {"include": [{"ref": "FuncGroup"}]}
    below = [{**row, "path": row["path"][1:]} for row in rows if row["path"][:1] == [groups[1]]]
    macros = {}
    for keyword, usage in MACROS.items():
        key = f"macro-{keyword}"
        mine = [row for row in below if [*row["path"], row["keyword"]][0] == keyword]
        modules[key] = attributes_of(mine)
        if keyword == "SegmentIdentificationSequence":
            if labelmap:
                continue
            usage = "M"
        macros[keyword] = {"ref": key, "use": usage}
    return own, macros
