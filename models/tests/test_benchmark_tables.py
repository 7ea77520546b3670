"""Tables and Fig. 7 from tiny runs."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from lms_net import ablation, tables
from lms_net.benchmarks import plots
from lms_net.benchmarks.results import Cell, collect, common_pairs, identify
from lms_net.benchmarks.runs import RunFolder
from lms_net.networks.systems import SYSTEMS, system

IDENTITY = dict(dataset="synapse-ct", fold=0, setting=1, group=0, seed=0, size=256)
ORGANS = ("LK", "RK", "Liver", "Spleen")


def write_run(folder, name, dice, fold=0, iterations=3000, finished=True, dataset="synapse-ct", seed=0, **changes):
    """A run folder as training and evaluation leave it: one patient a fold, the same Dice for every organ."""
    chosen = system(name, encoder="resnet50", stride=8, frozen=3, **changes)
    RunFolder(folder).write_config(
        chosen, dict(IDENTITY, fold=fold, dataset=dataset, seed=seed), dict(iterations=iterations)
    )
    rows = [dict(protocol="EP1", support="s", case=f"case{fold}", organ=o, dice=dice) for o in ORGANS]
    content = dict(dataset="synapse-ct", fold=fold, iteration=iterations if finished else 7, finished=finished)
    (folder / "evaluation.json").write_text(json.dumps(dict(content, supports=["2"], rows=rows)))


def line_with(text, *words):
    (line,) = [line for line in text.splitlines() if all(w in line for w in words)]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_run_is_named_by_what_it_is():
    assert identify(system("lms", encoder="resnet50", stride=8, frozen=3)) == ("lms", ())
    assert identify(system("lms", stages=3)) == ("lms-k3", ())
    assert identify(system("flms", alpha=20.0)) == ("flms", ("alpha=20.0",))
    assert identify(replace(SYSTEMS["adnet"], loss=replace(SYSTEMS["adnet"].loss, classes=(1, 1)))) == (
        "adnet",
        ("classes=(1, 1)",),
    )


def test_tables_stand_beside_the_papers_numbers(tmp_path, capsys):
    runs = tmp_path / "runs"
    write_run(runs / "lms0", "lms", 0.5)
    write_run(runs / "lms1", "lms", 0.7, fold=1)
    write_run(runs / "lms-short", "lms", 0.1, iterations=500)
    write_run(runs / "adnet0", "adnet", 0.25)
    write_run(runs / "dc", "lms-dc", 0.4)
    write_run(runs / "k3", "lms", 0.55, stages=3)
    write_run(runs / "half", "rpt", 0.99, finished=False)
    RunFolder(runs / "fresh").write_config(system("flms"), IDENTITY, dict(iterations=3000))
    tables.main(["--runs", str(runs), "--out", str(tmp_path / "out")])
    text = (tmp_path / "out" / "tables.md").read_text()
    assert text in capsys.readouterr().out
    first = text.split("### Table II")[0].split("### Table I:")[1]
    paper = line_with(first, "| LMS-Net |", "paper")
    assert paper[-5:] == ["82.46", "79.32", "78.57", "82.98", "80.83"]
    ours = line_with(first, "| LMS-Net |", "this", "3,000")
    assert ours[2] == "ResNet-50, stride 8, 3 lower parts frozen" and ours[4:7] == ["0, 1", "2", "EP1, support 2"]
    assert ours[-5:-1] == ["60.00"] * 4 and ours[-1].startswith("60.00 [")  # both folds in one row
    assert line_with(first, "| LMS-Net |", "500")[-1] == "10.00"  # another setup has a row of its own
    assert line_with(first, "| ADNet |", "this")[-1] == "25.00"
    assert "99.00" not in text and "half: measured at iteration 7 of 3000" in text and "fresh: not measured" in text
    assert line_with(text.split("### Table II:")[1].split("###")[0], "w/o PD-Net", "this")[-1] == "40.00"
    curve = line_with(text.split("### Fig. 6")[1], "| LMS-Net |", "3,000")
    # K = 3 was trained on fold 0 alone, so the curve is of fold 0.
    assert curve[-5:] == ["-", "50.00", "55.00", "-", "-"] and curve[3:6] == ["3,000", "0", "EP1, support 2"]
    for name in ("table1", "table2", "table3", "stages"):
        assert (tmp_path / "out" / f"{name}.png").stat().st_size > 5000


def test_points_of_a_curve_have_folds_and_seeds_in_common():
    cells = lambda *pairs: [Cell("lms", "synapse-ct", None, dict.fromkeys(p, [])) for p in pairs]  # noqa: E731
    a, b, c = (0, 0), (1, 0), (0, 1)
    assert common_pairs(cells([a, b], [a, b, c])) == {a, b}
    assert common_pairs(cells([a], [a, b], [b, a], [a, c])) == {a}
    assert common_pairs(cells([b], [c])) in ({b}, {c})  # nothing in common: one of them
    assert common_pairs(cells([a, b])) == {a, b}


def test_a_bar_says_its_own_folds(tmp_path, monkeypatch):
    write_run(tmp_path / "lms0", "lms", 0.5)
    write_run(tmp_path / "lms1", "lms", 0.7, fold=1)
    write_run(tmp_path / "adnet0", "adnet", 0.4)
    cells, _ = collect([tmp_path])
    seen = []
    monkeypatch.setattr(plots, "legend_below", lambda figure, entries: seen.extend(entries))
    plots.plot_table(tmp_path / "a.png", "t", tables.TABLES["table1"][1], tables.PAPER["table1"], cells)
    assert [t.split("; ")[2] for t in seen[1:]] == ["fold 0", "folds 0, 1"]


def test_other_kinds_of_runs_are_named_and_left_out(tmp_path):
    write_run(tmp_path / "lms", "lms", 0.5)
    write_run(tmp_path / "noise", "lms", 0.3)
    config = json.loads((tmp_path / "noise" / "config.json").read_text())
    (tmp_path / "noise" / "config.json").write_text(json.dumps(dict(config, pretrained=False)))
    chain = tmp_path / "chain"
    chain.mkdir()
    (chain / "config.json").write_text(json.dumps(dict(seed=1, size=80)))  # as train propagation writes it
    cells, left_out = collect([tmp_path])
    assert left_out == ["chain: not of lms_net.train benchmark"]
    assert sorted(c.setup.text() for c in cells) == [
        "ResNet-50, stride 8, 3 lower parts frozen",
        "ResNet-50, stride 8, from noise, 3 lower parts frozen",
    ]


def test_the_same_run_twice_counts_once(tmp_path):
    write_run(tmp_path / "first", "lms", 0.5)
    write_run(tmp_path / "second", "lms", 0.7)
    cells, left_out = collect([tmp_path])
    assert [c.dice()[1].mean for c in cells] == [pytest.approx(0.5)] and len(left_out) == 1
    assert "second: a second run of the same kind, fold and seed" in left_out[0]


def test_groups_of_setting_two_stand_in_one_row(tmp_path):
    for group, dice in ((0, 0.5), (1, 0.7)):
        folder = tmp_path / f"group{group}"
        write_run(folder, "lms", dice)
        config = json.loads((folder / "config.json").read_text())
        config["identity"].update(setting=2, group=group)
        (folder / "config.json").write_text(json.dumps(config))
    cells, left_out = collect([tmp_path])
    assert [c.dice()[1].mean for c in cells] == [pytest.approx(0.6)] and left_out == []


def test_every_run_stands_in_the_table_of_its_question_only(tmp_path):
    names = ["lms", "flms", "lms-dc", "lms-md-a", "lms-md-b", "lms-md-d", "lms-k1", "lms-k5", "flms-k4"]
    for i, name in enumerate(names):
        write_run(tmp_path / name, name, 0.1 + i / 100)
    write_run(tmp_path / "alpha", "lms", 0.77, alpha=20.0)
    cells, left_out = collect([tmp_path])
    text = tables.document(cells, left_out)
    sections = {part.split(",")[0].split(":")[0]: part for part in text.split("### ")[1:] if "Abd-CT" in part.split("\n")[0]}
    shown = {}
    for title, part in sections.items():
        ours = [line for line in part.splitlines() if "| this" in line]
        shown[title] = {n for i, n in enumerate(names) for line in ours if f"| {10 + i}.00" in line}
        shown[title] |= {"alpha" for line in ours if "| 77.00" in line}
    assert shown == {
        "Table I": {"lms", "flms"},
        "Table II": {"lms", "lms-dc"},
        "Table III": {"lms", "lms-md-a", "lms-md-b", "lms-md-d"},
        "Fig. 6": {"lms", "flms", "lms-k1", "lms-k5", "flms-k4"},
        "Other fields of network or loss": {"lms", "alpha"},  # the unchanged run stands beside it
    }
    assert "alpha=20.0" in line_with(sections["Other fields of network or loss"], "77.00")[2]


def test_runs_that_are_not_finished_are_not_used(tmp_path):
    write_run(tmp_path / "stopped", "lms", 0.99, finished=False)
    write_run(tmp_path / "longer", "lms", 0.98)  # measured when finished, then given more iterations
    RunFolder(tmp_path / "longer").write_config(system("lms"), IDENTITY, dict(iterations=9000))
    write_run(tmp_path / "shortened", "lms", 0.96, finished=False)  # its checkpoint was on the way to more than is asked now
    RunFolder(tmp_path / "shortened").write_config(system("lms"), IDENTITY, dict(iterations=7))
    write_run(tmp_path / "stages-only", "lms", 0.97)
    (tmp_path / "stages-only" / "evaluation.json").rename(tmp_path / "stages-only" / "stages.json")
    cells, left_out = collect([tmp_path])
    assert cells == [] and len(left_out) == 4
    assert any("longer: measured at iteration 3000 of 9000" in text for text in left_out)
    text = tables.document(cells, left_out)
    assert "| this" not in text and all(text_ in text for text_ in left_out)


def test_the_legend_covers_no_bar(tmp_path, monkeypatch):
    for i, name in enumerate(("lms", "adnet", "lms-k3")):
        for iterations in (500, 3000):
            for k, dataset in enumerate(("synapse-ct", "chaos-mr")):
                write_run(tmp_path / f"{name}{iterations}{k}", name, 0.9 + i / 100, iterations=iterations, dataset=dataset)
    cells, _ = collect([tmp_path])
    seen = []

    def check(figure, file, **_):
        figure.canvas.draw()
        (legend,) = figure.legends
        box = legend.get_window_extent()
        assert all(axis.get_legend() is None and not box.overlaps(axis.get_tightbbox()) for axis in figure.axes)
        named = {plots.matplotlib.colors.to_hex(handle.get_color()) for handle in legend.legend_handles}
        bars = {plots.matplotlib.colors.to_hex(p.get_facecolor()) for axis in figure.axes for p in axis.patches}
        assert bars <= named
        seen.append([t.get_text() for t in legend.get_texts()])

    monkeypatch.setattr(plots.plt.Figure, "savefig", check)
    plots.plot_table(tmp_path / "a.png", "t", tables.TABLES["table1"][1], tables.PAPER["table1"], cells)
    ct = tables.ct(cells)
    plots.plot_stages(tmp_path / "b.png", tables.PAPER["figure6"], {"lms": tables.stage_points(ct, "lms")})
    for texts in seen:
        ours = [t for t in texts if not t.startswith("paper")]
        assert len(ours) == 2 and "ResNet-50, stride 8" in ours[0] and "3,000 iterations; fold 0; EP1, support 2" in ours[0]


def test_other_data_sets_keep_their_own_table(tmp_path):
    write_run(tmp_path / "a", "lms", 0.5, dataset="permissive")
    cells, left_out = collect([tmp_path])
    assert not left_out and "trained on permissive images" in cells[0].setup.text()
    text = tables.document(cells, left_out)
    chaos = text.split("Table I: the systems, Abd-MRI")[1].split("###")[0]
    assert "| this" not in chaos and "82.72" in chaos


def test_no_run_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no run folder"):
        collect([tmp_path])


def test_the_papers_means_are_those_of_its_organs():
    for table in ("table1", "table2", "table3"):
        for rows in tables.PAPER[table].values():
            for name, values in rows.items():
                organs = [v for k, v in values.items() if k != "mean"]
                assert np.mean(organs) == pytest.approx(values["mean"], abs=0.011), (table, name)


def test_an_ablation_is_told_seed_by_seed(tmp_path, capsys):
    for seed, (usual, threshold) in enumerate([(0.4, 0.5), (0.5, 0.52)]):
        write_run(tmp_path / f"usual{seed}", "lms", usual, seed=seed, features=256)
        write_run(tmp_path / f"threshold{seed}", "lms", threshold, seed=seed, features=256, threshold="constant")
        for name in ("usual", "threshold"):
            (tmp_path / f"{name}{seed}/metrics.csv").write_text(
                f"iteration,alignment,alpha\n20,9,9\n40,0.{seed + 1},{seed}\n"
            )
    write_run(tmp_path / "no-alignment", "lms", 0.1, features=256, alignment=0.0)
    (tmp_path / "no-alignment/metrics.csv").write_text("iteration,alignment,alpha\n40,,8\n")
    ablation.main(["--runs", str(tmp_path)])
    rows = capsys.readouterr().out.splitlines()[2:]
    assert rows == [
        "| threshold=constant | 50.0 | 52.0 | +6.0 | 0.10/0.20 | 0.0/1.0 |",
        "| nothing | 40.0 | 50.0 | +0.0 | 0.10/0.20 | 0.0/1.0 |",
        "| alignment=0.0 | 10.0 | - | -30.0 | - | 8.0 |",
    ]


def test_an_ablation_compares_runs_of_one_kind(tmp_path):
    write_run(tmp_path / "a", "lms", 0.4, regions=16)
    write_run(tmp_path / "b", "lms", 0.4, regions=64)
    for run in "ab":
        (tmp_path / run / "metrics.csv").write_text("iteration,alpha\n40,8\n")
    with pytest.raises(SystemExit, match="nothing to compare with"):
        ablation.main(["--runs", str(tmp_path)])
    for name, other in (("c", dict(iterations=500)), ("d", dict(fold=1))):
        write_run(tmp_path / name, "lms", 0.4, **other)
        with pytest.raises(SystemExit, match="differ in data set"):
            ablation.main(["--runs", str(tmp_path)])
        shutil.rmtree(tmp_path / name)
    for name in "ef":
        write_run(tmp_path / name, "lms", 0.4)
        (tmp_path / name / "metrics.csv").write_text("iteration,alpha\n40,8\n")
    with pytest.raises(SystemExit, match="f: a second run of the same kind and seed"):
        ablation.main(["--runs", str(tmp_path)])
    with pytest.raises(SystemExit, match="no run under"):
        ablation.main(["--runs", str(tmp_path), "--protocol", "EP2"])
