"""The bytes that highdicom needs for the labels of seg_writing.mjs: prints JSON, one entry a kind.

python bench/seg_writing_highdicom.py LABELS
"""

import io
import json
import sys
import time

import highdicom as hd
import numpy as np
from pydicom import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

SHAPE = (400, 512, 512)
KINDS = {
    "LABELMAP, RLE": ("LABELMAP", RLELossless),
    "LABELMAP": ("LABELMAP", ExplicitVRLittleEndian),
    "BINARY": ("BINARY", ExplicitVRLittleEndian),
}


def source_image(index: int) -> Dataset:
    """Header of one slice, the same as in seg-writing.ts."""
    image = Dataset()
    image.file_meta = Dataset()
    image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image.PatientID = "BENCH"
    for keyword in ("PatientName", "PatientBirthDate", "PatientSex", "AccessionNumber", "StudyID", "StudyDate"):
        setattr(image, keyword, "")
    image.StudyTime = image.ReferringPhysicianName = ""
    image.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    image.SOPInstanceUID = f"1.2.826.0.1.3680043.8.498.1.{index + 1}"
    image.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.2"
    image.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.3"
    image.FrameOfReferenceUID = "1.2.826.0.1.3680043.8.498.4"
    image.Modality = "CT"
    image.Rows, image.Columns = SHAPE[1:]
    image.ImagePositionPatient = [-192, -192, index]
    image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    image.PixelSpacing = [0.75, 0.75]
    image.SliceThickness = 1
    return image


def main() -> None:
    labels = np.fromfile(sys.argv[1], np.uint8).reshape(SHAPE)
    images = [source_image(index) for index in range(SHAPE[0])]
    described = [
        hd.seg.SegmentDescription(
            segment_number=number,
            segment_label=f"Segment {number}",
            segmented_property_category=codes.SCT.AnatomicalStructure,
            segmented_property_type=codes.SCT.Organ,
            algorithm_type="MANUAL",
        )
        for number in range(1, 6)
    ]
    found = []
    for kind, (segmentation_type, transfer_syntax) in KINDS.items():
        started = time.perf_counter()
        seg = hd.seg.Segmentation(
            source_images=images,
            pixel_array=labels,
            segmentation_type=segmentation_type,
            segment_descriptions=described,
            series_instance_uid=hd.UID(),
            series_number=1,
            sop_instance_uid=hd.UID(),
            instance_number=1,
            manufacturer="highdicom",
            manufacturer_model_name="highdicom",
            software_versions=hd.__version__,
            device_serial_number="1",
            transfer_syntax_uid=transfer_syntax,
        )
        buffer = io.BytesIO()
        seg.save_as(buffer)
        seconds = time.perf_counter() - started
        found.append({"kind": kind, "seconds": seconds, "bytes": buffer.tell(), "version": hd.__version__})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
