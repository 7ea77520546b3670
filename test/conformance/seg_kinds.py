"""Runs seg-kinds.ts, which is bundled once a session."""

import functools
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@functools.cache
def bundle():
    folder = tempfile.TemporaryDirectory(prefix="few-shot-lms-")
    path = Path(folder.name) / "seg-kinds.cjs"
    esbuild = [ROOT / "node_modules/.bin/esbuild", HERE / "seg-kinds.ts", "--bundle", "--platform=node"]
    subprocess.run([*esbuild, "--log-level=error", f"--outfile={path}"], check=True, cwd=ROOT)
    return folder, path


def run(*arguments):
    """Runs seg-kinds.ts with a command and returns what it prints."""
    _, path = bundle()
    done = subprocess.run(["node", path, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
