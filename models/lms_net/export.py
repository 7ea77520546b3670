"""A trained chain network as ONNX files, golden example and manifest entry for the TypeScript engine.

    python -m lms_net.export --checkpoint RUN/checkpoint.pt --rules RUN/rules.json --zoo models/zoo --id chain-fast

Two graphs with fixed shapes: encoder.onnx (drawn crop → features, and deep features where the network has them) and
step.onnx (one slice). BatchNorm is folded into the convolutions. With deep features large weights are rounded to half floats
and stored so. The golden example is a synthetic volume, so it may be shipped. weights.pt is for PyTorch.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch

from lms_net.data.intensity import CT_WINDOWS, HOUNSFIELD_BELOW, PERCENTILES
from lms_net.data.synthetic import make_volume
from lms_net.evaluate import load_network
from lms_net.half import HALF_FROM, round_to_half, store_as_half
from lms_net.inference import crops, evidence
from lms_net.inference.components import MIN_SHARE
from lms_net.inference.crops import crop, frame_around
from lms_net.inference.edge import EdgeConfig, edge_term, grey_gate
from lms_net.inference.propagate import MIN_PIXELS
from lms_net.inference.step_inputs import SIGMA_FLOOR, make_support, step_planes, step_scalars
from lms_net.json_text import base64_text
from lms_net.networks.chain import PLANES, SCALARS, ChainNet
from lms_net.zoo import enter, file_entry, refuse_restricted

OPSET = 17
STRIDE = 4
OUTPUTS = ("u", "v", "evidence", "mix", "presence")
DEEP_INPUTS = ("drawn_deep", "drawn_mask")
GOLDEN_SEED = 990001


class _Encoder(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        features = self.net.encode(image)
        return (features, self.net.deep(image)) if self.net.deep else features


class _Step(torch.nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, planes, scalars, *support):
        out = self.net(planes, scalars, *support)
        return tuple(out[name] for name in OUTPUTS)


def fold_batch_norms(net: ChainNet) -> ChainNet:
    """Every Conv followed by BatchNorm becomes one Conv: the same function in inference mode."""
    for module in net.modules():
        if isinstance(module, torch.nn.Sequential):
            for name, child in list(module.named_children()):
                following = str(int(name) + 1) if name.isdigit() else ""
                norm = module._modules.get(following)
                if isinstance(child, torch.nn.Conv2d) and isinstance(norm, torch.nn.BatchNorm2d):
                    module._modules[name] = torch.nn.utils.fusion.fuse_conv_bn_eval(child, norm)
                    module._modules[following] = torch.nn.Identity()
    return net


def export_graphs(net: ChainNet, folder: Path) -> None:
    """Writes encoder.onnx and step.onnx, float32 for one crop [1, 1, S, S]: image → features [1, C, S/4, S/4] and, where the
    network has them, deep features [1, D, S/4, S/4]; planes, scalars and what `ChainNet.support` gives → OUTPUTS, as
    `ChainNet.forward` says. Folds the network's own norms. Raises onnx.checker.ValidationError for a broken graph."""
    size = net.config.size
    net = fold_batch_norms(net.eval())
    common = dict(opset_version=OPSET, dynamo=False, do_constant_folding=True)
    torch.onnx.export(
        _Encoder(net),
        (torch.zeros(1, 1, size, size),),
        str(folder / "encoder.onnx"),
        input_names=["image"],
        output_names=["features", "deep"] if net.deep else ["features"],
        **common,
    )
    blank = torch.zeros(1, 1, size, size)
    kept = net.support(blank, blank)
    torch.onnx.export(
        _Step(net),
        (torch.zeros(1, len(PLANES), size, size), torch.zeros(1, len(SCALARS)), *kept),
        str(folder / "step.onnx"),
        input_names=["planes", "scalars", "drawn", *DEEP_INPUTS[: len(kept) - 1]],
        output_names=list(OUTPUTS),
        **common,
    )
    for name in ("encoder", "step"):
        onnx.checker.check_model(onnx.load(folder / f"{name}.onnx"), full_check=True)
        if net.deep:
            store_as_half(folder / f"{name}.onnx")


@torch.no_grad()
def golden_example(net: ChainNet) -> dict:
    """A cut of a synthetic volume with an object on three slices and what the network answers above and below."""
    image, label, spacing = make_volume(GOLDEN_SEED)
    image, label = image[:, ::2, ::2], label[:, ::2, ::2]
    spacing = (spacing[0], spacing[1] * 2, spacing[2] * 2)
    areas = np.stack([np.bincount(s.ravel(), minlength=label.max() + 1) for s in label])[:, 1:]
    z, k = np.unravel_index(np.argmax(np.minimum(np.minimum(areas[:-2], areas[1:-1]), areas[2:])), areas[1:-1].shape)
    z, mask = int(z) + 1, label[int(z) + 1] == k + 1
    lo, hi = max(0, z - 2), min(len(image), z + 3)
    cut, start = image[lo:hi], z - lo
    unit = [s.astype(np.float32) / np.float32(255) for s in cut]
    plane, size = spacing[1:], net.config.size
    support = make_support(unit[start], mask, frame_around(mask, plane), plane, size)
    tensor = lambda a: torch.from_numpy(np.ascontiguousarray(a, np.float32))[None]  # noqa: E731
    kept = net.support(tensor(support.image)[:, None], tensor(support.mask)[:, None])
    answers = []
    gate = grey_gate(unit[start], mask)
    for q in (start + 1, start - 1):
        frame = frame_around(mask, plane)
        beyond = min(max(2 * q - start, 0), len(cut) - 1)
        images = [crop(unit[i], frame, size) for i in (q, start, beyond, start)]
        edge = edge_term(unit[q], mask, gate, EdgeConfig())
        masks = [crop(m, frame, size, outside_zero=True) for m in (mask, mask, edge)]
        area = float(mask.sum()) * plane[0] * plane[1]
        out = net(tensor(step_planes(support, *images, *masks)), tensor(step_scalars(support, area, spacing[0])), *kept)
        u = torch.sigmoid(out["logit"])[0, 0].numpy()
        answers.append(dict(slice=q, u=base64_text((u * 65535).round().astype("<u2")), presence=float(out["presence"][0])))
    return dict(
        columns=cut.shape[2],
        rows=cut.shape[1],
        slices=len(cut),
        spacing=[spacing[2], spacing[1], spacing[0]],
        support=start,
        image=base64_text(cut),
        mask=base64_text(mask.astype(np.uint8)),
        answers=answers,
    )


def manifest_entry(net: ChainNet, zoo: Path, folder: Path, model_id: str, about: dict, rules: dict) -> dict:
    """Everything the engine needs to know; no constant of a model is repeated in TypeScript. folder: with the files of
    FILES, inside the zoo; about: title, licence and so on, as they are; rules: of `lms_net.calibrate`, `stop` and, where it
    differs from EdgeConfig, `edge`."""
    edge = asdict(EdgeConfig(**rules.get("edge", {})))
    camel = lambda name: "".join(w.title() if i else w for i, w in enumerate(name.split("_")))  # noqa: E731
    return dict(
        id=model_id,
        **about,
        files={r: file_entry(zoo, folder / f) for r, f in FILES.items()},
        stages=net.config.stages,
        alpha=float(net.consistency.alpha),
        delta=[float(net.primal_dual.delta(k)) for k in range(net.config.stages)],
        features=net.config.features,
        **(dict(deep=net.config.deep) if net.deep else {}),
        stride=STRIDE,
        planes=list(PLANES),
        scalars=list(SCALARS),
        preprocess=dict(
            ctWindows=[dict(name=n, low=lo, high=hi, objectBelow=None if np.isinf(b) else b) for n, lo, hi, b in CT_WINDOWS],
            percentiles=list(PERCENTILES),
            hounsfieldBelow=HOUNSFIELD_BELOW,
            sigmaFloor=SIGMA_FLOOR,
        ),
        crop=dict(
            size=net.config.size,
            margin=crops.MARGIN,
            minSideMm=crops.MIN_SIDE_MM,
            minSidePixels=crops.MIN_SIDE_PIXELS,
            maxSamples=crops.MAX_SAMPLES,
            minPixels=MIN_PIXELS,
        ),
        evidence=dict(
            bins=evidence.BINS,
            kernel=evidence.KERNEL.tolist(),
            priorCount=evidence.PRIOR_COUNT,
            clip=evidence.CLIP,
        ),
        cleanup=dict(minShare=MIN_SHARE),
        edge={camel(k): v for k, v in edge.items()},
        stop=rules["stop"],
    )


def save_weights(checkpoint: Path, file: Path, half: bool) -> None:
    """What training goes on from (`--init`) and evaluation reads: the running mean, `half`: large tensors in half floats.
    Raises SystemExit for weights that were trained with `--also`."""
    state = torch.load(checkpoint, weights_only=False, map_location="cpu")
    refuse_restricted(checkpoint, state.get("restricted", []))
    small = lambda t: t.half() if half and t.dtype.is_floating_point and t.numel() >= HALF_FROM else t  # noqa: E731
    kept = dict(mean={name: small(t) for name, t in state["mean"].items()}, config=state["config"], step=state.get("step"))
    torch.save(kept, file)


FILES = {"encoder": "encoder.onnx", "step": "step.onnx", "golden": "golden.json"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True, help="JSON of lms_net.calibrate: edge and stop parameters")
    parser.add_argument("--zoo", type=Path, required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--about", type=Path, required=True, help="JSON: title, version, licence, data, card")
    args = parser.parse_args()
    folder = args.zoo / args.id
    folder.mkdir(parents=True, exist_ok=True)
    net = fold_batch_norms(load_network(args.checkpoint))
    if net.deep:
        net = round_to_half(net)
    save_weights(args.checkpoint, folder / "weights.pt", half=bool(net.deep))
    (folder / FILES["golden"]).write_text(json.dumps(golden_example(net)))
    export_graphs(net, folder)
    entry = manifest_entry(
        net, args.zoo, folder, args.id, json.loads(args.about.read_text()), json.loads(args.rules.read_text())
    )
    enter(args.zoo, entry)


if __name__ == "__main__":
    main()
