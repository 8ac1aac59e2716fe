"""What is built and installed from this checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import exgen


def built(kind: str, checkout: Path, folder: Path) -> Path:
    """The wheel or sdist of a checkout, built into a folder; nothing is fetched."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)],
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    (distribution,) = folder.iterdir()
    return distribution


def files_in(folder: Path) -> set[str]:
    """Paths of a folder's files, relative to it, without caches and hidden files."""
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix() for path in paths if "__pycache__" not in path.parts and path.name[0] != "."}


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", checkout, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def requirements(checkout: Path) -> list[Requirement]:
    """All that pyproject.toml asks for, extras and the developers' tools included."""
    table = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    project = table["project"]
    groups = [*project["optional-dependencies"].values(), *table["dependency-groups"].values()]
    return [Requirement(text) for group in (project["dependencies"], *groups) for text in group]


@pytest.fixture(scope="module")
def lock(checkout: Path) -> str:
    return (checkout / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("exgen", "exgen"),
        ("templates", "exgen/library/templates"),
        ("question_banks", "exgen/library/question_banks"),
        ("layouts", "exgen/library/layouts"),
    ],
)
def test_the_wheel_holds_every_file_of_code_templates_and_banks(
    wheel: Path, checkout: Path, folder: str, place: str
) -> None:
    expected = {f"{place}/{name}" for name in files_in(checkout / folder)}
    assert expected
    assert expected <= set(ZipFile(wheel).namelist())


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"exgen", f"exgen-{exgen.__version__}.dist-info"}


def test_the_wheel_says_its_types_are_to_be_trusted(wheel: Path) -> None:
    assert "exgen/py.typed" in ZipFile(wheel).namelist()


def test_a_wheel_built_from_the_sdist_holds_the_same_files(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    # extractall() has its filter from Python 3.11.4 on, and warns without one from 3.12 on.
    unpack = [sys.executable, "-m", "tarfile", "-e", str(sdist), str(tmp_path / "unpacked")]
    subprocess.run(unpack, check=True, capture_output=True)
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = built("wheel", unpacked, tmp_path / "wheel")
    assert set(ZipFile(again).namelist()) == set(ZipFile(wheel).namelist())


def test_the_sdist_can_be_set_up_and_tested(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "requirements.lock", "LICENSE", "tests/conftest.py", "examples/roster.csv"} <= names


@pytest.mark.slow
def test_a_wheel_elsewhere_lists_its_templates_and_banks(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    ZipFile(wheel).extractall(installed)
    program = "import exgen.cli; print(exgen.cli.__file__); exgen.cli.main()"
    run = subprocess.run(
        [sys.executable, "-c", program, "list"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(str(installed))
    templates = checkout / "templates"
    names = [path.parent.relative_to(templates).as_posix() for path in templates.rglob("question.toml")]
    names += [path.stem for path in (checkout / "question_banks").glob("*.toml")]
    assert [name for name in names if name not in run.stdout] == []


def test_the_lock_meets_every_requirement_of_the_project(requirements: list[Requirement], lock: str) -> None:
    pins = re.findall(r"^([\w.-]+)==(\S+)", lock, re.M)
    locked = {canonicalize_name(name): version for name, version in pins}
    unmet = [need for need in requirements if locked.get(canonicalize_name(need.name), "") not in need.specifier]
    assert requirements
    assert unmet == [], "run `make lock`"


def test_every_release_in_the_lock_has_its_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_place_to_fetch_from(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links| @ ", lock)


def test_pytorch_is_not_in_the_lock(lock: str) -> None:
    assert not re.search(r"^torch\b", lock, re.M)
