"""Reads Parquet files; a row is the number of its record, the first is 1."""

import io
import re

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from peereval.load.problems import refuse
from peereval.load.table import Opened, Parsed, Table, Wanted
from peereval.load.typed.cells import type_cells


def open_parquet(opened: Opened) -> Table:
    """Return an opened Parquet file; its cells are read when they are wanted.

    Raises
    ------
    SourceError
        If the file is damaged or has no rows.
    """
    name = opened.source.path
    try:
        file = pq.ParquetFile(io.BytesIO(opened.raw))
        schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError):
        raise refuse("parquet-damaged", name) from None
    if not rows:
        raise refuse("file-empty", name)
    # The row labels that pandas adds to a file are no column of the study.
    header = tuple("" if re.fullmatch(r"__index_level_\d+__", one) else one for one in schema.names)
    return Table(name, header, lambda wanted: _parse(file, wanted, name))


def _parse(file: pq.ParquetFile, wanted: Wanted, name: str) -> Parsed:
    schema = file.schema_arrow
    columns = {schema.names[position]: wanted.names[position] for position in wanted.positions}
    nested = [column for column in columns if not _is_plain(schema.field(column).type)]
    if nested:
        listed = ", ".join(nested)
        raise refuse("parquet-nested", name, {"columns": listed}, fix=f"drop: [{listed}]")
    try:
        frame = file.read(columns=list(columns)).to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError):
        raise refuse("parquet-damaged", name) from None
    cells = {to: type_cells(frame[column], as_text=to in wanted.as_text) for column, to in columns.items()}
    parsed = pd.DataFrame(cells).set_axis(pd.RangeIndex(1, len(frame) + 1))
    return parsed.dropna(how="all"), []


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))
