"""The three benchmarks: cases, organs, folds, and who to ask for the images."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    """One data set as the few-shot papers use it.

    cases   numbers of all published volumes, sorted; folds are index sets over them, so that folds agree with the
            literature even where some volumes are missing
    organs  label value → name, in the order of the paper's tables
    groups  setting 2: organs held out together; their slices leave the training set
    few_shot  the image folder of SSL-ALPNet, ADNet and RPT; upside_down: whether rows run to the front in it, as they do
            in the two abdominal sets, whatever the files' affines say
    oblique no volume axis is anatomical (short-axis hearts), so that files are read as they are stored
    """

    name: str
    title: str
    cases: tuple[int, ...]
    organs: dict[int, str]
    folds: tuple[tuple[int, ...], ...]
    groups: tuple[tuple[int, ...], ...]
    supervoxel: int
    pattern: str
    few_shot: str
    upside_down: bool
    oblique: bool
    ct: bool
    request: str

    def case_name(self, number: int) -> str:
        return self.pattern.format(number)

    def fold_cases(self, fold: int) -> list[int]:
        """Case numbers of a fold: support and queries, all left out of training. Raises IndexError for no such fold."""
        return [self.cases[i] for i in sorted(self.folds[fold])]


def _folds(count: int, step: int) -> tuple[tuple[int, ...], ...]:
    """Five index sets that overlap by one; the last takes index 0 again."""
    inner = [tuple(range(step * f, step * f + step + 1)) for f in range(4)]
    return (*inner, (0, *range(step * 4, count)))


BENCHMARKS = {
    b.name: b
    for b in (
        Benchmark(
            name="synapse-ct",
            title="Abd-CT",
            cases=tuple(range(30)),
            organs={3: "LK", 2: "RK", 6: "Liver", 1: "Spleen"},
            folds=_folds(30, 6),
            groups=((6, 1), (3, 2)),
            supervoxel=5000,
            pattern="sabs_{:02d}",
            few_shot="sabs_CT_normalized",
            upside_down=True,
            oblique=False,
            ct=True,
            request="Multi-Atlas Labeling Beyond the Cranial Vault (BTCV), https://www.synapse.org/#!Synapse:syn3193805: "
            "register, join the challenge, take the 30 training scans of Abdomen/RawData.",
        ),
        Benchmark(
            name="chaos-mr",
            title="Abd-MRI",
            cases=(1, 2, 3, 5, 8, 10, 13, 15, 19, 20, 21, 22, 31, 32, 33, 34, 36, 37, 38, 39),
            organs={3: "LK", 2: "RK", 1: "Liver", 4: "Spleen"},
            folds=_folds(20, 4),
            groups=((1, 4), (3, 2)),
            supervoxel=5000,
            pattern="chaos_{:02d}",
            few_shot="chaos_MR_T2_normalized",
            upside_down=True,
            oblique=False,
            ct=False,
            request="CHAOS challenge, https://zenodo.org/record/3362844 (CC BY-NC-SA): CHAOS_Train_Sets.zip, MR/*/T2SPIR.",
        ),
        Benchmark(
            name="mscmr",
            title="CMR",
            cases=tuple(range(1, 36)),
            organs={2: "LV-BP", 1: "LV-MYO", 3: "RV"},
            folds=_folds(35, 7),
            groups=(),
            supervoxel=1000,
            pattern="mscmr_{:02d}",
            few_shot="cmr_MR_normalized",
            upside_down=False,
            oblique=True,
            ct=False,
            request="MS-CMRSeg 2019 (bSSFP, 35 labelled scans), https://zmiclab.github.io/zxh/0/mscmrseg19/: register with "
            "the organisers.",
        ),
    )
}
RAW_CMR_LABELS = {200: 1, 500: 2, 600: 3}
SUPPORT_INDEX = 2  # of the fold's volumes; RPT, Q-Net and GMRD


def benchmark(name: str) -> Benchmark:
    """Raises ValueError for an unknown name."""
    if name not in BENCHMARKS:
        raise ValueError(f"unknown data set {name!r}; there are {', '.join(BENCHMARKS)}")
    return BENCHMARKS[name]
