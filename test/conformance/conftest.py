"""What several of the tests use: our code as a command, and the SEGs that it writes."""

import subprocess

import pytest
from made_series import BRAIN, HERE, ROOT


@pytest.fixture(scope="session")
def ours(tmp_path_factory):
    """Runs our code (conformance.ts) with a command and paths, and returns what it prints."""
    bundle = tmp_path_factory.mktemp("bundle") / "conformance.cjs"
    subprocess.run(["node", HERE / "build-conformance.mjs", bundle], check=True, cwd=ROOT)

    def run(*arguments):
        done = subprocess.run(["node", bundle, *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def made(ours, tmp_path_factory):
    """Series and SEGs of all geometries, and SEGs on a real MR series."""
    out = tmp_path_factory.mktemp("segs")
    ours("make", out)
    brain = out / "brain"
    ours("write", BRAIN, brain)
    (brain / "images").symlink_to(BRAIN, target_is_directory=True)
    return out
