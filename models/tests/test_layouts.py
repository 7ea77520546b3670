"""The three benchmarks in the layouts that people have: few-shot papers, NAME/images/CASE.nii.gz, as published."""

import nibabel as nib
import numpy as np
import pytest

from lms_net.benchmarks import prepare
from lms_net.benchmarks.datasets import BENCHMARKS, benchmark
from lms_net.benchmarks.layouts import find_volumes, missing_text
from lms_net.benchmarks.preprocess import read_volume
from lms_net.benchmarks.volumes import load_case

SLICES = 5
# data set: folder of the few-shot papers, number there, name of the case, width, spacing (x, y, z)
COPIES = {
    "synapse-ct": ("SABS/sabs_CT_normalized", 0, "sabs_00", 257, (0.8, 0.8, 3.0)),
    "chaos-mr": ("CHAOST2/chaos_MR_T2_normalized", 1, "chaos_01", 256, (1.25, 1.25, 7.7)),
    "mscmr": ("CMR/cmr_MR_normalized", 1, "mscmr_01", 256, (1.25, 1.25, 7.99)),
}


def contents(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """image, label and supervoxels (z, y, x) of 256 × 256 slices with nothing symmetric about them, as they should be
    read."""
    rng = np.random.default_rng(3)
    image = rng.integers(1, 250, (SLICES, 256, 256)).astype(np.int16)
    label, regions = np.zeros(image.shape, np.uint8), np.zeros(image.shape, np.int32)
    for k, organ in enumerate(BENCHMARKS[name].organs):
        box = np.s_[1:4, 20 + 50 * k : 60 + 50 * k, 40 : 70 + 20 * k]
        label[box], regions[box] = organ, 7 + k
    return image, label, regions


def save(file, array, affine):
    """array (z, y, x)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(np.ascontiguousarray(array.transpose(2, 1, 0)), affine), file)


def surplus(array, width: int, first_row: bool):
    """A last slice, column and a row, first or last, as the resampler of the public CT copies leaves them."""
    if width == array.shape[2]:
        return array
    rows = (1, 0) if first_row else (0, 1)
    return np.pad(array, ((0, 1), rows, (0, 1)))


def write_few_shot(root, name: str, supervoxels: str | None = None, regions=None):
    folder, number, _, width, spacing = COPIES[name]
    image, label, own = contents(name)
    if name == "mscmr":
        label = np.select([label == 1, label == 2, label == 3], [200, 500, 600]).astype(np.int16)
    arrays = {f"{folder}/image_{number}.nii.gz": image, f"{folder}/label_{number}.nii.gz": label}
    if supervoxels:
        arrays[f"{folder.split('/')[0]}/{supervoxels}_{number}.nii.gz"] = own if regions is None else regions
    # Synapse copies claim rows that run to the back, CHAOS copies say that they run to the front: both do the latter.
    affine = np.diag([-spacing[0], -spacing[1] if name == "synapse-ct" else spacing[1], spacing[2], 1])
    for file, array in arrays.items():
        array = array if name == "mscmr" else array[:, ::-1]
        save(root / file, surplus(array, width, first_row=False), affine)


def write_named(root, name: str):
    _, _, case, width, spacing = COPIES[name]
    image, label, _ = contents(name)
    affine = np.diag([-spacing[0], spacing[1] if name == "mscmr" else -spacing[1], spacing[2], 1])
    for kind, array in (("images", image), ("labels", label)):
        save(root / name / kind / f"{case}.nii.gz", surplus(array, width, first_row=True), affine)


@pytest.mark.parametrize("name", list(BENCHMARKS))
@pytest.mark.parametrize("write, layout", [(write_few_shot, "few-shot"), (write_named, "named")])
def test_public_copies_give_the_same_arrays(tmp_path, name, write, layout):
    write(tmp_path, name)
    spec, (_, number, case, _, spacing) = benchmark(name), COPIES[name]
    found = find_volumes(spec, tmp_path)
    assert list(found) == [number] and (found[number].layout, found[number].case) == (layout, case)
    volume = read_volume(spec, found[number])
    image, label, _ = contents(name)
    assert np.array_equal(volume.image, image)
    assert np.array_equal(volume.label, label) and set(np.unique(volume.label)) == {0, *spec.organs}
    assert volume.spacing == pytest.approx(spacing[::-1]) and volume.regions is None


def test_a_folder_with_several_data_sets_and_layouts_is_sorted_out(tmp_path):
    for name in BENCHMARKS:
        write_few_shot(tmp_path, name)
    write_named(tmp_path, "chaos-mr")
    layouts = {name: {f.layout for f in find_volumes(benchmark(name), tmp_path).values()} for name in BENCHMARKS}
    assert layouts == {"synapse-ct": {"few-shot"}, "chaos-mr": {"named"}, "mscmr": {"few-shot"}}


@pytest.mark.parametrize("name", list(BENCHMARKS))
@pytest.mark.parametrize("where", ["supervoxels_{n}/super", "supervoxels_{n}/superpix-MIDDLE", "{folder}/superpix-MIDDLE"])
def test_supervoxels_of_the_few_shot_papers_are_taken(tmp_path, name, where):
    spec, (folder, number, case, _, _) = benchmark(name), COPIES[name]
    write_few_shot(tmp_path, name, where.format(n=spec.supervoxel, folder=folder.split("/")[1]))
    prepare.main(["--data", str(tmp_path), "--out", str(tmp_path / "cache"), "--only", name])
    volume = load_case(spec, tmp_path / "cache", number)
    image, label, regions = contents(name)
    assert volume.case == case and np.array_equal(volume.maps[0], regions)
    assert np.array_equal(volume.image, image) and np.array_equal(volume.label, label)


def test_superpixels_of_single_slices_are_not_taken_for_supervoxels(tmp_path):
    spec, (_, number, _, _, _) = benchmark("chaos-mr"), COPIES["chaos-mr"]
    blocks = np.arange(64).reshape(8, 8).repeat(32, 0).repeat(32, 1) + 1
    rng = np.random.default_rng(0)
    superpixels = np.stack([rng.permutation(65)[blocks] for _ in range(SLICES)]).astype(np.int32)
    write_few_shot(tmp_path, "chaos-mr", "chaos_MR_T2_normalized/superpix-MIDDLE", superpixels)
    found = find_volumes(spec, tmp_path)[number]
    assert found.supervoxels.name == "superpix-MIDDLE_1.nii.gz" and read_volume(spec, found).regions is None


def test_supervoxels_of_another_shape_are_refused(tmp_path):
    spec = benchmark("chaos-mr")
    write_few_shot(tmp_path, "chaos-mr", "supervoxels_5000/super", contents("chaos-mr")[2][:-1])
    with pytest.raises(ValueError, match=r"super_1.nii.gz: shape \(4, 256, 256\) differs"):
        read_volume(spec, find_volumes(spec, tmp_path)[1])


def test_raw_synapse_is_reoriented_windowed_and_resampled(tmp_path):
    folder = tmp_path / "Abdomen" / "RawData"
    image, label = np.full((6, 512, 512), -1000, np.int16), np.zeros((6, 512, 512), np.uint8)
    image[:4, 300:400, 100:200], label[:4, 300:400, 100:200] = 75, 6  # 75 HU is the middle of the window
    image[:4, 300:310, 300:310] = 3000
    ras = np.diag([0.8, 0.8, 3.0, 1])  # x runs right, y front
    save(folder / "img" / "img0021.nii.gz", image, ras)
    save(folder / "label" / "label0021.nii.gz", label, ras)
    spec = benchmark("synapse-ct")
    found = find_volumes(spec, tmp_path)
    assert list(found) == [10] and found[10].layout == "raw"
    volume = read_volume(spec, found[10])
    assert volume.image.shape == (4, 256, 256) and volume.spacing == pytest.approx((3.0, 1.4, 1.4))  # two empty slices gone
    assert volume.image.min() == 0 and volume.image.max() == 255
    rows, columns = np.nonzero(volume.label[0] == 6)
    # columns run to the left: x index 100..199 becomes 511-199..511-100, minus 32, divided by 1.75; rows likewise
    assert (columns.min(), columns.max()) == (160, 216) and (rows.min(), rows.max()) == (46, 102)
    assert np.allclose(volume.image[0][70, 180], 127.5, atol=0.5)


def test_raw_mr_is_clipped_resampled_and_fitted(tmp_path):
    """A heart keeps its stored axes: its affine is oblique, and the slice axis must stay the slice axis."""
    image = np.random.default_rng(0).integers(0, 100, (4, 200, 180)).astype(np.int16)
    label = np.zeros(image.shape, np.int16)
    label[1:3, 50:100, 60:120], label[1:3, 110:140, 60:90] = 500, 600
    image[0, 0, :3] = 30000  # a few hot pixels
    oblique = np.array([[0, 0, 15.98, 0], [-1.25, 0, 0, 0], [0, -1.25, 0, 0], [0, 0, 0, 1]])  # slices along the patient's x
    save(tmp_path / "C0" / "patient7_C0.nii.gz", image, oblique)
    save(tmp_path / "labels" / "patient7_C0_manual.nii.gz", label, oblique)
    spec = benchmark("mscmr")
    assert find_volumes(spec, tmp_path) == {}  # its label lies nowhere near
    save(tmp_path / "C0" / "patient7_C0_manual.nii.gz", label, oblique)
    found = find_volumes(spec, tmp_path)
    assert list(found) == [7] and found[7].layout == "raw"
    volume = read_volume(spec, found[7])
    assert volume.image.shape == (8, 256, 256) and volume.spacing == pytest.approx((7.99, 1.25, 1.25))
    assert volume.image.max() < 101 and set(np.unique(volume.label)) == {0, 2, 3}
    rows, columns = np.nonzero(volume.label[2] == 2)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (78, 127, 98, 157)  # centred on 256 × 256


def test_missing_volumes_are_named_with_the_place_to_ask(tmp_path, capsys):
    write_few_shot(tmp_path, "chaos-mr")
    spec = benchmark("chaos-mr")
    text = missing_text(spec, find_volumes(spec, tmp_path))
    assert "1 of 20 volumes found (layout: few-shot)" in text and "missing: chaos_02, " in text and "zenodo.org" in text
    assert "chaos_01" not in text and "folds 0: 1/5, 1: 0/5" in text


@pytest.mark.parametrize("name, place", [("synapse-ct", "synapse.org"), ("chaos-mr", "zenodo.org"), ("mscmr", "mscmrseg19")])
def test_a_missing_data_set_says_where_to_request_it(tmp_path, capsys, name, place):
    command = ["--data", str(tmp_path), "--out", str(tmp_path / "x"), "--only", name]
    with pytest.raises(SystemExit, match=f"No volume of {name} under"):
        prepare.main(command)
    said = capsys.readouterr().out
    assert (
        f"0 of {len(BENCHMARKS[name].cases)} volumes found" in said
        and f"to be requested from: {BENCHMARKS[name].request}" in said
    )
    assert place in said
    prepare.main([*command, "--check"])  # looking alone is no error
    assert "0 of" in capsys.readouterr().out
