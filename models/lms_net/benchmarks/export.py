"""A trained system as ONNX files, golden example and manifest entry, for plain inference by the TypeScript engine.

    python -m lms_net.benchmarks.export --run RUN --rules rules.json --zoo zoo --id lms-paper --about about.json

encoder.onnx: a z-scored slice [1, 1, S, S] → F; head.onnx: F, l^0, p^0, valid → u^0..u^K, v^1..v^K. Large weights are
rounded to half floats and stored so; the network that is shipped, golden example included, is the rounded one, and all
arithmetic is float32. The golden example is a synthetic volume. A run on a benchmark's images is refused.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from lms_net.benchmarks.datasets import BENCHMARKS
from lms_net.benchmarks.features import Compute
from lms_net.benchmarks.figures import slice_figures
from lms_net.benchmarks.permissive import SOFT
from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.volumes import SliceVolume
from lms_net.data.intensity import HOUNSFIELD_BELOW, PERCENTILES, percentile_window
from lms_net.data.sets import COMPARISON
from lms_net.data.synthetic import make_volume
from lms_net.half import round_to_half, store_as_half
from lms_net.json_text import base64_text
from lms_net.modules.regions import interpolation_matrix
from lms_net.networks.lms import EPS, Encoded, LmsNet, Support, to_slice
from lms_net.zoo import enter, file_entry, refuse_restricted

OPSET = 17
GOLDEN_SEED = 990003
EVERY = 5
DUAL = 4.0  # golden v is stored between -DUAL and DUAL
FILES = {"encoder": "encoder.onnx", "head": "head.onnx", "golden": "golden.json"}


class _Encoder(torch.nn.Module):
    def __init__(self, net: LmsNet):
        super().__init__()
        self.net = net

    def forward(self, image):
        return self.net.encode(image).features


class _Head(torch.nn.Module):
    """Interpolation to the grid is two matrix products: every runtime has them."""

    def __init__(self, net: LmsNet, cells: int):
        super().__init__()
        self.net = net
        self.register_buffer("up", interpolation_matrix(net.config.grid or cells, cells))

    def forward(self, features, prototype, regions=None, valid=None):
        if self.up.shape[0] > self.up.shape[1]:
            features = self.up @ features @ self.up.T
        support = Support(prototype, regions, None if valid is None else valid > 0.5)
        out = self.net(Encoded(features, features[:, :, 0, 0]), support)
        return out["u"], out["v"]


def export_graphs(net: LmsNet, folder: Path, size: int) -> None:
    """Writes encoder.onnx, slice [1, 1, size, size] → F [1, C, size/stride, size/stride], and head.onnx, F with l^0 [1, C]
    and, where prototypes are updated, p^0 [1, N, C] and valid [1, N] (0 or 1) → u [K+1, 1, 1, h, w], v [K, 1, 2, h, w] on
    the grid. Large weights are stored as half floats where they lose nothing by it."""
    config = net.config
    cells, common = size // config.stride, dict(opset_version=OPSET, dynamo=False, do_constant_folding=True)
    image = torch.zeros(1, 1, size, size)
    torch.onnx.export(
        _Encoder(net).eval(),
        (image,),
        str(folder / FILES["encoder"]),
        input_names=["image"],
        output_names=["features"],
        **common,
    )
    inputs = dict(features=torch.ones(1, config.features, cells, cells), prototype=torch.ones(1, config.features))
    if config.update:
        inputs["regions"] = torch.ones(1, config.regions, config.features)
        inputs["valid"] = torch.ones(1, config.regions)
    torch.onnx.export(
        _Head(net, cells).eval(),
        tuple(inputs.values()),
        str(folder / FILES["head"]),
        input_names=list(inputs),
        output_names=["u", "v"],
        **common,
    )
    for role in ("encoder", "head"):
        store_as_half(folder / FILES[role])


def golden_volume() -> tuple[np.ndarray, np.ndarray, int]:
    """A cut of a synthetic volume (z, y, x), its label and the object that is largest on three slices in a row from 1."""
    image, label, _ = make_volume(GOLDEN_SEED)
    areas = np.stack([np.bincount(s.ravel(), minlength=label.max() + 1) for s in label])[:, 1:]
    three = np.minimum(np.minimum(areas[:-2], areas[1:-1]), areas[2:])
    three[:, areas.max(0) > 0.1 * image[0].size] = 0
    z, k = np.unravel_index(np.argmax(three[1:-1]), three[1:-1].shape)
    cut = slice(int(z), int(z) + 5)
    return image[cut, 10:170, 4:188], (label[cut, 10:170, 4:188] == k + 1).astype(np.uint8), 1


@torch.no_grad()
def golden_example(net: LmsNet, size: int) -> dict:
    """Slice 2 by slice 1, and by slices 1 and 3 together."""
    image, label, organ = golden_volume()
    volume = SliceVolume("golden", image, label, [], (1.0, 1.0, 1.0), percentile_window(image))
    drawn, compute = (1, 3), Compute("cpu", "fp32")
    encode = lambda slices: net.encode(torch.cat([compute.tensor(volume.plane(z, size)) for z in slices]))  # noqa: E731
    query, answers = encode([2]), []
    for shots in ((0,), (0, 1)):
        slices = [drawn[s] for s in shots]
        masks = torch.cat([compute.tensor(volume.mask(label, z, organ, size)) for z in slices])
        support = encode(slices)
        out = net(query, net.support(support, masks))
        u, v = out["u"][:, 0, 0], out["v"][:, 0]
        if v.numel() and float(v.abs().max()) > DUAL:
            raise OverflowError(f"v reaches {float(v.abs().max()):.1f}; the golden example holds ±{DUAL}")
        whole = to_slice(u[None, -1:], size)[0, 0, ::EVERY, ::EVERY]
        answers.append(
            dict(
                slice=2,
                shots=list(shots),
                u=_shorts(u),
                v=_shorts((v / DUAL + 1) / 2),
                whole=_shorts(whole),
                figures=slice_figures(net, query, u[-1], support, masks),
            )
        )
    return dict(
        columns=image.shape[2],
        rows=image.shape[1],
        slices=len(image),
        image=base64_text(image),
        drawn=[dict(slice=z, mask=base64_text(label[z])) for z in drawn],
        answers=answers,
        every=EVERY,
    )


def _shorts(values: torch.Tensor) -> str:
    """0..1 as uint16."""
    return base64_text((values.double().numpy() * 65535).round().astype("<u2"))


def manifest_entry(net: LmsNet, zoo: Path, folder: Path, model_id: str, about: dict, rules: dict, size: int) -> dict:
    """Everything the engine needs to know of a model of the kind "plain". folder: with the files of FILES, inside the zoo;
    about: title, licence and so on, as they are; rules: of `benchmarks.calibrate`; size: side of the slices in pixels."""
    config = net.config
    deltas = range(config.stages if config.denoiser else 0)
    return dict(
        id=model_id,
        kind="plain",
        **about,
        files={role: file_entry(zoo, folder / name) for role, name in FILES.items()},
        stages=config.stages,
        alpha=net.consistency.alpha.item(),
        delta=[net.primal_dual.delta(k).item() for k in deltas],
        features=config.features,
        stride=config.stride,
        preprocess=dict(
            ctWindows=[dict(name="soft", low=SOFT[0], high=SOFT[1], objectBelow=None)],
            percentiles=list(PERCENTILES),
            hounsfieldBelow=HOUNSFIELD_BELOW,
            sigmaFloor=0.0,
        ),
        plain=dict(
            size=size,
            grid=config.grid or size // config.stride,
            regions=config.regions if config.update else 0,
            epsilon=EPS,
        ),
        stop=rules["stop"],
    )


def exportable(net: LmsNet) -> LmsNet:
    """Raises SystemExit for what the engine does not have."""
    if net.config.threshold is not None:
        raise SystemExit("Systems with a threshold (ADNet, RPT) are baselines; the engine runs LMS-Net and fLMS-Net.")
    if net.config.normalised_pooling:
        raise SystemExit("The engine pools raw features; train without normalised_pooling.")
    return net.float().eval()


def restricted_sets(identity: dict) -> list[str]:
    """Data sets of a run that keep its weights from shipping, also where they were trained on as one's own images."""
    own = {volume.split("/")[0] for volume in identity.get("volumes", [])}
    return sorted({identity.get("dataset"), *own} & {*BENCHMARKS, *COMPARISON})


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True, help="JSON of lms_net.benchmarks.calibrate")
    parser.add_argument("--zoo", type=Path, required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--about", type=Path, required=True, help="JSON: title, version, licence, data, card")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    net, state = RunFolder(args.run).network()
    refuse_restricted(args.run, restricted_sets(state["identity"]))
    folder = args.zoo / args.id
    folder.mkdir(parents=True, exist_ok=True)
    net, size = round_to_half(exportable(net)), state["identity"]["size"]
    (folder / FILES["golden"]).write_text(json.dumps(golden_example(net, size)))
    export_graphs(net, folder, size)
    about, rules = json.loads(args.about.read_text()), json.loads(args.rules.read_text())
    entry = manifest_entry(net, args.zoo, folder, args.id, about, rules, size)
    enter(args.zoo, entry)


if __name__ == "__main__":
    main()
