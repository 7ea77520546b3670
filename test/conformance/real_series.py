"""Real DICOM series, which are never part of the checkout.

FEW_SHOT_LMS_SERIES names a folder of series, each a folder of images or a zip of one.
"""

import os
import zipfile
from pathlib import Path


def folder():
    """The folder with the series, None if none is named."""
    named = os.environ.get("FEW_SHOT_LMS_SERIES")
    if not named:
        return None
    assert Path(named).is_dir(), f"FEW_SHOT_LMS_SERIES names {named}, which is no folder"
    return Path(named)


def unpack(name, target):
    """The images of a series as a new folder. False if the series is not there."""
    place = folder()
    if place is None:
        return False
    if (place / name).is_dir():
        target.symlink_to(place / name, target_is_directory=True)
        return True
    archive = place / f"{name}.zip"
    if not archive.is_file():
        return False
    target.mkdir()
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            if not entry.is_dir():
                (target / Path(entry.filename).name).write_bytes(packed.read(entry))
    return True
