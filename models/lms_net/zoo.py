"""The zoo: the folder of networks that ship, and its manifest. What both exporters do alike."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from lms_net.json_text import json_text


def refuse_restricted(source: Path, datasets: list[str]) -> None:
    """Raises SystemExit where weights from `source` were trained on data sets whose licences keep them from shipping."""
    if datasets:
        raise SystemExit(f"{source} was trained on {', '.join(datasets)}, whose licences keep weights from shipping.")


def file_entry(zoo: Path, path: Path) -> dict:
    """What the manifest says of a file of the zoo: path from there, SHA-256, size."""
    data = path.read_bytes()
    return dict(path=path.relative_to(zoo).as_posix(), sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))


def enter(zoo: Path, entry: dict) -> None:
    """Puts a model into manifest.json, in the place of the one with its id, else at the end, and prints its files. The first
    model of a zoo becomes the default."""
    file = zoo / "manifest.json"
    manifest = json.loads(file.read_text()) if file.exists() else dict(defaultModel=entry["id"], models=[])
    ids = [model["id"] for model in manifest["models"]]
    place = ids.index(entry["id"]) if entry["id"] in ids else len(ids)
    manifest["models"][place : place + 1] = [entry]
    file.write_text(json_text(manifest))
    for role, item in entry["files"].items():
        print(f"{role:8s} {item['path']}  {item['bytes'] / 1e6:.2f} MB  {item['sha256'][:16]}…")
