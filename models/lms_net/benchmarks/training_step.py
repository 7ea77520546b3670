"""One step of the optimiser on one episode, and on a GPU the whole of its computation as one graph.

An iteration is some thousand small operations; launched one by one they take a GPU's host longer than the GPU. After a few
ordinary iterations forward and backward pass are therefore recorded as a CUDA graph, which the host launches at once. It
computes what the ordinary iterations compute.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch.nn.utils import get_total_norm

from lms_net.benchmarks.episodes import Episode
from lms_net.benchmarks.features import Compute, FeatureStore
from lms_net.benchmarks.losses import episode_losses
from lms_net.networks.lms import LmsNet, length_of
from lms_net.networks.systems import LossConfig

WARM_UP = 12  # ordinary iterations before the recording: libraries choose their kernels in them


class TrainingStep:
    """clip: largest norm of the gradient, 0 for none. `figures` drains what the steps since the last call have to tell."""

    def __init__(
        self,
        net: LmsNet,
        loss: LossConfig,
        optimiser: torch.optim.Optimizer,
        compute: Compute,
        store: FeatureStore | None,
        clip: float = 0.0,
    ):
        self.net, self.loss, self.optimiser, self.compute, self.clip = net.train(), loss, optimiser, compute, clip
        self.captures = compute.device.type == "cuda"
        self.store = None if self.captures else store  # a graph is the same for every slice
        self.stream = torch.cuda.Stream(compute.device) if self.captures else None
        self.graph: torch.cuda.CUDAGraph | None = None
        self.taken, self.warm_up = 0, WARM_UP
        self.names: list[str] = []
        self.pending: list[torch.Tensor] = []

    def __call__(self, e: Episode) -> None:
        stacked = np.stack([e.support, e.query, e.support_mask, e.query_mask]).astype(np.float32)[:, None]
        if self.captures:
            self._on_gpu(torch.from_numpy(stacked).pin_memory())
        else:
            inputs = torch.from_numpy(stacked).to(self.compute.device)
            self.pending.append(self._gradients(inputs, [e.support_key, e.query_key]))
        if self.clip:
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.clip)
        self.optimiser.step()
        self.taken += 1

    def figures(self) -> list[dict[str, float]]:
        """One entry a step: losses, Dice on the episode's query (and L_par; left out where it is empty), the learned scales,
        lengths of the gradient (before --clip) and of the query's features. Raises FloatingPointError if a loss is not
        finite."""
        if not self.pending:
            return []
        rows = [dict(zip(self.names, values, strict=True)) for values in torch.stack(self.pending).tolist()]
        self.pending.clear()
        if not all(math.isfinite(row["total"]) for row in rows):
            raise FloatingPointError("the loss is no longer finite; lower --lr or set --clip")
        return [{k: v for k, v in row.items() if not math.isnan(v)} for row in rows]

    def _on_gpu(self, inputs: torch.Tensor) -> None:
        """inputs [4, 1, S, S] in pinned memory."""
        if self.taken < self.warm_up:
            usual = torch.cuda.current_stream(self.compute.device)
            self.stream.wait_stream(usual)
            with torch.cuda.stream(self.stream), _fastest_kernels():  # the stream that is recorded: it owns the gradients
                told = self._gradients(inputs.to(self.compute.device), [None, None])
            usual.wait_stream(self.stream)
            self.pending.append(told)
            return
        if self.graph is None:
            self.inputs, self.graph = inputs.to(self.compute.device), torch.cuda.CUDAGraph()
            self.optimiser.zero_grad(set_to_none=True)
            with _fastest_kernels(), torch.cuda.graph(self.graph, stream=self.stream):
                self.told = self._gradients(self.inputs, [None, None])
        self.inputs.copy_(inputs, non_blocking=True)
        self.graph.replay()
        self.pending.append(self.told.clone())

    def _gradients(self, inputs: torch.Tensor, keys: list[object | None]) -> torch.Tensor:
        """inputs [4, 1, S, S]: slices and masks of support and query. Fills the parameters' gradients → figures [n]."""
        net, (slices, masks) = self.net, inputs.split(2)
        encoded = self.compute.encode(net, list(slices.split(1)), keys, self.store)
        losses, out = episode_losses(net, self.loss, encoded[:1], encoded[1:], *masks.split(1))
        self.optimiser.zero_grad(set_to_none=True)
        losses["total"].backward()
        told = self._told(losses, out, encoded[1:], masks[1:] > 0.5)
        self.names = list(told)
        return torch.stack([v.detach().float() for v in told.values()])

    def _told(self, losses, out, query, target) -> dict[str, torch.Tensor]:
        net, config, found = self.net, self.net.config, out["predicted"]
        told = {k: v for k, v in losses.items() if k in ("total", "segmentation", "alignment")}
        overlap = 2 * (target & found).sum() / (target.sum() + found.sum()).clamp(min=1)
        told["dice"] = overlap
        for name in told.keys() & {"dice", "alignment"}:  # both ask for an object on the query
            told[name] = told[name].masked_fill(~target.any(), float("nan"))
        if len(out["gate_entropy"]) and config.update:
            told["gate"] = out["gate_entropy"].mean()
        told["alpha"] = net.consistency.alpha
        if config.denoiser:
            told["delta"] = net.primal_dual.delta(config.stages - 1)
        if config.threshold:
            told["threshold"] = 10 * net.offset(query.pooled.detach()).mean()
        # ρ is a cosine, so no loss sees how long the features grow; a trunk without norms can run away unnoticed.
        told["gradient"] = get_total_norm([p.grad for p in net.parameters() if p.grad is not None])
        told["length"] = length_of(query.features.detach()).mean()
        return told


def _fastest_kernels():
    """cuDNN tries its kernels once for every shape; in training there are few."""
    return torch.backends.cudnn.flags(enabled=True, benchmark=True, allow_tf32=torch.backends.cudnn.allow_tf32)
