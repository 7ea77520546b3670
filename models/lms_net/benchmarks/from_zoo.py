"""A shipped network of the paper's kind back in PyTorch: the run folder of `lms-paper`, for measuring and taking apart.

    python -m lms_net.benchmarks.from_zoo --zoo zoo --id lms-paper --iterations 9000 --run runs/lms-paper
    python -m lms_net.evaluate benchmark --run runs/lms-paper --cache CACHE --dataset chaos-mr --fold 0
    python -m lms_net.explain --run runs/lms-paper --cache CACHE --dataset chaos-mr --organ Liver --out iterates.png

The weights are read from the ONNX files, which compute the same. BatchNorm is folded into the convolutions there, its
statistics are gone: the network is whole for inference, training would begin with other statistics.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from lms_net.benchmarks.runs import RunFolder
from lms_net.benchmarks.sources import PERMISSIVE
from lms_net.modules.dncnn import MaskDenoiser
from lms_net.networks.lms import LmsNet
from lms_net.networks.systems import System, system
from lms_net.networks.trunks import ScaleShift

HALF = ".half"
ROOT = "net."  # what the exported graphs call the network


class Graph:
    """Tensors of an ONNX file by name, and its nodes by the place in the network that they come from."""

    def __init__(self, file: Path):
        graph = onnx.load(file).graph
        self.nodes = graph.node
        self.tensors = {
            t.name.removesuffix(HALF): torch.from_numpy(numpy_helper.to_array(t).astype(np.float32))
            for t in graph.initializer
        }
        for node in graph.node:  # tensors with equal numbers are stored once
            if node.op_type == "Identity" and node.input[0] in self.tensors:
                self.tensors[node.output[0]] = self.tensors[node.input[0]]

    def constants(self, kind: str) -> list[tuple[str, list[torch.Tensor]]]:
        """(module, constant inputs) of all nodes of a kind that have any, in the order of computation."""
        found = []
        for node in self.nodes:
            inputs = [self.tensors[i] for i in node.input if i in self.tensors]
            if node.op_type == kind and inputs:
                found.append((place_of(node.name), inputs))
        return found

    def named(self, net: LmsNet) -> dict[str, torch.Tensor]:
        """Parameters that have kept their names."""
        wanted = net.state_dict()
        return {name: self.tensors[ROOT + name] for name in wanted if ROOT + name in self.tensors}


def place_of(node: str) -> str:
    """Module of a node's name: /net/update/mlp/mlp.0_1/MatMul is the second use of update.mlp.0."""
    parts = re.sub(r"_\d+(?=/[^/]*$)", "", node).split("/")[2:-1]
    return ".".join(p for i, p in enumerate(parts) if not any(later.startswith(f"{p}.") for later in parts[i + 1 : i + 2]))


def scale_shifts(graph: Graph, net: LmsNet) -> dict[str, torch.Tensor]:
    """x · mul + add of every frozen norm: the only products and sums with constants of one number a channel."""
    places = [name for name, module in net.trunk.named_modules() if isinstance(module, ScaleShift)]
    muls, adds = ([c[0].flatten() for _, c in graph.constants(kind)] for kind in ("Mul", "Add"))
    state = {}
    for place, mul, add in zip(places, muls, adds, strict=True):
        state |= {f"trunk.{place}.mul": mul, f"trunk.{place}.add": add}
    return state


def linear_weights(graph: Graph) -> dict[str, torch.Tensor]:
    """Linear layers are products with the transposed weight."""
    return {f"{place}.weight": c[0].T for place, c in graph.constants("MatMul") if place.startswith("update.")}


def denoiser_weights(graph: Graph, denoiser: MaskDenoiser) -> dict[str, torch.Tensor]:
    """Convolutions that all stages share, from those of each stage with its norm folded in."""
    layers = len(denoiser.middle)
    folded = [c for _, c in graph.constants("Conv") if c[0].shape[:2] == denoiser.middle[0].weight.shape[:2]]
    first, state = folded[:layers], {}
    for index, (weight, bias) in enumerate(folded):
        stage, layer = divmod(index, layers)
        shared = first[layer][0]
        scale = (weight * shared).sum((1, 2, 3)) / (shared * shared).sum((1, 2, 3))
        norm = f"denoiser.norms.{stage}.{layer}"
        epsilon = denoiser.norms[stage][layer].eps
        state |= {
            f"denoiser.middle.{layer}.weight": shared,
            f"{norm}.weight": scale * math.sqrt(1 + epsilon),
            f"{norm}.bias": bias,
            f"{norm}.running_mean": torch.zeros_like(bias),
            f"{norm}.running_var": torch.ones_like(bias),
            f"{norm}.num_batches_tracked": torch.tensor(0),
        }
    return state


def from_zoo(zoo: Path, model_id: str, encoder: str) -> tuple[LmsNet, System, int]:
    """→ the network in inference mode, its system, the size of its slices. Raises SystemExit for a model of another kind."""
    models = {m["id"]: m for m in json.loads((zoo / "manifest.json").read_text())["models"]}
    if models.get(model_id, {}).get("kind") != "plain":
        plain = ", ".join(name for name, m in models.items() if m.get("kind") == "plain")
        raise SystemExit(f"{model_id} is not a network of the paper's kind in {zoo}; there is {plain or 'none'}.")
    entry = models[model_id]
    fields = dict(encoder=encoder, stride=entry["stride"], stages=entry["stages"], features=entry["features"])
    chosen = system("lms", **fields, grid=entry["plain"]["grid"], regions=entry["plain"]["regions"])
    net = LmsNet(chosen.network)
    upper, lower = (Graph(zoo / entry["files"][role]["path"]) for role in ("head", "encoder"))
    state = lower.named(net) | upper.named(net) | scale_shifts(lower, net) | linear_weights(upper)
    state |= denoiser_weights(upper, net.denoiser)
    state["primal_dual.raw_delta"] = torch.stack([c[0] for _, c in upper.constants("Softplus")])
    net.load_state_dict(state)
    return net.eval(), chosen, entry["plain"]["size"]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zoo", type=Path, required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--run", type=Path, required=True, help="run folder to be made")
    parser.add_argument("--iterations", type=int, required=True, help="that it was trained for, as its card says")
    parser.add_argument("--encoder", default="resnet50", choices=["resnet101", "resnet50", "mobilenetv2"])
    args = parser.parse_args(argv)
    run = RunFolder(args.run)
    if args.run.exists():
        raise SystemExit(f"{args.run} is there already; give another folder.")
    net, chosen, size = from_zoo(args.zoo, args.id, args.encoder)
    identity = dict(dataset=PERMISSIVE, fold=0, setting=1, group=0, seed=0, size=size)
    length = args.iterations
    run.write_config(chosen, identity, dict(iterations=length, precision="fp32", device="cpu", pretrained=True))
    run.save(net=net.state_dict(), iteration=length, target=length, identity=identity)


if __name__ == "__main__":
    main()
