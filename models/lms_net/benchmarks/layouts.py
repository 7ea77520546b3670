"""Finds a benchmark's volumes under a folder, in any of the layouts people have.

| layout   | image                                                | label                       | grey values        |
|----------|------------------------------------------------------|-----------------------------|--------------------|
| named    | synapse-ct/images/sabs_00.nii.gz                     | …/labels/sabs_00.nii.gz     | already normalised |
| few-shot | SABS/sabs_CT_normalized/image_0.nii.gz               | …/label_0.nii.gz            | already normalised |
|          | CHAOST2/chaos_MR_T2_normalized/image_1.nii.gz        | …/label_1.nii.gz            |                    |
|          | CMR/cmr_MR_normalized/image_1.nii.gz                 | …/label_1.nii.gz            |                    |
| raw      | …/img0001.nii.gz, …/T2SPIR*/image_1.nii.gz, …/patient1_C0.nii.gz | as published    | scanner's          |

few-shot is how SSL-ALPNet, ADNet, Q-Net, RPT and their successors keep the data. Their supervoxels are taken where they
are there: SABS/supervoxels_5000/super_0.nii.gz (ADNet and later), also inside the image folder or as
superpix-MIDDLE_0.nii.gz; SSL-ALPNet's superpix-MIDDLE_0.nii.gz beside the image are superpixels of single slices, which
`preprocess.read_volume` notices and leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lms_net.benchmarks.datasets import Benchmark


@dataclass(frozen=True)
class Found:
    case: str
    layout: str
    image: Path
    label: Path
    supervoxels: Path | None = None


def _patterns(benchmark: Benchmark) -> list[tuple[str, str]]:
    """Layout and glob of the image, the layout that needs less work first."""
    few_shot = f"{benchmark.few_shot}/image_{{n}}.nii.gz"
    return {
        "synapse-ct": [("few-shot", few_shot), ("raw", "img{raw:04d}.nii.gz")],
        "chaos-mr": [("few-shot", few_shot), ("raw", "T2SPIR*/image_{n}.nii.gz")],
        "mscmr": [("few-shot", few_shot), ("raw", "patient{n}_C0.nii.gz")],
    }[benchmark.name]


def _label_of(image: Path) -> list[Path]:
    """Where the label of an image may lie: beside it, or in the folder that is called label instead of img or image."""
    name = image.name.replace("image_", "label_").replace("img", "label").replace("_C0.nii", "_C0_manual.nii")
    beside = image.parent / name
    folder = image.parent.parent / image.parent.name.replace("image", "label").replace("img", "label")
    return [p for p in (beside, folder / name) if p != image]


def _supervoxels_of(image: Path, minimum: int, number: int) -> Path | None:
    """Where the supervoxels of an image may lie: in the folder named after their smallest size, else beside the image."""
    name = f"super*_{number}.nii.gz"
    folders = (image.parent.parent / f"supervoxels_{minimum}", image.parent / f"supervoxels_{minimum}", image.parent)
    return next((file for folder in folders for file in sorted(folder.glob(name))), None)


def raw_synapse_number(number: int) -> int:
    """Index 0..29 of the sorted training scans → number in the file name: 1-10 and 21-40."""
    return number + 1 if number < 10 else number + 11


def find_volumes(benchmark: Benchmark, root: Path) -> dict[int, Found]:
    """Case number → files, for every case that is there with its label. A layout that needs no work comes first."""
    found: dict[int, Found] = {}
    for number in benchmark.cases:
        case = benchmark.case_name(number)
        named = root / benchmark.name / "images" / f"{case}.nii.gz"
        label = root / benchmark.name / "labels" / f"{case}.nii.gz"
        if named.exists() and label.exists():
            found[number] = Found(case, "named", named, label)
            continue
        for layout, pattern in _patterns(benchmark):
            name = pattern.format(n=number, raw=raw_synapse_number(number))
            for image in sorted(root.rglob(name)):
                labels = [p for p in _label_of(image) if p.exists()]
                if labels:
                    regions = _supervoxels_of(image, benchmark.supervoxel, number) if layout == "few-shot" else None
                    found[number] = Found(case, layout, image, labels[0], regions)
                    break
            if number in found:
                break
    return found


def missing_text(benchmark: Benchmark, found: dict[int, Found]) -> str:
    """One paragraph: what is there, what is missing, what that means for the folds, and where to ask."""
    missing = [n for n in benchmark.cases if n not in found]
    lines = [f"{benchmark.name} ({benchmark.title}): {len(found)} of {len(benchmark.cases)} volumes found"]
    if found:
        lines[0] += f" (layout: {', '.join(sorted({f.layout for f in found.values()}))})"
    if missing:
        lines.append("  missing: " + ", ".join(benchmark.case_name(n) for n in missing))
        sizes = [f"{f}: {sum(n in found for n in benchmark.fold_cases(f))}/{len(benchmark.folds[f])}" for f in range(5)]
        lines.append("  volumes in folds " + ", ".join(sizes))
        lines.append("  to be requested from: " + benchmark.request)
    return "\n".join(lines)
