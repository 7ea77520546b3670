"""Where the voxels of images and SEGs lie in millimetres, by the words of the standard and independent of our code."""

from collections import Counter

import numpy as np
import pydicom


def planes_of(dataset):
    """(position, row cosines, column cosines, spacing, frame index) of every frame of a classic or enhanced image."""
    if "PerFrameFunctionalGroupsSequence" not in dataset:
        iop = np.array(dataset.ImageOrientationPatient, float)
        position = np.array(dataset.ImagePositionPatient, float)
        return [(position, iop[:3], iop[3:], np.array(dataset.PixelSpacing, float), 0)]
    shared = dataset.SharedFunctionalGroupsSequence[0]
    planes = []
    for index, group in enumerate(dataset.PerFrameFunctionalGroupsSequence):

        def find(name, group=group):
            return getattr(group if name in group else shared, name)[0]

        iop = np.array(find("PlaneOrientationSequence").ImageOrientationPatient, float)
        position = np.array(find("PlanePositionSequence").ImagePositionPatient, float)
        planes.append((position, iop[:3], iop[3:], np.array(find("PixelMeasuresSequence").PixelSpacing, float), index))
    return planes


def points_of(mask, plane):
    """Millimetres of the set pixels of one frame, rounded to 0.001, as tuples."""
    position, along_columns, along_rows, spacing, _ = plane
    rows, columns = np.nonzero(mask)
    points = position + np.outer(columns * spacing[1], along_columns) + np.outer(rows * spacing[0], along_rows)
    return [tuple(point) for point in np.round(points, 3) + 0.0]


def images_of(folder):
    """The images of a series as read by pydicom, sorted along their normal: [(dataset, plane)]."""
    pairs = []
    for path in sorted((folder / "images").iterdir()):
        dataset = pydicom.dcmread(path)
        pairs += [(dataset, plane) for plane in planes_of(dataset)]
    return sorted(pairs, key=lambda pair: float(np.dot(pair[1][0], np.cross(pair[1][1], pair[1][2]))))


def expected_points(folder):
    """What the labelmap that was saved means in patient space: {label: points}, on the source images."""
    pairs = images_of(folder)
    dataset = pairs[0][0]
    labels = np.fromfile(folder / "labels.raw", np.uint8).reshape(len(pairs), dataset.Rows, dataset.Columns)
    return {
        int(label): Counter(
            point for (_, plane), mask in zip(pairs, labels, strict=True) for point in points_of(mask == label, plane)
        )
        for label in np.unique(labels[labels > 0])
    }


def seg_points(seg):
    """The same for a SEG, frame by frame, by pydicom."""
    frames = seg.pixel_array.reshape(-1, seg.Rows, seg.Columns)
    points = {}
    for frame, plane, group in zip(frames, planes_of(seg), seg.PerFrameFunctionalGroupsSequence, strict=True):
        for value in np.unique(frame[frame > 0]):
            labelmap = seg.SegmentationType == "LABELMAP"
            label = value if labelmap else group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
            points.setdefault(int(label), Counter()).update(points_of(frame == value, plane))
    return points


def labels_of(folder, pairs):
    first = pairs[0][0]
    return np.fromfile(folder / "labels.raw", np.uint8).reshape(len(pairs), first.Rows, first.Columns)
