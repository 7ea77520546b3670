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

# Benchmarks are never training data of a shipped model and their experiments make supervoxels of their own.
WITHOUT_SUPERVOXELS = tuple(BENCHMARKS)


def prepare_case(root: Path, dataset: str, case: str, with_supervoxels: bool) -> dict[str, np.ndarray]:
    """Arrays (z, y, x): image int16 or uint8, label uint8, regions0.. int32; spacing in mm (z, y, x)."""
    nifti = nib.load(root / dataset / "images" / f"{case}.nii.gz")
    image = np.asarray(nifti.dataobj).transpose(2, 1, 0)
    spacing = [float(v) for v in nifti.header.get_zooms()[2::-1]]
    label_file = root / dataset / "labels" / f"{case}.nii.gz"
    label = np.zeros(image.shape, np.uint8)
    if label_file.exists():
        label = np.asarray(nib.load(label_file).dataobj).transpose(2, 1, 0).astype(np.uint8)
    hounsfield = is_hounsfield(image, "CT" if "ct" in dataset.split("-") else "MR")
    out = dict(image=image, label=label, spacing=spacing, ct=hounsfield)
    if with_supervoxels:
        windows = [w[1:3] for w in CT_WINDOWS[:2]][::-1] if hounsfield else [percentile_window(image)]
        for w, window in enumerate(windows):
            for s, (scale, minimum) in enumerate(SCALES):
                out[f"regions{w}{s}"] = supervoxels(to_unit(image, window), scale, minimum)
    return out


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
                partial = target.with_suffix(".tmp.npz")
                np.savez(
                    partial,
                    **prepare_case(
                        root,
                        dataset,
                        case,
                        with_supervoxels=dataset not in WITHOUT_SUPERVOXELS,
                    ),
                )
                partial.rename(target)
        print(f"{dataset}: {len(cases)} volumes, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
