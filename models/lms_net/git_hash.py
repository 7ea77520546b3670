"""Which commit a run was trained with."""

from __future__ import annotations

import subprocess
from pathlib import Path


def git_hash() -> str:
    """Of the checkout that this code lies in, wherever it is called from; "unknown" outside one."""
    result = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    return result.stdout.strip() or "unknown"
