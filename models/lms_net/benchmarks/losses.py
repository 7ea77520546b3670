"""The losses of all systems: L = L_ce + L_par (+ what ADNet and RPT add)."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from lms_net.networks.lms import Encoded, LmsNet, to_slice
from lms_net.networks.systems import LossConfig

SMALLEST = float(torch.finfo(torch.float32).eps)


def cross_entropy(u: torch.Tensor, target: torch.Tensor, classes: tuple[float, float] = (1.0, 1.0)) -> torch.Tensor:
    """Weighted mean of -ln u_i of the true class. u = u1 and target [B, 1, S, S]; weights of background, object."""
    log1, log2 = u.clamp(SMALLEST, 1 - SMALLEST).log(), (1 - u).clamp(SMALLEST, 1 - SMALLEST).log()
    inside = target > 0.5
    weight = torch.full_like(u, classes[0]).masked_fill(inside, classes[1])
    return -(weight * torch.where(inside, log1, log2)).sum() / weight.sum()


def only_if(condition: torch.Tensor, loss: torch.Tensor) -> torch.Tensor:
    """The loss, or zero without a gradient (of a loss that is finite either way); decided on the device, since asking it
    would make the host wait."""
    return loss.masked_fill(~condition, 0.0)


def alignment(
    net: LmsNet, support: Encoded, query: Encoded, predicted: torch.Tensor, support_mask: torch.Tensor
) -> torch.Tensor:
    """L_par: the query's prototype under its own prediction must segment the support by one DC. Zero where nothing is
    predicted. predicted: bool [1, 1, S, S]."""
    prototype = net.prototype(query, predicted.float())
    u = net.classify(support, prototype, net.offset(query.pooled))
    return only_if(predicted.any(), cross_entropy(to_slice(u, support_mask.shape[2]), support_mask))


def periphery(net: LmsNet, support: Encoded, query: Encoded, support_mask: torch.Tensor) -> torch.Tensor:
    """RPT: what the dilated object's prototype finds beyond the object's own must be the ring between the two masks."""
    dilated = F.max_pool2d(support_mask, 3, 1, 1)
    offset = net.offset(query.pooled)
    inner, outer = (
        to_slice(net.classify(support, net.prototype(support, m), offset), support_mask.shape[2])
        for m in (support_mask, dilated)
    )
    return cross_entropy(outer - inner, dilated - support_mask)


def episode_losses(
    net: LmsNet,
    config: LossConfig,
    support: Encoded,
    query: Encoded,
    support_mask: torch.Tensor,
    query_mask: torch.Tensor,
) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """One episode, masks [1, 1, S, S] in {0, 1}. → (losses with their sum as "total", what the network answered)."""
    support, query = net.on_grid(support), net.on_grid(query)
    state = net.support(support, support_mask)
    out = net(query, state)
    u = to_slice(out["u"][-1], query_mask.shape[2])
    predicted = u.detach() > 0.5
    losses = dict(segmentation=cross_entropy(u, query_mask, config.classes))
    total = losses["segmentation"]
    if config.intermediate and len(out["u"]) > 1:
        earlier = [cross_entropy(to_slice(u, query_mask.shape[2]), query_mask, config.classes) for u in out["u"][:-1]]
        losses["intermediate"] = torch.stack(earlier).mean()
        total = total + config.intermediate * losses["intermediate"]
    there = query_mask.any()
    if config.alignment:
        losses["alignment"] = only_if(there, alignment(net, support, query, predicted, support_mask))
        total = total + config.alignment * losses["alignment"]
    if config.threshold_pull:
        total = total + config.threshold_pull * net.threshold / 20
    if config.periphery:
        losses["periphery"] = periphery(net, support, query, support_mask)
        total = total + config.periphery * losses["periphery"]
    if config.prototype:
        apart = F.mse_loss(net.prototype(query, predicted.float()), state.prototype)
        losses["prototype"] = only_if(predicted.any(), apart)
        total = total + config.prototype * losses["prototype"]
    if config.own_prototype:
        own = net.classify(query, net.prototype(query, query_mask), net.offset(query.pooled))
        losses["own_prototype"] = only_if(there, cross_entropy(to_slice(own, query_mask.shape[2]), query_mask))
        total = total + config.own_prototype * losses["own_prototype"]
    losses["total"] = total
    out["predicted"] = predicted
    return losses, out
