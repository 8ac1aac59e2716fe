"""Every command by its contract: what it prints, as JSON and for people, and the code it exits with."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from exgen.cli import main
from exgen.questions.manifest import read_manifest

SIZE = "convolution/output_size_2d"


class Result:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        assert self.err == ""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """What it printed, as lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


class Runner:
    """Runs a command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Result:
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(argument) for argument in arguments])
        captured = self._capsys.readouterr()
        return Result(code, captured.out, captured.err)


@pytest.fixture
def exgen(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    return Runner(capsys, monkeypatch)


@pytest.fixture
def place(tmp_path: Path, checkout: Path) -> Path:
    """A library of a teacher's own, with one template."""
    shutil.copytree(checkout / "templates" / SIZE, tmp_path / "lib/templates/own/size")
    return tmp_path / "lib"


# help and version


@pytest.mark.parametrize("arguments", [["--help"], ["sheet", "--help"], ["compare", "-", "--help"], ["--version"]])
def test_help_and_version_are_no_errors(exgen: Runner, arguments: list[str]) -> None:
    result = exgen(*arguments)
    assert (result.code, result.err) == (0, "")
    assert "exgen" in result.out


# solve


def test_solve_prints_parameters_keys_derivation_and_proof(exgen: Runner) -> None:
    pins = [text for pin in ("H=78", "W=84", "K=5", "S=3", "P=2") for text in ("--set", pin)]
    found = exgen("solve", SIZE, *pins, "--json").json
    assert list(found) == ["template", "parameters", "keys", "derivation", "proof", "statement"]
    assert found["template"] == SIZE
    assert found["parameters"] == {"H": 78, "W": 84, "K": 5, "S": 3, "P": 2}
    assert found["keys"] == {"size": "(26, 28)"}
    assert found["proof"] == {"size": "proven"}
    assert "= 26$" in found["derivation"]["size"][0]
    assert "(78, 84)" in found["statement"]


def test_solve_shows_people_the_statement_and_each_step_without_tex(exgen: Runner) -> None:
    out = exgen("solve", SIZE, "--set", "H=78", "--set", "W=84", "--set", "K=5", "--set", "S=3", "--set", "P=2").out
    assert "size = (26, 28)   [proven]" in out
    assert "⌊(78 + 2 · 2 - 5)/3⌋ + 1 = 26" in out
    assert "$" not in out
    assert "\\" not in out


def test_solve_shows_who_grades_an_essay(exgen: Runner) -> None:
    assert "graded by a person" in exgen("solve", "discussion/max_pooling").out


def test_solve_draws_what_is_not_set_from_its_seed(exgen: Runner) -> None:
    first, again, other = (exgen("solve", SIZE, "--seed", seed, "--json").json for seed in ("1", "1", "2"))
    assert first == again != other


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["convolution/output_size_3d"], 'did you mean "convolution/output_size_2d"?'),
        ([SIZE, "--set", "h=3"], 'h: no such parameter; did you mean "H"?'),
        ([SIZE, "--set", "H=many"], "a whole number is needed"),
        ([SIZE, "--set", "H=3", "--set", "H=4"], "H: two values are given"),
        ([SIZE, "--set", "P=9"], "padding_below_kernel"),
        (["parameters/vgg", "--set", "configuration=vgg_z"], "vgg_z"),
        (["/etc"], "question.toml"),
        (["../no_such_folder"], "no name of a question template"),
    ],
)
def test_solve_tells_in_clear_lines_what_it_cannot_use(exgen: Runner, arguments: list[str], words: str) -> None:
    result = exgen("solve", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert all(line.startswith("exgen: ") for line in result.err.splitlines())


# list, show, libraries


def test_list_names_templates_and_banks_and_says_where_they_are(exgen: Runner, checkout: Path) -> None:
    found = exgen("list", "--json").json
    templates = {entry["name"]: entry for entry in found["templates"]}
    assert templates[SIZE]["where"] == str(checkout / "templates" / SIZE)
    assert templates[SIZE]["topics"] == ["convolution", "shapes"]
    assert {bank["name"]: bank["course"] for bank in found["banks"]}["in3310_week5"].startswith("IN3310")
    layouts = {entry["name"]: entry["title"] for entry in found["layouts"]}
    assert list(layouts) == ["compact", "exam", "handout"]
    out = exgen("list").out
    assert layouts["exam"] in out
    assert str(checkout / "templates") in out
    assert "Exercise week 5" in out


def test_a_layout_that_is_not_there_or_of_no_use_is_told(exgen: Runner, tmp_path: Path) -> None:
    result = exgen("sheet", "in3310_week5", "--layout", "exm", "--out", str(tmp_path / "sheet"))
    assert (result.code, result.err) == (2, 'exgen: there is no layout "exm"; did you mean "exam"?\n')
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\na,A\n")
    result = exgen("sheet", "in3310_week5", "--layout", "exam", "--add", str(roster), "--out", str(tmp_path / "sheet"))
    assert (result.code, result.err.endswith("leave out --layout\n")) == (2, True)
    assert not (tmp_path / "sheet").exists()


@pytest.mark.parametrize("way", ["option", "variable"])
def test_a_library_of_ones_own_is_looked_in(
    exgen: Runner, place: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    options = ["--library", str(place)] if way == "option" else []
    if way == "variable":
        monkeypatch.setenv("EXGEN_LIBRARY", str(place))
    assert "own/size" in exgen("list", *options).out
    assert exgen("show", "own/size", *options).code == 0
    assert exgen("solve", "own/size", *options).code == 0
    assert exgen("lint", "own/size", "--variants", "1", *options).code == 0


def test_a_library_that_is_not_there_is_told(exgen: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exgen("list", "--library", "no/such").err == "exgen: --library: there is no folder no/such\n"
    monkeypatch.setenv("EXGEN_LIBRARY", "no/such")
    assert exgen("list").err == "exgen: EXGEN_LIBRARY: there is no folder no/such\n"


def test_list_goes_on_behind_a_broken_template(exgen: Runner, place: Path) -> None:
    (place / "templates/own/size/statement.md").unlink()
    result = exgen("list", "--library", str(place))
    assert result.code == 0
    assert "broken:" in result.out
    assert "statement.md: missing" in result.out
    assert "parameters/vgg" in result.out


def test_show_tells_a_template_and_an_example_of_it(exgen: Runner) -> None:
    found = exgen("show", SIZE, "--json").json
    assert found["parameters"]["K"] == "one of 3, 5, 7"
    assert found["constraints"]["padding_below_kernel"] == "P < K"
    assert found["networks"]["network"]["layers"] == "Conv2d(1, 1, K, stride=S, padding=P)"
    assert [answer["name"] for answer in found["answers"]] == ["size"]
    out = exgen("show", SIZE).out
    for words in ("one of 3, 5, 7", "P < K", "Conv2d(1, 1, K", "about", "A 2-D convolution gets"):
        assert words in out


def test_show_tells_symbols_and_architectures(exgen: Runner) -> None:
    assert "height of the input" in exgen("show", "convolution/input_size_2d").out
    assert "the architecture named by configuration" in exgen("show", "parameters/vgg").out


# network


def test_network_prints_rows_and_totals_exactly(exgen: Runner) -> None:
    found = exgen("network", "vgg16", "--input", "3x224x224", "--json").json
    assert len(found["rows"]) == 40
    assert found["rows"][0] == {
        "layer": "Conv2d(3, 64, kernel_size=3, padding=1)",
        "reads": [-1],
        "output_shape": [64, 224, 224],
        "parameters": 1792,
        "multiplications": 86704128,
        "additions": 86704128,
        "activations": 3211264,
        "receptive_field": {"start": [-1, -1], "end": [1, 1], "size": [3, 3], "stride": [1, 1]},
    }
    operations = {"multiplications": 15470264320, "additions": 15470264320}
    assert found["totals"] == {"parameters": 138357544, **operations, "activations": 28701160}


def test_network_groups_thousands_for_people_only(exgen: Runner) -> None:
    out = exgen("network", "vgg16").out
    assert out.splitlines()[0] == "input (3, 224, 224)"
    assert out.splitlines()[1].endswith(": 212 x 212 inputs, 32*i-90 : 32*i+121 x 32*j-90 : 32*j+121")
    (total,) = [line for line in out.splitlines() if line.split()[:1] == ["total"]]
    assert total.split() == ["total", "138,357,544", "15,470,264,320", "15,470,264,320"]
    assert "  multiply-adds (ResNet paper, torchvision): 15,470,264,320, 15.47 G" in out.splitlines()
    assert "  multiply-adds, biases too (torchinfo): 15,483,821,032, 15.48 G" in out.splitlines()
    assert "1.3" not in out
    assert "e+" not in out


def numbers_of(line: str) -> list[int]:
    """The whole numbers at the end of a line of a table."""
    return [int(word.replace(",", "")) for word in line.split() if word.replace(",", "").isdigit()]


@pytest.mark.parametrize(("options", "columns"), [((), 3), (("--memory",), 4)])
@pytest.mark.parametrize("name", ["vgg11", "resnet18"])
def test_the_totals_of_network_add_the_printed_columns(
    exgen: Runner, name: str, options: tuple[str, ...], columns: int
) -> None:
    lines = exgen("network", name, *options).out.splitlines()
    first, last = [index for index, line in enumerate(lines) if line.startswith("--")]
    rows = [numbers_of(line)[-columns:] for line in lines[first + 1 : last]]
    assert [sum(column) for column in zip(*rows, strict=True)] == numbers_of(lines[last + 1])


def test_network_shows_what_a_layer_reads_where_branches_meet_and_leave(exgen: Runner) -> None:
    text = "Residual(ReLU; shortcut: Conv2d(3, 3, 1)); Concat(Identity, Conv2d(3, 2, 1)); ReLU"
    lines = exgen("network", text, "--input", "3x4x4").out.splitlines()
    rows = [line.split("  ") for line in lines if line[:1].isdigit()]
    reads = [[part.strip() for part in row if part.strip()][2] for row in rows]
    assert lines[3].split()[:3] == ["#", "layer", "reads"]
    assert reads == ["(3, 4, 4)", "input", "1, 2", "(2, 4, 4)", "3, 4", "(5, 4, 4)"]
    assert "reads" not in exgen("network", "ReLU; ReLU", "--input", "3x4x4").out


def test_network_shows_receptive_fields_in_the_place_of_operations(exgen: Runner) -> None:
    out = exgen("network", "Conv2d(3, 8, (3, 1)); Conv2d(8, 8, 3, stride=2); Flatten", "--input", "3x9x9",
                "--receptive-field").out  # fmt: skip
    assert "multiplications" not in out
    rows = [" ".join(line.split()) for line in out.splitlines()[4:]]
    assert rows[0].endswith("(8, 7, 9) 3 x 1 i : i+2 x j : j")
    assert rows[1].endswith("(8, 3, 4) 5 x 3 2*i : 2*i+4 x 2*j : 2*j+2")
    assert rows[2] == "3 Flatten() (96) -"


def test_network_derives_one_row(exgen: Runner) -> None:
    out = exgen("network", "Conv2d(3, 16, 5, stride=2); ReLU", "--input", "3x33x33", "--where", "1").out
    assert "reads (3, 33, 33) from the input" in out
    assert "weights: w = C_in · K_h · K_w · C_out = 3 · 5 · 5 · 16 = 1200" in out
    assert "receptive field =" not in out
    out = exgen("network", "Conv2d(3, 16, 5, stride=2); ReLU", "--input", "3x33x33", "--where", "2",
                "--receptive-field").out  # fmt: skip
    assert "output shape = (16, 15, 15)\n    as it arrives" in out
    assert "receptive field = 5 x 5 inputs, 2*i : 2*i+4 x 2*j : 2*j+4\n    as it arrives" in out
    found = exgen("network", "Linear(3, 2)", "--input", "3", "--where", "1", "--json").json["where"]
    assert found["parameters"]["value"] == [8]
    assert exgen("network", "ReLU", "--input", "3", "--where", "2").err == (
        "exgen: network: there is no layer 2; allowed: 1 to 1\n"
    )


def test_network_gives_formulas_for_an_input_of_any_size(exgen: Runner) -> None:
    out = exgen("network", "vgg11", "--symbolic").out
    assert "input (3, H, W)" in out
    assert "H2 = ⌊H1/2⌋ = ⌊H/4⌋" in out
    assert "138,357,544" not in out
    assert "132,863,336" in out
    found = exgen("network", "Conv2d(3, C, K)", "--input", "(3, H, 9)", "--symbolic", "--json").json
    assert found["rows"][0]["output_shape"] == ["C", "H - K + 1", "10 - K"]
    assert exgen("network", "Conv2d(3, C, K)", "--input", "3x9x9").err == (
        "exgen: layer 1, Conv2d(3, C, kernel_size=K): C and K have no values here; write numbers in their place, or "
        "keep letters with --symbolic\n"
    )
    assert "leave --symbolic out" in exgen("network", "-", "--symbolic", stdin=b"").err
    assert 'did you mean "False"?' in exgen("network", "Conv2d(3, 8, 3, bias=no)", "--input", "3x9x9", "--symbolic").err


@pytest.mark.parametrize("input", ["3x8x8", "3,8,8", "(3, 8, 8)"])
def test_network_takes_text_and_files(exgen: Runner, tmp_path: Path, input: str) -> None:
    path = tmp_path / "net.txt"
    path.write_text("Conv2d(3, 4, 3)\nReLU()\n", encoding="utf-8")
    by_file = exgen("network", path, "--input", input, "--json").json
    by_text = exgen("network", "Conv2d(3, 4, 3); nn.ReLU()", "--input", input, "--json").json
    assert by_file == by_text
    assert by_text["totals"]["parameters"] == 112


def test_network_reads_lines_of_requests(exgen: Runner) -> None:
    lines = b'{"network": "vgg16"}\n{"network": "vgg61"}\n{"network": "Linear(2, 1)", "input": [2]}\n'
    first, second, third = exgen("network", "-", stdin=lines).lines
    assert first["totals"]["parameters"] == 138357544
    assert "did you mean" in second["error"]
    assert third["totals"]["parameters"] == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["Conv2D(3, 4, 3)", "--input", "3x8x8"],
            'layer 1, Conv2D(3, 4, 3): unknown layer "Conv2D"; did you mean "Conv2d"?',
        ),
        (["Conv2d(3, 4, 3)", "--input", "3x2x2"], "output height"),
        (["Conv2d(3, 4, 3)"], "input is missing"),
        (["Conv2d(3, 4, 3)", "--input", "many"], "many"),
        (["-", "--input", "3x8x8"], "leave --input out"),
    ],
)
def test_network_tells_in_clear_lines_what_it_cannot_use(exgen: Runner, arguments: list[str], words: str) -> None:
    result = exgen("network", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


# compare and diagnose


def test_compare_answers_line_by_line_and_goes_on_behind_errors(exgen: Runner) -> None:
    lines = (
        '\ufeff{"kind": "integer", "key": "100416", "response": "(32*7*7 + 1)*64"}\r\n'
        "\n"
        '{"kind": "set", "key": "{52, 53, 54}", "response": "52–53"}\n'
        '{"kind": "text", "key": "", "response": "Ålesund \\ud800"}\n'
        '{"kind": "integer", "key": "5", "response": "five?"}'
    )
    result = exgen("compare", "-", stdin=lines.encode())
    assert (result.code, result.err) == (0, "")
    first, empty, part, text, invalid = result.lines
    assert first == {"verdict": "correct", "score": 1, "read_as": "100416", "reason": ""}
    assert list(empty) == ["error"]
    assert (part["verdict"], part["score"]) == ("partial", "2/3")
    assert (text["verdict"], text["score"]) == ("ungraded", None)
    assert "Ålesund" in result.out
    assert (invalid["verdict"], invalid["score"]) == ("invalid", None)


def test_a_line_that_is_no_utf8_is_an_error_of_its_own(exgen: Runner) -> None:
    broken, whole = exgen("compare", "-", stdin=b'\xff\n{"kind": "integer", "key": "5", "response": "5"}\n').lines
    assert broken == {"error": "this is no UTF-8 text"}
    assert whole["verdict"] == "correct"


def test_lines_of_requests_open_no_file(exgen: Runner, tmp_path: Path) -> None:
    path = tmp_path / "net.txt"
    path.write_text("Flatten; secret", encoding="utf-8")
    asked = {"network": str(path), "input": [1, 2, 2], "quantity": "parameters", "response": 5}
    for command in ("network", "diagnose"):
        (answer,) = exgen(command, "-", stdin=json.dumps(asked).encode()).lines
        assert "is no known network" in answer["error"]
        assert "secret" not in answer["error"]


def test_the_deepest_network_there_may_be_is_reported_and_the_next_line_too(exgen: Runner) -> None:
    asked = {"network": "2000 * Conv2d(3, 3, 1)", "input": [3, 9, 9], "quantity": "parameters", "response": 24000}
    first, second = exgen("diagnose", "-", stdin=(json.dumps(asked) + "\n{}").encode()).lines
    assert (first["verdict"], first["key"]) == ("correct", 24000)
    assert "missing" in second["error"]
    report = exgen("network", str(asked["network"]), "--input", "3x9x9", "--json")
    assert report.json["totals"]["parameters"] == 24000


def test_nothing_on_standard_input_gives_nothing(exgen: Runner) -> None:
    assert (exgen("compare", "-").out, exgen("diagnose", "-").out) == ("", "")


def test_diagnose_names_the_mistake_of_each_line(exgen: Runner) -> None:
    request = {"network": "Conv2d(32, 64, 7, stride=3)", "input": [32, 19, 19], "quantity": "multiplications"}
    lines = [{**request, "response": response} for response in (2510400, 2508800)] + [{**request, "quantity": "memory"}]
    result = exgen("diagnose", "-", stdin="\n".join(map(json.dumps, lines)).encode())
    wrong, right, refused = result.lines
    assert (wrong["verdict"], wrong["key"]) == ("incorrect", 2508800)
    assert [mistake["id"] for mistake in wrong["misconceptions"]] == ["bias_counted_as_multiplication"]
    assert right == {"verdict": "correct", "key": 2508800, "misconceptions": []}
    assert "response is missing" in refused["error"]


# audit


def test_audit_finds_the_wrong_answers_of_the_first_sheet(exgen: Runner) -> None:
    found = exgen("audit", "in3310_week5", "--json").json
    items = {item["id"]: item for item in found["items"]}
    wrong = {id for id, item in items.items() if item["verdict"] != "correct"}
    assert wrong == {
        "output_size/size",
        "operations/multiplications_per_output",
        "operations/multiplications",
        "operations/additions_per_output",
        "operations/additions",
    }
    assert (found["wrong"], found["of"]) == (5, len(items))
    assert items["operations/multiplications"]["carried_from"] == "operations/multiplications_per_output"
    fields = ["bank", "id", "published", "key", "verdict", "status", "misconceptions", "carried_from"]
    assert list(items["output_size/size"]) == fields


def test_audit_ends_with_the_number_of_wrong_answers(exgen: Runner) -> None:
    out = exgen("audit", "in3310_week5").out
    assert out.splitlines()[-1] == "5 of 13 printed answers are wrong"
    assert "follows from operations/multiplications_per_output" in out
    assert "The bias was counted as a multiplication" in out


def test_an_answer_that_depends_on_a_convention_says_so_and_is_not_called_wrong(exgen: Runner) -> None:
    result = exgen("audit", "section09")
    assert "depends on a convention" in result.out
    assert result.out.splitlines()[-1] == "1 of 21 printed answers is wrong"


def test_audit_exits_with_1_only_where_it_is_strict(exgen: Runner) -> None:
    assert exgen("audit", "in3310_week5").code == 0
    assert exgen("audit", "in3310_week5", "--strict").code == 1
    assert exgen("audit", "in3310_week5", "--strict", "--json").code == 1


def test_audit_of_an_unknown_bank_is_an_input_error(exgen: Runner) -> None:
    result = exgen("audit", "in3310_week6", "--strict")
    assert result.code == 2
    assert result.err == 'exgen: there is no question bank "in3310_week6"; did you mean "in3310_week5"?\n'


# lint


def test_lint_exits_with_0_where_all_is_well(exgen: Runner) -> None:
    result = exgen("lint", SIZE, "--variants", "2")
    assert result.code == 0
    assert result.out.splitlines()[-1] == "no problems"


def test_lint_exits_with_1_and_tells_each_problem(exgen: Runner, place: Path) -> None:
    examples = place / "templates/own/size/examples.toml"
    examples.write_text(examples.read_text(encoding="utf-8").replace("(26, 28)", "(26, 29)"), encoding="utf-8")
    result = exgen("lint", "own/size", "--variants", "1", "--library", place)
    assert result.code == 1
    assert "found (26, 29); the key is (26, 28)" in result.out
    found = exgen("lint", "own/size", "--variants", "1", "--library", place, "--json")
    assert found.code == 1
    assert found.json["problems"] == len(found.json["findings"][0]["problems"]) > 0


def test_lint_of_a_name_that_nothing_has_is_an_input_error(exgen: Runner) -> None:
    result = exgen("lint", "parameters/vvg")
    assert (result.code, result.out) == (2, "")
    assert 'did you mean "parameters/vgg"?' in result.err


def test_lint_says_when_it_cannot_try_the_texts_on_a_page(exgen: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exgen.cli.commands.find_spec", lambda _: None)
    result = exgen("lint", "parameters/vgg", "--variants", "1")
    assert result.code == 0
    assert "Not tried" in result.out


# sheet and check


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """The sheets of a class, with the numbers as published, and a file of responses."""
    folder = tmp_path_factory.mktemp("class") / "week5"
    roster = checkout / "examples/roster.csv"
    arguments = ["sheet", "in3310_week5", "--roster", roster, "--out", folder, "--as-published", "--no-solutions"]
    assert main([*map(str, arguments), "--pdf-engine", "typst", "--seed", "5"]) == 0
    rows = ['ada,1,"(26, 28)"', "ada,2,52 to 54", "ada,6a,1569", 'ada,6d,"2,510,400"', "ada,5,65.664", "chen,4,many"]
    (folder.parent / "responses.csv").write_text("\n".join(["student,question,response", *rows, ""]), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_sheet_writes_what_was_asked_for_and_says_where(exgen: Runner, tmp_path: Path) -> None:
    result = exgen("sheet", "section09", "--out", tmp_path / "s", "--seed", "8", "--pdf-engine", "typst")
    assert (result.code, result.err) == (0, "")
    assert "1 sheet of Section 09" in result.out
    assert "seed         8" in result.out
    assert str(tmp_path / "s/students") in result.out
    assert {path.name for path in (tmp_path / "s/students").iterdir()} == {"sheet.tex", "sheet.pdf", "figures"}
    assert read_manifest(tmp_path / "s").seed == 8


@pytest.mark.slow
def test_options_of_sheet_reach_the_sheet(class_folder: Path) -> None:
    manifest = read_manifest(class_folder)
    assert (manifest.seed, manifest.as_published) == (5, True)
    assert {student.id for student in manifest.students} == {"ada", "bjorn", "chen", "dara"}
    assert not list(class_folder.glob("teacher/solutions/*"))


@pytest.mark.slow
def test_check_prints_outcomes_by_student(exgen: Runner, class_folder: Path) -> None:
    result = exgen("check", class_folder, class_folder.parent / "responses.csv", "--json")
    ada, chen = result.json
    assert list(ada) == ["student", "name", "points", "possible", "outcomes"]
    outcomes = {outcome["question"]: outcome for outcome in ada["outcomes"]}
    assert outcomes["1"]["verdict"] == "correct"
    assert (outcomes["6a"]["verdict"], outcomes["6a"]["points"]) == ("incorrect", "0")
    assert (outcomes["6d"]["follows"], outcomes["6d"]["points"]) == (["6a"], outcomes["6d"]["possible"])
    assert {outcome["question"]: outcome["verdict"] for outcome in chen["outcomes"]}["4"] == "invalid"


@pytest.mark.slow
def test_check_shows_people_the_mistake_and_what_follows(exgen: Runner, class_folder: Path) -> None:
    out = exgen("check", class_folder, class_folder.parent / "responses.csv").out
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "Ada Brekke (ada)"
    assert "The bias was counted as a multiplication: it is only added." in lines
    assert "follows from your 6a: full points" in lines
    assert "read as {52, 53, 54}" in lines
    assert any(line.split()[:1] == ["total"] for line in lines)
    assert lines[-1] == "No responses: bjorn, dara"


@pytest.mark.slow
@pytest.mark.parametrize("place", ["", "teacher", "teacher/manifest.json", "students/ada.pdf"])
def test_check_finds_the_sheet_from_each_of_its_places(exgen: Runner, class_folder: Path, place: str) -> None:
    assert exgen("check", class_folder / place, class_folder.parent / "responses.csv").code == 0


@pytest.mark.slow
def test_check_tells_all_that_is_wrong_with_a_file_of_responses(
    exgen: Runner, class_folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "r.csv"
    path.write_text("student,question,response\nadda,1,2\nada,1b,2\nada,1,2\nada,1,3\n", encoding="utf-8")
    result = exgen("check", class_folder, path)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 3
    assert 'did you mean "ada"?' in result.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "no/such", "r.csv"], "no sheet is here"),
        (["sheet", "in3310_week6"], 'did you mean "in3310_week5"?'),
        (["sheet", "in3310_week5", "--roster", "no/such.csv"], "no/such.csv"),
        (["sheet", "in3310_week5", "--id-column", "SID"], "--id-column and --name-column are about a roster"),
        (["sheet", "in3310_week5", "--roster", "examples/roster.csv", "--name-column", "nam"], 'did you mean "name"?'),
    ],
)
def test_what_is_not_there_is_an_input_error(exgen: Runner, arguments: list[str], words: str) -> None:
    result = exgen(*arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
