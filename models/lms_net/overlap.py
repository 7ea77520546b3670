"""The Dice coefficient. The caller says what two empty masks have: 1, they agree, or 0, nothing was to be found."""

from __future__ import annotations


def dice(a, b, *, empty: float) -> float:
    """2 |a ∩ b| / (|a| + |b|) of two boolean masks of one shape, NumPy's or PyTorch's; `empty` where both are."""
    return dice_of(int((a & b).sum()), int(a.sum()) + int(b.sum()), empty=empty)


def dice_of(both: int, total: int, *, empty: float) -> float:
    """The same from counts: pixels in both masks, and the sum of those in each."""
    return float(2 * both / total) if total else empty
