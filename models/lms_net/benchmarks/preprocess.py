"""Preprocessing of the few-shot papers: from scanner volumes to 256 × 256 slices.

Volumes are arrays (z, y, x) with spacing in mm (z, y, x). In the abdomen rows run to the back and columns to the patient's
left, hearts are as stored; there are no flips in training, so orientation must agree over a data set, whatever layout its
volumes come in.
"""

from __future__ import annotations

from dataclasses import dataclass

import nibabel as nib
import numpy as np
from scipy.ndimage import map_coordinates

from lms_net.benchmarks.datasets import RAW_CMR_LABELS, Benchmark
from lms_net.benchmarks.layouts import Found

SIZE = 256
HU_WINDOW = (-125.0, 275.0)
SYNAPSE_BORDER = 32
MR_SPACING = {"chaos-mr": (7.70, 1.25, 1.25), "mscmr": (7.99, 1.25, 1.25)}
CLIPPED_TOP = 99.5  # percentile


@dataclass
class Volume:
    """regions: supervoxels that came with the images, 0 = none."""

    image: np.ndarray
    label: np.ndarray
    spacing: tuple[float, float, float]
    regions: np.ndarray | None = None


def read_nifti(file, canonical: bool) -> tuple[np.ndarray, tuple[float, float, float]]:
    """(z, y, x) array and spacing. canonical: reoriented by the affine so that x runs left, y back and z to the head."""
    nifti = nib.load(file)
    if canonical:
        wanted = nib.orientations.axcodes2ornt(("L", "P", "S"))
        nifti = nifti.as_reoriented(nib.orientations.ornt_transform(nib.io_orientation(nifti.affine), wanted))
    array = np.asarray(nifti.dataobj)
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    if array.ndim != 3:
        raise ValueError(f"{file}: {array.ndim} dimensions, 3 expected")
    return array.transpose(2, 1, 0), tuple(float(v) for v in nifti.header.get_zooms()[2::-1])


def resample(array: np.ndarray, factors: tuple[float, float, float]) -> np.ndarray:
    """Linear interpolation at every `factors[axis]`-th voxel, int(size / factor) samples an axis, first voxel kept."""
    counts = [max(1, int(n / f + 1e-6)) for n, f in zip(array.shape, factors, strict=True)]
    axes = [np.arange(c, dtype=np.float32) * f for c, f in zip(counts, factors, strict=True)]
    out = np.empty(counts, np.float32)
    values = array.astype(np.float32)
    for z, position in enumerate(axes[0]):  # slice by slice, so that the coordinates stay small
        grid = np.meshgrid(np.float32(position), axes[1], axes[2], indexing="ij")
        out[z] = map_coordinates(values, grid, order=1, mode="nearest")[0]
    return out


def resample_labels(label: np.ndarray, factors: tuple[float, float, float]) -> np.ndarray:
    """Every label as a binary volume, linear, rounded; a later label wins where two round to one."""
    out = None
    for value in np.unique(label):
        hit = resample(label == value, factors) >= 0.5
        out = np.zeros(hit.shape, np.uint8) if out is None else out
        out[hit] = value
    return out


def fit_canvas(array: np.ndarray, size: int = SIZE) -> np.ndarray:
    """Centre crop or zero pad of every slice to size × size."""
    out = np.zeros((len(array), size, size), array.dtype)
    here, there = [], []
    for n in array.shape[1:]:
        cut, pad = max(0, (n - size) // 2), max(0, (size - n) // 2)
        length = min(n, size)
        here.append(slice(cut, cut + length))
        there.append(slice(pad, pad + length))
    out[:, there[0], there[1]] = array[:, here[0], here[1]]
    return out


def preprocess_raw(benchmark: Benchmark, volume: Volume) -> Volume:
    """Section "Preprocessing" of the method: windowing or clipping, cropping, resampling, 256 × 256."""
    image, label = volume.image.astype(np.float32), volume.label
    if benchmark.ct:
        low, high = HU_WINDOW
        image = (np.clip(image, low, high) - low) / (high - low) * 255
        b = SYNAPSE_BORDER
        image, label = image[:, b:-b, b:-b], label[:, b:-b, b:-b]
        factors = (1.0, image.shape[1] / SIZE, image.shape[2] / SIZE)
    else:
        image = np.minimum(image, np.percentile(image, CLIPPED_TOP))
        factors = tuple(w / s for w, s in zip(MR_SPACING[benchmark.name], volume.spacing, strict=True))
    spacing = tuple(s * f for s, f in zip(volume.spacing, factors, strict=True))
    return Volume(fit_canvas(resample(image, factors)), fit_canvas(resample_labels(label, factors)), spacing)


def drop_empty_ends(volume: Volume) -> Volume:
    """Without the constant slices at both ends that resamplers of the public copies append."""
    varies = np.flatnonzero(np.ptp(volume.image.reshape(len(volume.image), -1), 1) > 0)
    if not len(varies):
        raise ValueError("every slice is constant")
    inside = slice(varies[0], varies[-1] + 1)
    regions = None if volume.regions is None else volume.regions[inside]
    return Volume(volume.image[inside], volume.label[inside], volume.spacing, regions)


def upright(benchmark: Benchmark, layout: str, array: np.ndarray) -> np.ndarray:
    """A normalised public copy (z, y, x) as 256 × 256 slices whose rows run to the back.

    Copies of 257 pixels end with the resampler's surplus row and column. The named layout has the abdomen turned over
    already, so that its surplus row is the first.
    """
    turned = benchmark.upside_down and layout == "named"
    surplus_row, surplus_column = (n == SIZE + 1 for n in array.shape[1:])
    if surplus_row:
        array = array[:, 1:] if turned else array[:, :-1]
    if surplus_column:
        array = array[:, :, :-1]
    if benchmark.upside_down and layout == "few-shot":
        array = array[:, ::-1]
    return array if array.shape[1:] == (SIZE, SIZE) else fit_canvas(array)


def run_through_slices(regions: np.ndarray) -> bool:
    """Whether ids mean the same region on neighbouring slices: supervoxels, and not superpixels numbered anew on each."""
    both = (regions[:-1] > 0) & (regions[1:] > 0)
    return bool(both.any()) and float((regions[:-1] == regions[1:])[both].mean()) > 0.5


def read_volume(benchmark: Benchmark, found: Found) -> Volume:
    """One volume ready for z-scoring: 256 × 256 slices, labels 0.. as in `benchmark.organs`, supervoxels where there are
    any on disk. Raises ValueError where label or supervoxels have another shape than the image."""
    raw = found.layout == "raw"
    canonical = raw and not benchmark.oblique
    image, spacing = read_nifti(found.image, canonical)
    label, _ = read_nifti(found.label, canonical)
    if image.shape != label.shape:
        raise ValueError(f"{found.label}: shape {label.shape} differs from the image's {image.shape}")
    label = np.rint(label).astype(np.int32)
    if benchmark.name == "mscmr" and label.max() > 3:
        label = sum(np.where(label == value, ours, 0) for value, ours in RAW_CMR_LABELS.items())
    label = label.astype(np.uint8)
    if raw:
        return drop_empty_ends(preprocess_raw(benchmark, Volume(image, label, spacing)))
    regions = None
    if found.supervoxels:
        regions = read_nifti(found.supervoxels, canonical)[0]
        if regions.shape != image.shape:
            raise ValueError(f"{found.supervoxels}: shape {regions.shape} differs from the image's {image.shape}")
        regions = upright(benchmark, found.layout, regions.astype(np.int32)) if run_through_slices(regions) else None
    image, label = (upright(benchmark, found.layout, array) for array in (image, label))
    return drop_empty_ends(Volume(image, label, spacing, regions))
