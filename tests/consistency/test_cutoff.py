#!/usr/bin/env python3
"""r_c is one number of a study: the user's, or else found once, from a run that is named, and kept apart."""
import configparser
import re
import shutil

from harness import (CACHE, FOLDER, MODEL, Study, atoms, blocks, cli, computed, figure_text, glass, main, map_of, mean, new_path,
                     number, numbers, results, run_of, sound)

# Means of cn at the cutoffs that g(r) of the glass, and of the glass stretched by 1.12, has its first minimum at.
FOUND = {1: 3.85, 1.12: 4.3}
STRETCHED_CN = 13.22


def study_of(factor=1, **groups):
    return Study(run_of(glass(factor), "glass")).write(**groups)


def shown_cutoff(study, **more):
    """As the caption of g(r) says, Å."""
    return float(re.search(r"r_c = ([0-9.]+) Å", figure_text(study, "gr", **more))[1])


def keys_of(study, group="analysis"):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read(study, encoding="utf-8")
    return dict(parser[group]) if parser.has_section(group) else {}


def mean_of_map(study, quantity="cn"):
    return mean(numbers(map_of(study, quantity).values()))


def mean_of_atoms(*words):
    return mean(numbers(atoms(*words, "-p", "cn")["cn"]))


# ---- One value ----

def test_figures_find_the_cutoff_of_a_stretched_glass():
    for factor, cutoff in FOUND.items():
        assert shown_cutoff(study_of(factor)) == cutoff
    assert abs(mean_of_map(study_of(1.12)) - STRETCHED_CN) < 0.01


def test_atoms_finds_the_cutoff_of_a_stretched_glass():
    """A constant of 3.85 Å would give 11.50."""
    for factor in FOUND:
        found, wanted = mean_of_atoms(glass(factor), "--frame", 0), mean_of_map(study_of(factor))
        assert abs(found - wanted) < 1e-9, f"glass × {factor}: cn is {found:.4f} by atoms, {wanted:.4f} in the map"


def test_atoms_finds_the_cutoff_of_all_that_needs_one():
    """Of bond order within a cutoff, and of pairs that the list leaves out."""
    for words in (["--neighbours", "cutoff", "-p", "q6"], ["--cn-neighbours", "pairs", "--pair-cutoffs", "Cu-Cu=3.6", "-p", "cn"]):
        words = [glass(1.12), "--frame", 0, "--species", "Cu,Zr", *words]
        assert atoms(*words) == atoms(*words, "--cutoff", FOUND[1.12]), f"{words[-1]} takes another cutoff than 4.3 Å"


def test_atoms_finds_no_cutoff_where_no_column_needs_one():
    """g(r) of a run costs more than to read a frame of it."""
    done = cli("atoms", glass(1.12), "--frame", 0, "-p", "volume,d5,q6", trace="results", cache=new_path(""))
    assert not re.search(r"^result \S*(cutoff|rdf|gr)\S* ", done.stderr, re.M), done.stderr


def test_table_takes_the_cutoff_of_the_map():
    """No model is needed for either."""
    study = study_of(1.12)
    (table,) = blocks(figure_text(study, "cn-table"))
    (row,) = [row for row in table.rows if row[1:3] == ["all", "all species"]]
    assert abs(number(row[table.names.index("CN")]) - mean_of_map(study)) < 1e-6


def test_atoms_of_a_study_take_its_cutoff():
    study = study_of(1.12)
    assert abs(mean_of_atoms(study, "--frame", 0) - mean_of_map(study)) < 1e-9


def test_a_chosen_cutoff_is_taken_by_all():
    study = study_of(1.12, analysis={"cutoff": 4})
    assert shown_cutoff(study) == 4
    assert abs(mean_of_atoms(glass(1.12), "--frame", 0, "--cutoff", 4) - mean_of_map(study)) < 1e-9


# ---- Found once, from a run that is named ----

def two(first, second, **groups):
    runs = [run_of(glass(factor), f"glass {factor}") for factor in (first, second)]
    return Study(*runs).write(**groups)


def test_the_cutoff_is_that_of_the_run_that_is_named():
    """In whatever order the runs stand or open."""
    for order in ((1, 1.12), (1.12, 1)):
        for factor, cutoff in FOUND.items():
            study = two(*order, analysis={"cutoff-run": f"glass {factor}"})
            assert shown_cutoff(study) == cutoff, f"runs {order}, cutoff-run=glass {factor}: r_c is {shown_cutoff(study)}"


def test_the_cutoff_does_not_depend_on_which_run_is_shown():
    for order in ((1, 1.12), (1.12, 1)):
        study = two(*order)
        wanted = shown_cutoff(study)
        for label in ("glass 1", "glass 1.12"):
            text = figure_text(study, "gr", "--run", label)
            assert f"r_c = {wanted:g} Å" in text, (label, text[:200])


def test_the_cutoff_is_the_same_when_opened_again():
    """With what has been computed, and with none of it."""
    study = two(1.12, 1)
    assert len({shown_cutoff(study, cache=cache) for cache in (CACHE, CACHE, new_path(""), new_path(""))}) == 1


def test_the_cutoff_is_found_once():
    study, cache = two(1.12, 1), new_path("")
    cli("figure", study, "gr", "-o", new_path(".csv"), trace="results", cache=cache)
    again = cli("figure", study, "slice", "--colour", "cn", "-o", new_path(".csv"), trace="results", cache=cache)
    assert not [event for event in computed(again) if "cutoff" in event.name], computed(again)
    assert [event for event in results(again) if "cutoff" in event.name], "no result says where r_c came from"


def test_a_cutoff_that_was_found_is_taken_as_it_is_stored():
    """Whatever the run would say now."""
    study = two(1.12, 1, analysis={"cutoff-found": 4.1, "cutoff-run": "glass 1.12"})
    assert shown_cutoff(study) == 4.1
    assert abs(mean_of_map(study_of(1, analysis={"cutoff-found": 4.1, "cutoff-run": "glass"})) -
               mean_of_map(study_of(1, analysis={"cutoff": 4.1}))) < 1e-12


def test_a_chosen_cutoff_goes_before_a_found_one():
    study = two(1.12, 1, analysis={"cutoff": 4, "cutoff-found": 4.1, "cutoff-run": "glass 1.12"})
    assert shown_cutoff(study) == 4


def test_a_found_cutoff_never_becomes_a_chosen_one():
    """Whatever is done with the study, and however often it is saved."""
    study = new_path(".vitrine")
    cli("study", glass(1.12), "--label", "glass", "--species", "Cu,Zr", "-o", study)
    for words in (["figure", study, "gr", "-o", new_path(".csv")], ["figure", study, "slice", "--colour", "cn", "-o", new_path(".csv")],
                  ["study", "--title", "Again", "-o", study], ["figure", study, "gr", "-o", new_path(".csv")],
                  ["study", sound(), "-m", MODEL, "-T", 100, "--label", "sound", "-o", study]):
        cli(*words)
        keys = keys_of(study)
        assert "cutoff" not in keys, (words, keys)
        assert ("cutoff-found" in keys) <= ("cutoff-run" in keys), keys
    assert shown_cutoff(study) == FOUND[1.12], "a second run changes the cutoff of the study"


def test_a_found_cutoff_is_kept_with_its_run():
    study = study_of(1, analysis={"cutoff-found": 4.1, "cutoff-run": "glass"})
    cli("study", "--title", "Again", "-o", study)
    keys = keys_of(study)
    assert float(keys["cutoff-found"]) == 4.1 and keys["cutoff-run"] == "glass" and "cutoff" not in keys, keys


def test_a_chosen_cutoff_is_kept_as_chosen():
    study = study_of(1, analysis={"cutoff": 4})
    cli("study", "--title", "Again", "-o", study)
    assert float(keys_of(study)["cutoff"]) == 4 and "cutoff-found" not in keys_of(study)


def test_a_copy_of_the_study_elsewhere_has_the_same_cutoff():
    folder = FOLDER / "elsewhere"
    folder.mkdir()
    shutil.copy(glass(1.12), folder / "glass.dump")
    (folder / "s.vitrine").write_text("[study]\nversion=1\n[run 1]\nfiles=glass.dump;\nspecies=Cu;Zr;\n", encoding="utf-8")
    assert shown_cutoff(folder / "s.vitrine", cache=new_path("")) == FOUND[1.12]


main()
