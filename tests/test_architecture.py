"""The layers of the package, and what must not be imported to start it."""

import ast
import csv
import subprocess
import sys
from pathlib import Path

import pytest

import peereval

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "peereval").rglob("*.py"))
HEAVY = ("statsmodels", "pingouin", "matplotlib", "seaborn", "docx", "jinja2", "playwright")


def run_python(code, *arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=cwd, check=False
    )


def test_imports_follow_the_layers():
    done = run_python("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "unwanted"), [(["--help"], (*HEAVY, "pandas", "numpy", "pydantic")), (["check", "study.yaml"], HEAVY)]
)
def test_help_and_check_start_without_the_heavy_packages(arguments, unwanted, example_study):
    code = (
        "import sys\nsys.argv = ['peereval', *sys.argv[1:]]\nfrom peereval.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"heavy = [name for name in {unwanted} if name in sys.modules]\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = run_python(code, *arguments, cwd=example_study["en"])
    assert done.returncode == 0, done.stderr


def test_public_names_are_all_there_and_documented():
    for name in peereval.__all__:
        assert getattr(peereval, name) is not None
        assert name.startswith("__") or getattr(peereval, name).__doc__, name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_and_functions_are_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < 200
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            documented = (ast.get_docstring(node) or "").count("\n") + 2
            assert node.end_lineno - node.lineno + 1 - documented < 40, f"{node.name} is too long"


def test_no_word_is_given_twice():
    with (ROOT / "src" / "peereval" / "terms.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert [key for key in set(keys) if keys.count(key) > 1] == []
