"""A notebook is a pair: the text that people review, and the same cells with light outputs."""

import re
from base64 import b64decode, b64encode
from io import BytesIO

import nbformat
import pytest
from PIL import Image

from refresh import FOLDER, NAMES, PIXELS, make_light, read_text

from .ran import kept, same_text

KILOBYTES = 400
# Folders, addresses in memory, times of execution.
TOLD = re.compile(r"/(?:tmp|home|root|work|Users)\b|[A-Z]:\\\\|0x[0-9a-f]{6}|iopub|\d seconds")


def test_each_text_has_its_notebook_and_a_line_of_the_readme():
    assert tuple(sorted(path.stem for path in FOLDER.glob("*.ipynb"))) == NAMES
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"({name}.ipynb)" not in readme] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_of_the_two_are_the_same(name):
    text, notebook = read_text(name), kept(name)
    assert [(cell.cell_type, cell.source, cell.id) for cell in notebook.cells] == [
        (cell.cell_type, cell.source, cell.id) for cell in text.cells
    ], f"run: python notebooks/refresh.py {name}"
    assert notebook.metadata == text.metadata


@pytest.mark.parametrize("name", NAMES)
def test_it_was_run_from_the_first_cell_to_the_last_without_a_warning(name):
    cells = [cell for cell in kept(name).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data", "stream"}
    assert {output.get("name", "stdout") for output in outputs} == {"stdout"}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_light_and_says_nothing_of_the_machine_it_ran_on(name):
    path = FOLDER / f"{name}.ipynb"
    assert path.stat().st_size < KILOBYTES * 1000
    text = re.sub(r"base64,[^\"]*", "", path.read_text(encoding="utf-8"))
    assert TOLD.findall(text) == []


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("0.29 [0.43]", "0.30 [0.42]", True),
        ("0.29", "0.31", False),
        ("n = 85", "n = 86", False),
        ("0,29 point", "0,29 points", False),
        ("0.1234567891", "0.1234567999", True),
        ("8.958e-05", "8.958001e-05", True),
        ("8.958e-05", "8.96e-05", False),
    ],
)
def test_a_stale_output_differs_in_a_word_a_count_or_more_than_its_last_digit(before, after, same):
    assert same_text(before, after) is same


def test_pictures_are_made_light_and_kept_once():
    wide = BytesIO()
    Image.radial_gradient("L").resize((1500, 1200)).save(wide, "PNG")
    code = b64encode(wide.getvalue()).decode()
    output = nbformat.v4.new_output(
        "display_data", {"image/png": code, "text/html": f'<img src="data:image/png;base64,{code}" alt="a"><p>b</p>'}
    )
    cell = nbformat.v4.new_code_cell("figure", outputs=[output])
    shown = make_light(nbformat.v4.new_notebook(cells=[cell])).cells[0].outputs[0].data
    before, light, after = re.fullmatch(r'(.*base64,)([^"]*)(".*)', shown["text/html"]).groups()
    assert (before, after) == ('<img src="data:image/png;base64,', '" alt="a"><p>b</p>')
    assert "image/png" not in shown
    picture = Image.open(BytesIO(b64decode(light)))
    assert picture.size == (PIXELS, PIXELS * 1200 // 1500)
    assert len(light) < len(code)
