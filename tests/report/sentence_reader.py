"""The sentences of a document with the figures in them, for tests that read what a report says."""

import math
import re

from peereval.report.document import Box, Facts, Paragraph, Remarks
from peereval.report.numbers import Printed
from peereval.report.wording import plain
from peereval.results import Analysis, stack_results


def sentences(section):
    """Return every sentence of a section as pieces: paragraphs, boxes, remarks."""
    found = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(block.pieces)
        elif isinstance(block, Box):
            found += [one.pieces for one in block.paragraphs]
        elif isinstance(block, Remarks):
            found += [pieces for remark in block.items for pieces in remark.sentences]
        elif isinstance(block, Facts):
            found += [(fact.content,) for fact in block.items]
    return found


def said_in(section):
    """Return the whole text of a section's sentences."""
    return " ".join(plain(one) for one in sentences(section))


def numbers_in(found):
    """Return the figures printed in sentences."""
    return [piece for pieces in found for piece in pieces if isinstance(piece, Printed)]


def rows_by_key(analysis):
    """Return the rows of results.csv by key."""
    return stack_results(analysis.results).set_index("key")


def check_numbers(found, rows):
    """Every figure is the one of results.csv at its key and column; a hidden one shows none."""
    assert found
    for piece in found:
        number = piece.number
        value = rows.loc[number.key, number.column]
        if number.hidden:
            assert rows.loc[number.key, "note"] == "hidden"
            assert not re.search(r"\d", piece.text)
            continue
        assert value == number.value or (math.isnan(value) and math.isnan(number.value)), number


def kept(analysis, keep):
    """Return an analysis with the results that a test wants."""
    return Analysis(analysis.study, analysis.findings, analysis.provenance, tuple(filter(keep, analysis.results)))
