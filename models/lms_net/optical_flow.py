"""Dense motion between two crops: iterative Lucas-Kanade, coarse to fine.

Minimises Σ_window (J(x + w) - I(x))² over the displacement w of each window by Gauss-Newton steps (Lucas and Kanade 1981;
the pyramid as in Bouguet 2001). Used by `lms_net.levers` to see what moving the neighbour's mask along with the tissue is
worth; the shipped networks match features instead.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

LEVELS, ROUNDS, WINDOW = 3, 4, 9
RIDGE = 1e-3  # images in units of their deviation; without texture there is no motion


def _mean(x: torch.Tensor) -> torch.Tensor:
    return F.avg_pool2d(x, WINDOW, 1, WINDOW // 2, count_include_pad=False)


def _slopes(image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Central differences along columns and rows, [B, 1, H, W] each."""
    padded = F.pad(image, (1, 1, 1, 1), mode="replicate")
    return (padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]) / 2, (padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]) / 2


def warp(image: torch.Tensor, flow: torch.Tensor) -> torch.Tensor:
    """image(x + w(x)), bilinear, border values beyond the image. image [B, C, H, W], flow [B, 2, H, W] in pixels (columns,
    rows)."""
    h, w = image.shape[2:]
    rows, columns = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    x, y = columns + flow[:, 0], rows + flow[:, 1]
    grid = torch.stack([2 * x / (w - 1) - 1, 2 * y / (h - 1) - 1], 3)
    return F.grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=True)


@torch.no_grad()
def motion(query: torch.Tensor, neighbour: torch.Tensor) -> torch.Tensor:
    """Images [B, 1, S, S] → flow [B, 2, S, S] in pixels with neighbour(x + flow) ≈ query(x)."""
    flow = None
    for level in reversed(range(LEVELS)):
        q, n = (F.avg_pool2d(i, 2**level) if level else i for i in (query, neighbour))
        if flow is None:
            flow = q.new_zeros(len(q), 2, *q.shape[2:])
        else:
            flow = 2 * F.interpolate(flow, size=q.shape[2:], mode="bilinear", align_corners=False)
        for _ in range(ROUNDS):
            warped = warp(n, flow)
            gx, gy = _slopes(warped)
            error = warped - q
            xx, xy, yy = _mean(gx * gx) + RIDGE, _mean(gx * gy), _mean(gy * gy) + RIDGE
            bx, by = _mean(gx * error), _mean(gy * error)
            determinant = xx * yy - xy * xy
            change = torch.cat([(xy * by - yy * bx) / determinant, (xy * bx - xx * by) / determinant], 1)
            flow = _mean(flow + change.clamp(-1, 1))
    return flow
