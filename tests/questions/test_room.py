from __future__ import annotations

import subprocess
import sys


def test_importing_the_room_imports_nothing_heavy() -> None:
    program = "import sys, exgen.questions; print(*sorted({'jinja2', 'pydantic', 'sympy', 'numpy'} & set(sys.modules)))"
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert output.stdout.split() == []
