"""Regional prototypes: the support's mask on the feature grid, cut into Voronoi cells, each pooled on its own."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F


def interpolation_matrix(fine: int, coarse: int) -> torch.Tensor:
    """U [fine, coarse] of one axis: bilinear upsampling (align_corners=False) of x is U x."""
    return F.interpolate(torch.eye(coarse)[None], size=fine, mode="linear", align_corners=False)[0].T.contiguous()


def adjoint_weights(mask: torch.Tensor, grid: tuple[int, int]) -> torch.Tensor:
    """w = Uᵀm, the mask's weight on each feature cell. mask [B, 1, H, W] → [B, 1, h, w] for grid (h, w).

    MAP at mask resolution, Σ U(F)·m / Σ m, equals Σ F·w / Σ w at feature resolution, because the rows of U sum to 1.
    """
    rows = interpolation_matrix(mask.shape[2], grid[0]).to(mask)
    columns = interpolation_matrix(mask.shape[3], grid[1]).to(mask)
    return rows.T @ mask @ columns


def foreground_cells(mask: torch.Tensor, grid: tuple[int, int]) -> torch.Tensor:
    """Cells that the mask touches: any non-zero value after bilinear resizing without antialiasing; if there is none,
    the cell of largest adjoint weight, so that a one-pixel structure keeps a region. [B, 1, H, W] → bool [B, h, w]."""
    cells = F.interpolate(mask, size=grid, mode="bilinear", align_corners=False)[:, 0] > 0
    weight = adjoint_weights(mask, grid)[:, 0].flatten(1)
    largest = F.one_hot(weight.argmax(1), weight.shape[1]).bool().view_as(cells)
    return torch.where(cells.flatten(1).any(1)[:, None, None], cells, largest)


def voronoi_cells(cells: np.ndarray, count: int, first: int | None = None) -> np.ndarray:
    """Farthest-point seeds and their Voronoi cells.

    cells  bool [h, w], at least one set
    count  number of regions wanted; there are min(count, set cells) of them
    first  index (raster order among set cells) of the first seed; default: the set cell nearest to the centroid
    → int32 [h, w]: -1 outside, else the index of the nearest seed (squared Euclidean, ties to the lowest index). Each
    further seed is the set cell farthest from all chosen ones.
    """
    points = np.argwhere(cells)
    if not len(points):
        raise ValueError("no foreground cell to partition")
    if first is None:
        first = int(((points - points.mean(0)) ** 2).sum(1).argmin())
    nearest = np.zeros(len(points), np.int32)
    distance = ((points - points[first]) ** 2).sum(1)
    for seed in range(1, min(count, len(points))):
        chosen = int(distance.argmax())
        fresh = ((points - points[chosen]) ** 2).sum(1)
        nearest[fresh < distance] = seed
        distance = np.minimum(distance, fresh)
    out = np.full(cells.shape, -1, np.int32)
    out[tuple(points.T)] = nearest
    return out


def pool_regions(features: torch.Tensor, regions: torch.Tensor, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Unweighted mean of the features in each region, padded with zeros to `count` rows.

    features [C, h, w], regions int [h, w] with -1 outside → p [count, C], valid bool [count].
    """
    member = F.one_hot(regions.long().flatten() + 1, count + 1)[:, 1:].to(features)
    size = member.sum(0)
    sums = member.T @ features.flatten(1).T
    return sums / size.clamp(min=1)[:, None], size > 0


def region_prototypes(
    features: torch.Tensor, mask: torch.Tensor, count: int, random: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """p^0 of one support. features [C, h, w], mask [1, 1, H, W] → p [count, C], valid [count].

    random: the first seed is drawn from torch's generator (training), otherwise it is the one nearest to the centroid.
    """
    cells = foreground_cells(mask, features.shape[1:])[0].cpu().numpy()
    first = int(torch.randint(int(cells.sum()), ())) if random else None
    regions = torch.from_numpy(voronoi_cells(cells, count, first)).to(features.device)
    return pool_regions(features, regions, count)
