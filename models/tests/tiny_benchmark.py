"""A made-up benchmark and a training command small enough for tests."""

import numpy as np
import torch

from lms_net import train
from lms_net.benchmarks.volumes import SliceVolume

SLICES, SIZE = 12, 256
COMMON = (
    "--dataset",
    "chaos-mr",
    "--fold",
    "0",
    "--encoder",
    "small",
    "--stride",
    "4",
    "--size",
    "64",
    "--precision",
    "fp32",
)
FIELDS = ("features=16", "grid=16", "regions=10", "heads=2", "head_width=8", "md_width=8")


def run(cache, folder, name, *more, fields=()):
    train.main(
        [
            "benchmark",
            "--system",
            name,
            "--cache",
            str(cache),
            "--run",
            str(folder),
            *COMMON,
            *more,
            "--set",
            *FIELDS,
            *fields,
        ]
    )
    return torch.load(folder / "checkpoint.pt", weights_only=False)


def phantom(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Four bright ellipsoids in a grey body, arrays (x, y, z) as NIfTI has them; labels 1 to 4 as in CHAOS."""
    rng = np.random.default_rng(seed)
    x, y, z = np.meshgrid(np.arange(SIZE), np.arange(SIZE), np.arange(SLICES), indexing="ij")
    image = np.where(((x - 128) / 110) ** 2 + ((y - 128) / 90) ** 2 < 1, 60.0, 0.0)
    label = np.zeros(image.shape, np.uint8)
    for organ, (cx, cy, grey) in enumerate([(90, 100, 200), (170, 100, 140), (90, 165, 110), (170, 165, 240)], 1):
        cx, cy = cx + rng.integers(-6, 7), cy + rng.integers(-6, 7)
        inside = ((x - cx) / 26) ** 2 + ((y - cy) / 20) ** 2 + ((z - 5.5) / 4.2) ** 2 < 1
        image[inside], label[inside] = grey, organ
    return (image + rng.normal(0, 3, image.shape)).clip(0).astype(np.int16), label


def toy_volume():
    regions = np.zeros((6, 64, 64), np.int32)
    regions[1:4, 10:40, 10:40], regions[4:6, 30:60, 30:60], regions[2:4, 0:3, 0:3] = 1, 2, 3
    image = np.random.default_rng(0).normal(size=regions.shape).astype(np.float32)
    return SliceVolume("toy", image, (regions == 2).astype(np.uint8), [regions], (5.0, 1.0, 1.0))
