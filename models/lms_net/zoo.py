"""What both exporters do alike with the folder of networks that ship."""

from __future__ import annotations

from pathlib import Path


def refuse_restricted(source: Path, datasets: list[str]) -> None:
    """Raises SystemExit where weights from `source` were trained on data sets whose licences keep them from shipping."""
    if datasets:
        raise SystemExit(f"{source} was trained on {', '.join(datasets)}, whose licences keep weights from shipping.")
