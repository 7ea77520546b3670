"""Real DICOM series that lie beside the checkout and are never part of it.

Looked for: a folder of series, each a folder of images or a zip of one, in FEW_SHOT_LMS_SERIES, or `shared/data/dicom`
in any folder above the checkout.
"""

import os
import zipfile
from pathlib import Path

from made_series import ROOT

PLACE = "shared/data/dicom"


def folder():
    """The folder with the series, None if there is none."""
    named = os.environ.get("FEW_SHOT_LMS_SERIES")
    if named:
        assert Path(named).is_dir(), f"FEW_SHOT_LMS_SERIES names {named}, which is no folder"
        return Path(named)
    return next((above / PLACE for above in ROOT.parents if (above / PLACE).is_dir()), None)


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
