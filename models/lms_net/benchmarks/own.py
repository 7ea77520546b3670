"""Your own volumes, prepared on the way to training. A folder of NIfTI files in one of these shapes:

    FOLDER/images/CASE.nii.gz   FOLDER/labels/CASE.nii.gz
    FOLDER/image_CASE.nii.gz    FOLDER/label_CASE.nii.gz

or FOLDER/NAME/… with one of them in each, for several data sets that take equal shares of the episodes. Labels may be
missing, for all or for some. Slices lie along the third axis, and all volumes of a folder have the same orientation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lms_net.data.intensity import is_hounsfield
from lms_net.data.prepare import prepared_arrays, read_image, read_label
from lms_net.whole_files import save_arrays

ENDINGS = (".nii.gz", ".nii")


@dataclass(frozen=True)
class OwnCase:
    dataset: str
    case: str
    image: Path
    label: Path | None


def _by_case(files: list[Path], prefix: str) -> dict[str, Path]:
    out = {}
    for file in sorted(files):
        ending = next((e for e in ENDINGS if file.name.endswith(e)), None)
        if ending and file.name.startswith(prefix):
            out[file.name[len(prefix) : -len(ending)].replace("__", "_")] = file
    return out


def _cases(folder: Path) -> list[OwnCase]:
    dataset = folder.resolve().name.replace("__", "_")
    if (folder / "images").is_dir():
        labels_in = folder / "labels"
        images = _by_case(list((folder / "images").iterdir()), "")
        labels = _by_case(list(labels_in.iterdir()), "") if labels_in.is_dir() else {}
    else:
        images, labels = (_by_case(list(folder.iterdir()), prefix) for prefix in ("image_", "label_"))
    alone = sorted(labels.keys() - images.keys())
    if alone:
        raise SystemExit(
            f"{labels[alone[0]]} has no image of the same name ({len(alone)} such labels); rename or remove it."
        )
    return [OwnCase(dataset, case, image, labels.get(case)) for case, image in images.items()]


def find_own(folder: Path) -> list[OwnCase]:
    """All volumes in a folder of one of the shapes above. Raises SystemExit when there is none, or a label alone."""
    if not folder.is_dir():
        raise SystemExit(f"{folder} is not a folder; --data takes a folder of NIfTI files.")
    found = _cases(folder) or [c for sub in sorted(folder.iterdir()) if sub.is_dir() for c in _cases(sub)]
    if not found:
        raise SystemExit(
            f"No volume in {folder}: put them at {folder}/images/CASE.nii.gz, with labels, if any, at "
            f"{folder}/labels/CASE.nii.gz; or call them image_CASE.nii.gz and label_CASE.nii.gz."
        )
    return found


def prepare_own(folder: Path, cache: Path) -> list[OwnCase]:
    """Writes CACHE/DATASET__CASE.npz with grey values, labels and supervoxels for every volume; what is there is left.

    Volumes that reach down to -200 are CT in Hounsfield units. Raises SystemExit naming the file that cannot be used.
    """
    cases = find_own(folder)
    cache.mkdir(parents=True, exist_ok=True)
    start, made = time.time(), 0
    for item in cases:
        target = cache / f"{item.dataset}__{item.case}.npz"
        if target.exists():
            continue
        try:
            image, spacing = read_image(item.image)
            label = np.zeros(image.shape, np.uint8) if item.label is None else read_label(item.label, image.shape)
        except ValueError as error:
            raise SystemExit(str(error)) from error
        save_arrays(target, prepared_arrays(image, label, spacing, is_hounsfield(image), with_supervoxels=True))
        made += 1
    labelled = sum(c.label is not None for c in cases)
    print(
        f"{folder}: {len(cases)} volumes, {labelled} with labels; {made} prepared in {time.time() - start:.0f} s", flush=True
    )
    return cases
