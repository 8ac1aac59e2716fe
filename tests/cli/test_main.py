"""exgen as a process: exit codes, one line instead of a traceback, streams, what is imported."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import exgen
from exgen.cli import main
from exgen.cli.commands import COMMANDS
from exgen.errors import InputError, ProofError

PROGRAM = [sys.executable, "-c", "import sys; from exgen.cli import main; sys.exit(main())"]
CHECKOUT = Path(exgen.__file__).parents[1]


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with changes, and with output buffered as usual."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return kept | {"PYTHONPATH": str(CHECKOUT)} | dict(changes)


def run(
    arguments: Sequence[str], stdin: str = "", *, code: int = 0, changes: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment(changes or {}),
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_help_imports_nothing_but_the_parser() -> None:
    heavy = ("exgen.engine", "exgen.expressions", "jinja2", "pydantic", "rich", "sympy", "numpy", "asyncio")
    program = (
        "import sys; from exgen.cli import main; main(['--help']);"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment({})
    )
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["network", "Linear(2, 1)", "--input", "2"], ""),
        (["compare", "-"], '{"kind": "integer", "key": "5", "response": "5"}'),
    ],
)
def test_commands_for_graders_do_without_sympy_numpy_and_pandoc(arguments: list[str], stdin: str) -> None:
    program = (
        "import sys; from exgen.cli import main; main(sys.argv[1:]);"
        "print([name for name in ('sympy', 'numpy', 'pypandoc', 'pylatex', 'typst') if name in sys.modules],"
        " file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
        env=environment({}),
    )
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["nonsense"], 2, 'unknown command "nonsense"'),
        (["network", "Conv2d(3, 4)", "--input", "3x8x8"], 2, "layer 1"),
        (["audit", "in3310_week5", "--strict"], 1, ""),
        (["list"], 0, ""),
    ],
)
def test_the_process_exits_with_the_code_of_the_command(arguments: list[str], code: int, line: str) -> None:
    done = run(arguments, code=code)
    assert len(done.stderr.splitlines()) == bool(line)
    assert line in done.stderr


def test_json_is_utf8_in_every_locale() -> None:
    stdin = '{"kind": "text", "key": "", "response": "Ålesund ⌊x⌋"}\n'
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
    assert "Ålesund ⌊x⌋" in run(["compare", "-"], stdin, changes=plain).stdout


def test_letters_that_a_terminal_lacks_do_not_stop_a_command() -> None:
    latin = {"PYTHONIOENCODING": "ascii:strict"}
    out = run(["solve", "convolution/output_size_2d"], changes=latin).stdout
    assert "\\u230a" in out


@pytest.mark.skipif(os.name != "posix", reason="the shell's pipes of POSIX systems")
def test_a_reader_that_leaves_is_met_with_silence() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, "list"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False, env=environment({})
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_behind_the_output_is_told_in_a_line() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment({})
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("exgen: ")


@pytest.fixture
def compare() -> Iterator[subprocess.Popen[str]]:
    """``exgen compare -``, waiting for requests."""
    process = subprocess.Popen(
        [*PROGRAM, "compare", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({}),
        # a shell that starts the tests in the background lets them, and what they start, ignore Ctrl-C
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) if os.name == "posix" else None,
    )
    with process:
        yield process
        process.kill()


def answer_to_number(process: subprocess.Popen[str], number: int) -> str:
    """The answer to one request; "" if none comes while the process waits for more."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f'{{"kind": "integer", "key": "{number}", "response": "{number}"}}\n')
    process.stdin.flush()
    ready, _, _ = select.select([process.stdout], [], [], 20)
    return process.stdout.readline() if ready else ""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_ctrl_c_leaves_with_130_and_one_line(compare: subprocess.Popen[str]) -> None:
    assert "correct" in answer_to_number(compare, 5)
    compare.send_signal(signal.SIGINT)
    _, err = compare.communicate(timeout=30)
    assert (compare.returncode, err) == (130, "exgen: stopped\n")


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX systems")
def test_each_request_is_answered_before_the_next_is_written(compare: subprocess.Popen[str]) -> None:
    for number in range(3):
        assert f'"read_as": "{number}"' in answer_to_number(compare, number)
    compare.communicate(timeout=30)
    assert compare.returncode == 0


@pytest.mark.parametrize(
    ("error", "code", "err"),
    [
        (InputError("a: one", "b: two"), 2, "exgen: a: one\nexgen: b: two\n"),
        (ProofError("rules and oracle disagree"), 2, "exgen: rules and oracle disagree\n"),
        (KeyboardInterrupt(), 130, "exgen: stopped\n"),
        (PermissionError(13, "Permission denied", "week5"), 2, "exgen: week5: Permission denied\n"),
    ],
)
def test_what_goes_wrong_is_told_with_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, err: str
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.setitem(COMMANDS, "list", fail)
    monkeypatch.setattr("exgen.cli._leave_stdout", lambda: None)
    assert main(["list"]) == code
    assert capsys.readouterr().err == err


def test_a_bug_is_not_dressed_up_as_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise ValueError("a bug")

    monkeypatch.setitem(COMMANDS, "list", fail)
    with pytest.raises(ValueError, match="a bug"):
        main(["list"])
