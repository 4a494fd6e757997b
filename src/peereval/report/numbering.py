"""Numbers for the tables and figures of a document."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from peereval.report.document import Block, Picture, Section
from peereval.report.table import Table


def number_blocks(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections with their tables and figures numbered from 1 through the document, each kind by itself."""
    tables = pictures = 0
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                blocks.append(block.numbered(tables))
            elif isinstance(block, Picture):
                pictures += 1
                blocks.append(replace(block, number=pictures))
            else:
                blocks.append(block)
        yield replace(section, blocks=tuple(blocks))
