"""A BINARY SEG by highdicom: highdicom_seg.py IMAGES LABELS OUT

LABELS are bytes (slices in order of position, row by row): bit 0 is the first segment, bit 1 the second; they may
overlap.
"""

import sys
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
from pydicom.sr.codedict import codes

images, labels, out = map(Path, sys.argv[1:])
sources = [pydicom.dcmread(path) for path in sorted(images.glob("*.dcm"))]
cosines = np.array(sources[0].ImageOrientationPatient, float)
normal = np.cross(cosines[:3], cosines[3:])
sources.sort(key=lambda source: float(np.dot(source.ImagePositionPatient, normal)))
shape = (len(sources), sources[0].Rows, sources[0].Columns)
bits = np.fromfile(labels, np.uint8).reshape(shape)


def segment(number, label, code):
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=label,
        segmented_property_category=codes.SCT.AnatomicalStructure,
        segmented_property_type=code,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
        display_color=hd.color.CIELabColor.from_rgb(*((20, 160, 240) if number == 1 else (240, 160, 20))),
    )


seg = hd.seg.Segmentation(
    source_images=sources,
    pixel_array=np.stack([bits & 1, bits >> 1], axis=-1).astype(np.uint8),
    segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
    segment_descriptions=[segment(1, "Cerebellum", codes.SCT.Cerebellum), segment(2, "Head", codes.SCT.Head)],
    series_instance_uid=hd.UID(),
    series_number=77,
    sop_instance_uid=hd.UID(),
    instance_number=1,
    manufacturer="highdicom",
    manufacturer_model_name="test",
    software_versions=hd.__version__,
    device_serial_number="1",
    series_description="By highdicom",
)
seg.save_as(out)
