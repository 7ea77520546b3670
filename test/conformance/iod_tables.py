"""A SEG against the tables of the standard that highdicom ships: what does not belong in it, and what it lacks."""

import json
from importlib.resources import files


def standard():
    """{path of keywords: set of types} of all modules of the Segmentation IOD, from the tables that highdicom has."""
    folder = files("highdicom") / "_standard"
    modules = json.loads((folder / "iod_module_map.json").read_text())["segmentation"]
    attributes = json.loads((folder / "module_attribute_map.json").read_text())
    allowed, mandatory = {}, {}
    for module in modules:
        for attribute in attributes[module["key"]]:
            path = (*attribute["path"], attribute["keyword"])
            allowed.setdefault(path, set()).add(attribute["type"])
            if module["usage"] == "M":
                mandatory.setdefault(path, set()).add(attribute["type"])
    return allowed, mandatory


ALLOWED, MANDATORY = standard()

# Not in highdicom's edition of the tables, with the reason why we have it all the same.
NEWER = {
    # Supplement 243 made the value of the background of a label map one of the General Equipment Module.
    ("PixelPaddingValue",),
}


def paths_of(dataset, path=()):
    """Every attribute with its path and the items that hold it."""
    for element in dataset:
        here = (*path, element.keyword)
        yield here, dataset
        if element.VR == "SQ":
            for item in element.value:
                yield from paths_of(item, here)


def unknown_attributes(seg):
    """Paths of the attributes that the IOD does not have."""
    return {path for path, _ in paths_of(seg) if path not in ALLOWED} - NEWER


def lacking_attributes(seg):
    """Paths of the attributes of type 1 and 2 that are not there, and of those of type 1 that are empty."""
    top = {path[0]: types for path, types in MANDATORY.items() if len(path) == 1}
    lacking = [(k,) for k, types in top.items() if types & {"1", "2"} and k not in seg]
    lacking += [(k,) for k, types in top.items() if "1" in types and k in seg and seg[k].is_empty]
    # Within the sequences that we have, in each of their items.
    wanted = {}
    for path, types in ALLOWED.items():
        wanted.setdefault(path[:-1], []).append((path[-1], types))
    # Functional groups are in either the shared or the per-frame sequence; slide coordinates are for microscopy.
    groups = {("SharedFunctionalGroupsSequence",), ("PerFrameFunctionalGroupsSequence",)}

    def check(item, path):
        if path and path not in groups:
            for keyword, types in wanted.get(path, []):
                if types <= {"1", "2"} and keyword not in item:
                    lacking.append((*path, keyword))
                if "1" in types and keyword in item and item[keyword].is_empty:
                    lacking.append((*path, keyword))
        for element in item:
            if element.VR == "SQ":
                for inner in element.value:
                    check(inner, (*path, element.keyword))

    check(seg, ())
    return lacking
