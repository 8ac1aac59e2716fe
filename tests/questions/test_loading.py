from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from exgen.errors import TemplateError
from exgen.expressions import read
from exgen.questions import (
    Choices,
    Derived,
    Library,
    NetworkSource,
    Range,
    Template,
    template_from_folder,
    template_from_sources,
)

Sources = dict[str, str]
Problems = Callable[[Sources], tuple[str, ...]]

H = "{ from = 24, to = 128, step = 2 }"
K = "[3, 5, 7]"
LAYERS = 'layers = "Conv2d(3, 16, K, stride=S, padding=P)"'
KIND = 'kind     = "integer"'
VALUE = 'value    = "network.output_shape[1]"'
RUBRIC = 'rubric = "1 point: the same kernel is used at every position."'
FORMS = "a parameter has from and to (and step), or one_of, or matrix, or is"
MATRIX = "a matrix has rows of equal length, such as [[2, 0], [1, 1/2]]"
FORMS_AT_ALL = "a parameter is a whole number, a text, a matrix, or a table with from and to, one_of, matrix, or is"
POINTS = 'points are a number above 0, such as 2, 0.5 or "1/2"'


def test_a_template_is_read_whole(library: Library) -> None:
    template = library.template("convolution/output_size")
    assert (template.name, template.title) == ("convolution/output_size", "Output size of a convolution")
    assert (template.topics, template.source) == (("convolution", "shapes"), "made for these tests")
    assert dict(template.parameters) == {
        "H": Range(24, 128, 2),
        "K": Choices((3, 5, 7)),
        "S": Choices((1, 2, 3)),
        "P": Range(0, 3),
        "N": Derived(read("H * H"), "H * H"),
    }
    assert template.drawn_parameters == ("H", "K", "S", "P")
    assert dict(template.symbols) == {"C_in": "number of input channels"}
    assert dict(template.constraints) == {"padding_below_kernel": read("P < K")}
    assert dict(template.networks) == {
        "network": NetworkSource("network", "(3, H, H)", "Conv2d(3, 16, K, stride=S, padding=P)", None, "B", "network")
    }
    assert template.points == 4
    assert template.statement.startswith("The input has << H >> rows")
    assert template.solution == "The output has << height >> rows.\n"


def test_answers_are_read_with_their_formulas_and_options(library: Library) -> None:
    height, positions, rows, why = library.template("convolution/output_size").answers
    assert (height.name, height.kind, height.value) == ("height", "integer", read("network.output_shape[1]"))
    assert height.separate == ("plus_one_dropped", "padding_forgotten")
    assert (positions.points, positions.follows) == (Fraction(1, 2), read("height * height"))
    assert dict(positions.options) == {"units": ["positions"]}
    assert (rows.each, rows.value) == (read("network.layers"), read("layer.parameters"))
    assert (why.value, why.points, why.rubric) == (None, Fraction(3, 2), RUBRIC[10:-1])


def test_examples_are_read(library: Library) -> None:
    (example,) = library.template("convolution/output_size").examples
    assert dict(example.parameters) == {"H": 78, "K": 5, "S": 3, "P": 2}
    assert dict(example.keys) == {"height": "26", "rows": ("1216",)}
    assert [(row.answer, row.verdict, row.misconception) for row in example.responses] == [
        ("height", "correct", None),
        ("height", "incorrect", "plus_one_dropped"),
        ("rows.row1", "incorrect", "bias_forgotten"),
    ]


def test_a_template_is_the_same_from_its_sources(library: Library) -> None:
    template = library.template("convolution/output_size")
    again = template_from_sources(template.name, template.sources, "manifest.json")
    assert again.digest == template.digest
    assert (again.answers, again.parameters) == (template.answers, template.parameters)
    assert again.folder is None


def test_the_digest_changes_with_every_file(sources: Sources) -> None:
    digests = {template_from_sources("t", sources, "T").digest}
    for file in sources:
        digests.add(template_from_sources("t", {**sources, file: sources[file] + "\n"}, "T").digest)
    assert len(digests) == 5


@pytest.mark.parametrize(
    ("found", "replacement", "expected"),
    [
        # the file
        (H, "{{", ["line 6, column 6: this is not TOML: *"]),
        ("title ", "titel ", ["title: missing", 'titel: unknown key; did you mean "title"?']),
        ("title ", "schema_version = 2\ntitle ", ["schema_version: found 2; allowed: 1"]),
        ('title  = "Output', 'title  = "\\u0007', ['title: found "\x07 size of a convolution"; '
            "the character U+0007 cannot be printed"]),
        ('title  = "Output', 'title  = "\\n', ['title: found "\n size of a convolution"; one line of text is needed']),
        ('["convolution", "shapes"]', '"x"', ['topics: found "x"; a list is needed']),
        ('["convolution", "shapes"]', '["", 1]', ['topics.#1: found ""; a text is needed',
            "topics.#2: found 1; a text is needed"]),
        # parameters
        (H, "{ frm = 24, to = 128 }", ['parameters.H.frm: unknown key; did you mean "from"?']),
        (H, "{ from = 24.5, to = 128 }", ["parameters.H.from: found 24.5; a whole number is needed"]),
        (H, "{ from = 9, to = 8 }", ["parameters.H: found from = 9 and to = 8; to cannot be below from"]),
        (H, "{ from = 8, to = 9, step = 0 }", ["parameters.H: found step = 0; it is 1 or more"]),
        (H, "{ from = 24, one_of = [3] }", [f"parameters.H: found from, one_of; {FORMS}"]),
        (H, "{ from = 24 }", [f"parameters.H: found from; {FORMS}"]),
        (H, '{ one_of = [1], is = "S" }', [f"parameters.H: found one_of, is; {FORMS}"]),
        (H, "{ }", [f"parameters.H: found nothing; {FORMS}"]),
        (H, "true", [f"parameters.H: found true; {FORMS_AT_ALL}"]),
        (H, "0.5", [f"parameters.H: found 0.5; {FORMS_AT_ALL}"]),
        (H, "[1, 2]", [f"parameters.H: found a list; {MATRIX}"]),
        (H, "[[1, 2], [3]]", [f"parameters.H: found a list; row 2 has 1 entry, and row 1 has 2; {MATRIX}"]),
        (H, '"[[1, x]]"', ['parameters.H.one_of.#1: found "[[1, x]]"; the entry in row 1, column 2 is "x"; '
            "a whole number or a fraction such as 1/2 is needed"]),
        (H, "{ matrix = { rows = 2 } }", ["parameters.H.matrix.columns: missing", "parameters.H.matrix.from: missing",
            "parameters.H.matrix.to: missing"]),
        (H, "{ matrix = { rows = 13, columns = 0, from = 2, to = 3 } }", [
            "parameters.H.matrix.rows: found 13; a matrix has from 1 to 12 rows and columns",
            "parameters.H.matrix.columns: found 0; a matrix has from 1 to 12 rows and columns"]),
        (H, "{ matrix = { rows = 1, columns = 1, from = 2, to = 1 } }", [
            "parameters.H.matrix: found from = 2 and to = 1; to cannot be below from"]),
        (H, "{ from = 1, matrix = { rows = 1, columns = 1, from = 2, to = 3 } }", [
            f"parameters.H: found from, matrix; {FORMS}"]),
        (K, "[]", ["parameters.K: found an empty one_of; at least one value is needed"]),
        (K, "[3, 5, 3]", ["parameters.K: found 3 twice in one_of; each value is listed once"]),
        (K, "[3.0, true]", ["parameters.K.one_of.#1: found 3.0; a whole number or a text is needed",
            "parameters.K.one_of.#2: found true; a whole number or a text is needed"]),
        (K, "[1000000000000000000]", ["parameters.K.one_of.#1: found 1000000000000000000; "
            "a whole number has at most 18 digits"]),
        ('"H * H"', '"H * "', ['parameters.N.is: "H * ": the formula ends behind "*", where a number, a name or a '
            "bracket is needed (column 4)"]),
        ('"H * H"', '"H * KK"', ['parameters.N.is: "H * KK": nothing is called KK; did you mean "K"?']),
        ('"H * H"', '"N + 1"', ["parameters.N.is: N depends on itself"]),
        ('N = { is = "H * H" }', 'N = { is = "M" }\nM = { is = "N" }', ["parameters.N.is: N and M depend on each "
            "other"]),
        # names
        ("C_in =", "H =", ["symbols.H: H is the name of parameters.H too; choose another name for one of them"]),
        ("C_in =", "height =", ["answers.height: height is the name of symbols.height too; choose another name for "
            "one of them"]),
        ("C_in =", "floor =", ["symbols.floor: floor is a function of formulas; choose another name"]),
        ("C_in =", '"a b" =', ['symbols.a b: "a b" is no name; a name is letters and digits, a letter first, with '
            "single underscores between them"]),
        ('batch  = "B"', 'batch  = "height"', ["answers.height: height is the name of network.batch too; "
            "choose another name for one of them"]),
        ('batch  = "B"', 'batch  = "2*Q"', ['network.batch: "Q" is no parameter and no symbol; allowed: '
            "C_in, H, K, N, P, S"]),
        ('batch  = "B"', 'batch  = "0"', ["network.batch: found 0; a batch has 1 example or more"]),
        ('batch  = "B"', 'batch  = "B"\nprecision = "flaot32"', ['network.precision: "flaot32" is no type of '
            'numbers, no parameter, and no number of bytes from 1; did you mean "float32"?']),
        ('name    = "positions"', 'name    = "height"', ["answers.#2: height is the name of answers.#1 too; choose "
            "another name for one of them"]),
        # constraints
        ("P < K", "P < KK", ['constraints.padding_below_kernel: "P < KK": nothing is called KK; did you mean "K"?']),
        ("P < K", "P < C_in", ['constraints.padding_below_kernel: "P < C_in": C_in is a symbol, and has no value']),
        # networks
        ("[network]", "[netwrk]", ['netwrk: unknown key; did you mean "network"?']),
        ("[network]", "[networks.H]", ["networks.H: H is the name of parameters.H too; choose another name for one of "
            "them", 'answers.height.value: "network.output_shape[1]": nothing is called network; allowed: *',
            'answers.positions.value: "network.layers[0].positions": *', 'answers.rows.each: "network.layers": *',
            'statement.md: line 3: nothing is called "network" here; allowed: *']),
        ("[network]", '[networks.a]\ninput = "3"\nlayers = "ReLU"\n[network]', ["networks: found [network] too; write "
            "[network] for one, [networks.NAME] for several"]),
        (LAYERS, "", ["network: found neither of layers and architecture; one of them is needed"]),
        (LAYERS, LAYERS + '\narchitecture = "K"', ["network: found both of layers and architecture; one of them is "
            "needed"]),
        (LAYERS, 'architecture = "k"', ['network.architecture: "k" is no parameter; did you mean "K"?']),
        # answers
        (KIND, 'kind = "integr"', ['answers.height.kind: there is no answer kind "integr"; did you mean "integer"?']),
        (KIND, KIND + '\naccept = "any"', ['answers.height: integer: unknown option "accept"; allowed: '
            "evaluated, units"]),
        (KIND, KIND + "\naccept = 2", ['answers.height.accept: found 2; "all", "any" or { at_least = 2 } is needed']),
        (KIND, KIND + "\nindex = 2", ['answers.height.index: found 2; a name such as "i" is needed, or a list with one '
            "for each axis"]),
        (KIND, 'kind = "number"\nsignificant = 0', ["answers.height: number: significant must be an integer from 1 to "
            "30; found 0"]),
        (KIND, 'kind = "shape"\npartial = 1', ["answers.height.partial: found 1; true or false is needed"]),
        (KIND, KIND + "\nunits = [3]", ["answers.height.units.#1: found 3; a text is needed"]),
        (KIND, KIND + '\nunit = "px"', ['answers.height.unit: unknown key; did you mean "units"?']),
        (KIND, KIND + '\nrubric = "x"', ["answers.height.rubric: the kind integer is graded by its key; a rubric is "
            "for kind text"]),
        (KIND, KIND + "\npoints = 0", [f"answers.height.points: found 0; {POINTS}"]),
        (KIND, KIND + '\npoints = "1/0"', [f'answers.height.points: found "1/0"; {POINTS}']),
        (KIND, KIND + "\npoints = 1e3", [f"answers.height.points: found 1000.0; {POINTS}"]),
        (KIND, KIND + "\npoints = -1", [f"answers.height.points: found -1; {POINTS}"]),
        (VALUE, "", ["answers.height.value: missing; the kind integer needs the formula of its key"]),
        (VALUE, 'value = "positions"', ['answers.height.value: "positions": positions is no earlier answer; only those '
            "can be used"]),
        (VALUE, 'value = "layer.parameters"', ['answers.height.value: "layer.parameters": layer is known only in an '
            "answer with each"]),
        (VALUE, 'value = "netwrk.weights"', ['answers.height.value: "netwrk.weights": nothing is called netwrk; did '
            'you mean "network"?']),
        ('"plus_one_dropped"', '"plus_one_droped"', ['answers.height.separate: there is no mistake "plus_one_droped"; '
            'did you mean "plus_one_dropped"?']),
        (RUBRIC, "", ["answers.why.rubric: missing; the kind text has no key, a person grades it by the rubric"]),
        (RUBRIC, RUBRIC + '\nvalue = "1"\neach = "network.layers"', ["answers.why.value: the kind text has no key; it "
            "has a rubric instead", "answers.why.each: the kind text has no key; it has a rubric instead"]),
        ('ask     = "Positions', 'ask     = "<< HH >>', ['answers.positions.ask: line 1: nothing is called "HH" here; '
            'did you mean "H"?']),
        (RUBRIC, 'rubric = "<% include x %>"', ['answers.why.rubric: line 1: "include" is not allowed in a '
            "statement; *"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_question_toml_is_said_with_its_place(
    sources: Sources, problems: Problems, found: str, replacement: str, expected: list[str]
) -> None:
    assert found in sources["question.toml"]
    sources["question.toml"] = sources["question.toml"].replace(found, replacement, 1)
    lines = [line.removeprefix("T/question.toml: ").removeprefix("T/") for line in problems(sources)]
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert line == start or (start.endswith("*") and line.startswith(start[:-1])), line


@pytest.mark.parametrize(
    ("file", "found", "replacement", "expected"),
    [
        ("statement.md", "<< H >>", "<< HH >>", 'statement.md: line 1: nothing is called "HH" here; did you mean "H"?'),
        ("statement.md", "<< H >>", "<< height >>", 'statement.md: line 1: nothing is called "height" here; *'),
        ("statement.md", "<% endif %>", "", "statement.md: line 10: this cannot be read: unexpected end of *"),
        ("solution.md", "height", "heigth", 'solution.md: line 1: nothing is called "heigth" here; did you mean '
            '"height"?'),
        ("examples.toml", "H = 78", "h = 78", 'examples.toml: examples.#1.parameters.h: no such parameter; did you '
            'mean "H"?'),
        ("examples.toml", "H = 78", "H = '78'", 'examples.toml: examples.#1.parameters.H: found "78"; a whole number '
            "is needed (24 to 128 in steps of 2 when drawn)"),
        ("examples.toml", "height =", "size =", "examples.toml: examples.#1.keys.size: no such answer; allowed: *"),
        ("examples.toml", '["1216"]', '"1216"', "examples.toml: examples.#1.keys.rows: the key is a list of texts, one "
            "for each row"),
        ("examples.toml", '"26",', '["26"],', "examples.toml: examples.#1.keys.height: the key is a text"),
        ("examples.toml", '"26",', "26,", 'examples.toml: examples.#1.keys.height: found 26; an answer is written as '
            'text, such as "(25, 28)", or as a list of texts'),
        ("examples.toml", '"rows.row1"', '"rows"', 'examples.toml: examples.#1.responses.#3.answer: found "rows"; '
            "a row, as in rows.row1, is needed"),
        ("examples.toml", '"height", response', '"height.row1", response', "examples.toml: examples.#1.responses.#1."
            'answer: found "height.row1"; no row is needed'),
        ("examples.toml", '"rows.row1"', '"row.row1"', 'examples.toml: examples.#1.responses.#3.answer: "row" is no '
            'answer; did you mean "rows"?'),
        ("examples.toml", '"correct"', '"right"', 'examples.toml: examples.#1.responses.#1.verdict: found "right"; '
            "allowed: correct, partial, incorrect, invalid or ungraded"),
        ("examples.toml", '"plus_one_dropped"', '"plus_one"', 'examples.toml: examples.#1.responses.#2.misconception: '
            'there is no mistake "plus_one"; did you mean "plus_one_dropped"?'),
        ("examples.toml", "[[examples]]", "[[example]]", "examples.toml: example: unknown key; did you mean "
            '"examples"?'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_other_files_is_said_with_its_place(
    sources: Sources, problems: Problems, file: str, found: str, replacement: str, expected: str
) -> None:
    assert found in sources[file]
    sources[file] = sources[file].replace(found, replacement, 1)
    (line,) = problems(sources)
    assert line == f"T/{expected}" or (expected.endswith("*") and line.startswith(f"T/{expected[:-1]}")), line


def test_problems_of_all_files_are_reported_at_once(problems: Problems) -> None:
    sources = {"question.toml": "titel = 1\nanswers = []", "statement.md": "", "examples.toml": "x = ", "notes": ""}
    assert [line.split(": ")[0] for line in problems(sources)] == [
        "T/notes",
        *["T/question.toml"] * 3,
        "T/examples.toml",
        "T/statement.md",
    ]


def test_missing_and_empty_files_are_errors(sources: Sources, problems: Problems) -> None:
    needed = "missing; a question template needs question.toml and statement.md"
    assert problems({**sources, "statement.md": " \n"}) == ("T/statement.md: there is no text in it",)
    assert problems({"statement.md": "x"}) == (f"T/question.toml: {needed}",)
    assert problems({"statement.md": "x", "examples.toml": "a = 1"}) == (
        f"T/question.toml: {needed}",
        "T/examples.toml: a: unknown key; allowed: examples, schema_version",
    )
    del sources["statement.md"]
    assert problems(sources) == (f"T/statement.md: {needed}",)


def test_a_scalar_is_a_fixed_value(question: Callable[[str], Template]) -> None:
    template = question('[parameters]\nH = 5\nname = "vgg16"')
    assert dict(template.parameters) == {"H": Choices((5,)), "name": Choices(("vgg16",))}


def test_steps_of_a_range_may_be_one(question: Callable[[str], Template]) -> None:
    assert question("[parameters]\nH = { from = 3, to = 3, step = 1 }").parameters["H"] == Range(3, 3)


def test_several_networks_are_called_by_their_names(question: Callable[[str], Template]) -> None:
    tables = '[parameters]\nA = { one_of = ["A", "B"] }\n[networks.plain]\ninput = "3"\nlayers = "ReLU"\nbatch = "N"\n'
    tables += '[networks.deep]\ninput = "3"\narchitecture = "A"\nbatch = "N"\n'
    tables += '[[answers]]\nname = "n"\nkind = "integer"\nask = "?"\nvalue = "plain.weights + deep.weights"\n'
    template = question(tables)
    assert list(template.networks) == ["plain", "deep"]
    assert template.networks["deep"].architecture == "A"


def test_the_symbols_of_a_template_are_those_of_its_formulas(question: Callable[[str], Template]) -> None:
    tables = '[symbols]\nM1 = "height"\nM2 = "width"\n'
    answer = '[[answers]]\nname = "{}"\nkind = "expression"\nask = "?"\nvalue = "M1"\n{}\n'
    template = question(tables + answer.format("all", "") + answer.format("one", 'symbols = ["M1"]'))
    assert [answer.options.get("symbols") for answer in template.answers] == [["M1", "M2"], ["M1"], None]


def test_options_are_plain_data(question: Callable[[str], Template]) -> None:
    answer = '[[answers]]\nname = "n"\nkind = "number"\nask = "?"\nvalue = "1/3"\ntolerance = { absolute = 0.001 }\n'
    assert question(answer).answers[0].options == {"tolerance": {"absolute": "1/1000"}}


def test_a_table_has_columns_instead_of_a_value(question: Callable[[str], Template]) -> None:
    with pytest.raises(TemplateError, match=r"answers.n.columns: missing; such as "):
        question('[[answers]]\nname = "n"\nkind = "table"\nask = "?"\nvalue = "1"\n')


def test_an_ordering_needs_items_and_a_direction_that_there_is(question: Callable[[str], Template]) -> None:
    answer = '[[answers]]\nname = "n"\nkind = "ordering"\nask = "?"\nvalue = \'("a", "b")\'\n'
    with pytest.raises(TemplateError, match=r"answers.n: ordering: the option items is missing"):
        question(answer)
    with pytest.raises(TemplateError, match=r'answers.n: ordering: direction must be one of "ascending", "descending"'):
        question(answer + 'items = ["a", "b"]\ndirection = "up"\n')


def test_a_choice_needs_two_choices(question: Callable[[str], Template]) -> None:
    answer = '[[answers]]\nname = "n"\nkind = "choice"\nask = "?"\nvalue = "1"\n'
    with pytest.raises(TemplateError, match=r"answers.n: choice: choices must have at least 2 texts; found 1"):
        question(answer + 'choices = ["1"]\n')


def test_a_folder_with_other_files_is_refused(tmp_path: Path, sources: Sources) -> None:
    for name, text in {**sources, "solutions.md": "", ".hidden": "", "statement.md~": ""}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as error:
        template_from_folder("t", tmp_path)
    assert str(error.value) == (
        f'{tmp_path}/solutions.md: not a file of a question template; did you mean "solution.md"?'
    )
    (tmp_path / "solutions.md").unlink()
    assert template_from_folder("t", tmp_path).folder == tmp_path


def test_a_template_reads_nothing_from_outside_its_folder(tmp_path: Path, sources: Sources) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    (tmp_path / "secret").write_text("key", encoding="utf-8")
    (folder / "question.toml").write_text(sources["question.toml"], encoding="utf-8")
    (folder / "statement.md").symlink_to(tmp_path / "secret")
    with pytest.raises(TemplateError, match=r"leads out of .* by a symbolic link"):
        template_from_folder("t", folder)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="gone: cannot be read: No such file or directory"):
        template_from_folder("t", tmp_path / "gone")
