"""Volumes as the training loop reads them: DATASET__CASE.npz with image (modality units), labels, supervoxels, spacing.

    python -m lms_net.data.prepare DATA OUT [DATASET ...]

DATA holds DATASET/images/CASE.nii.gz and, where there are labels, DATASET/labels/CASE.nii.gz. A data set of CT in
Hounsfield units has "ct" as a word of its name (chest-ct). Resumable: what is there is left alone.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nibabel as nib
import numpy as np

from lms_net.benchmarks.datasets import BENCHMARKS
from lms_net.data.intensity import CT_WINDOWS, is_hounsfield, percentile_window, to_unit
from lms_net.data.supervoxels import SCALES, supervoxels
from lms_net.whole_files import save_arrays

# Benchmarks are never training data of a shipped model and their experiments make supervoxels of their own.
WITHOUT_SUPERVOXELS = tuple(BENCHMARKS)


def read_image(file: Path) -> tuple[np.ndarray, tuple[float, float, float]]:
    """Array (z, y, x) as stored and spacing in mm. Raises ValueError for a file that is not one volume of two slices."""
    nifti = nib.load(file)
    image = np.asarray(nifti.dataobj)
    if image.ndim != 3 or image.shape[2] < 2:
        raise ValueError(f"{file} has the shape {image.shape}; a volume (x, y, slices) is expected")
    return image.transpose(2, 1, 0), tuple(float(v) for v in nifti.header.get_zooms()[2::-1])


def read_label(file: Path, shape: tuple[int, ...]) -> np.ndarray:
    """uint8 (z, y, x). Raises ValueError where it does not belong to an image of this shape or has other values."""
    label = np.asarray(nib.load(file).dataobj)
    if label.ndim != 3 or label.transpose(2, 1, 0).shape != shape:
        raise ValueError(f"{file} has the shape {label.shape}, its image {shape[::-1]}")
    if label.min() < 0 or label.max() > 255:
        raise ValueError(f"{file} has values from {label.min()} to {label.max()}; labels are 0 to 255")
    return np.rint(label.transpose(2, 1, 0)).astype(np.uint8)


def prepared_arrays(
    image: np.ndarray, label: np.ndarray, spacing: tuple[float, float, float], hounsfield: bool, with_supervoxels: bool
) -> dict[str, np.ndarray]:
    """Arrays (z, y, x): image as given, label uint8, regions0.. int32; spacing in mm (z, y, x)."""
    out = dict(image=image, label=label, spacing=spacing, ct=hounsfield)
    if with_supervoxels:
        windows = [w[1:3] for w in CT_WINDOWS[:2]][::-1] if hounsfield else [percentile_window(image)]
        for w, window in enumerate(windows):
            for s, (scale, minimum) in enumerate(SCALES):
                out[f"regions{w}{s}"] = supervoxels(to_unit(image, window), scale, minimum)
    return out


def prepare_case(root: Path, dataset: str, case: str, with_supervoxels: bool) -> dict[str, np.ndarray]:
    image, spacing = read_image(root / dataset / "images" / f"{case}.nii.gz")
    label_file = root / dataset / "labels" / f"{case}.nii.gz"
    label = read_label(label_file, image.shape) if label_file.exists() else np.zeros(image.shape, np.uint8)
    hounsfield = is_hounsfield(image, "CT" if "ct" in dataset.split("-") else "MR")
    return prepared_arrays(image, label, spacing, hounsfield, with_supervoxels)


def main(argv: list[str]) -> None:
    root, out, *only = argv
    root, out = Path(root), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for images in sorted(root.glob("*/images")):
        dataset = images.parent.name
        if only and dataset not in only:
            continue
        start = time.time()
        cases = sorted(p.name[: -len(".nii.gz")] for p in images.glob("*.nii.gz"))
        for case in cases:
            target = out / f"{dataset}__{case}.npz"
            if not target.exists():
                with_supervoxels = dataset not in WITHOUT_SUPERVOXELS
                save_arrays(target, prepare_case(root, dataset, case, with_supervoxels))
        print(f"{dataset}: {len(cases)} volumes, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
