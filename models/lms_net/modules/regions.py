"""Regional prototypes: the support's mask on the feature grid, cut into Voronoi cells, each pooled on its own."""

from __future__ import annotations

import functools

import torch
import torch.nn.functional as F


def interpolation_matrix(fine: int, coarse: int) -> torch.Tensor:
    """U [fine, coarse] of one axis: bilinear upsampling (align_corners=False) of x is U x."""
    return F.interpolate(torch.eye(coarse)[None], size=fine, mode="linear", align_corners=False)[0].T.contiguous()


@functools.lru_cache(maxsize=16)
def _kept_matrix(fine: int, coarse: int, device: torch.device, dtype: torch.dtype) -> torch.Tensor:
    """Made once a size: a graph of CUDA calls may not copy from the host's memory."""
    with torch.inference_mode(False):
        return interpolation_matrix(fine, coarse).to(device, dtype)


def adjoint_weights(mask: torch.Tensor, grid: tuple[int, int]) -> torch.Tensor:
    """w = Uᵀm, the mask's weight on each feature cell. mask [B, 1, H, W] → [B, 1, h, w] for grid (h, w).

    MAP at mask resolution, Σ U(F)·m / Σ m, equals Σ F·w / Σ w at feature resolution, because the rows of U sum to 1.
    """
    rows = _kept_matrix(mask.shape[2], grid[0], mask.device, mask.dtype)
    columns = _kept_matrix(mask.shape[3], grid[1], mask.device, mask.dtype)
    return rows.T @ mask @ columns


def foreground_cells(mask: torch.Tensor, grid: tuple[int, int]) -> torch.Tensor:
    """Cells that the mask touches: any non-zero value after bilinear resizing without antialiasing; if there is none,
    the cell of largest adjoint weight, so that a one-pixel structure keeps a region. [B, 1, H, W] → bool [B, h, w]."""
    cells = F.interpolate(mask, size=grid, mode="bilinear", align_corners=False)[:, 0] > 0
    weight = adjoint_weights(mask, grid)[:, 0].flatten(1)
    largest = F.one_hot(weight.argmax(1), weight.shape[1]).bool().view_as(cells)
    return torch.where(cells.flatten(1).any(1)[:, None, None], cells, largest)


def voronoi_cells(cells: torch.Tensor, count: int, random: bool = False) -> torch.Tensor:
    """Farthest-point seeds and their Voronoi cells, in a number of operations that does not depend on the cells, so that a
    GPU can run it without asking the host.

    cells  bool [h, w], at least one set
    count  number of regions wanted; there are min(count, set cells) of them
    random the first seed is drawn from the generator of the cells' device; otherwise it is the set cell nearest to the
           centroid
    → int64 [h, w]: -1 outside, else the index of the nearest seed (squared Euclidean, ties to the lowest index). Each
    further seed is the set cell farthest from all chosen ones, the first in raster order among equals.
    """
    inside = cells.flatten()
    points = torch.stack([c.flatten() for c in _coordinates(cells, torch.float32)])
    if random:
        seed = torch.rand(inside.shape, device=cells.device).masked_fill(~inside, -1).argmax()
    else:
        seed = _central_cell(cells)
    seeds = [points.index_select(1, seed[None])]
    distance = (points - seeds[0]).square().sum(0).masked_fill(~inside, -1)
    for _ in range(1, count):  # once every cell is a seed they come again, and the lower index has the region
        seeds.append(points.index_select(1, distance.argmax()[None]))
        distance = torch.minimum(distance, (points - seeds[-1]).square().sum(0))
    rows, columns = torch.cat(seeds, 1)[:, :, None].unbind()
    apart = (points[0] - rows).square() + (points[1] - columns).square()
    return apart.argmin(0).masked_fill(~inside, -1).view(cells.shape)


def _coordinates(cells: torch.Tensor, dtype: torch.dtype) -> list[torch.Tensor]:
    """Row and column of every cell, two [h, w]."""
    axes = [torch.arange(n, device=cells.device, dtype=dtype) for n in cells.shape]
    return torch.meshgrid(*axes, indexing="ij")


def _central_cell(cells: torch.Tensor) -> torch.Tensor:
    """Index [] of the set cell nearest to the centroid, in float64 as the viewer's engine has it."""
    weight = cells.double()
    offsets = [c - (c * weight).sum() / weight.sum() for c in _coordinates(cells, torch.float64)]
    return sum(o.square() for o in offsets).masked_fill(~cells, float("inf")).argmin()


def pool_regions(features: torch.Tensor, regions: torch.Tensor, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Unweighted mean of the features in each region, padded with zeros to `count` rows.

    features [C, h, w], regions int [h, w] with -1 outside → p [count, C], valid bool [count].
    """
    member = (regions.flatten() == torch.arange(count, device=regions.device)[:, None]).to(features)
    size = member.sum(1)
    sums = member @ features.flatten(1).T
    return sums / size.clamp(min=1)[:, None], size > 0


def region_prototypes(
    features: torch.Tensor, mask: torch.Tensor, count: int, random: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """p^0 of one support. features [C, h, w], mask [1, 1, H, W] → p [count, C], valid [count].

    random: the first seed is drawn (training), otherwise it is the one nearest to the centroid.
    """
    cells = foreground_cells(mask, features.shape[1:])[0]
    return pool_regions(features, voronoi_cells(cells, count, random), count)
