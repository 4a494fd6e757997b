"""The look of a sheet: rules at the top, under the heading and at the bottom, nothing else."""

from openpyxl.styles import Alignment, Border, Font, Side

_NAME = "Calibri"
_THIN, _MEDIUM = Side("thin", color="FF1D2126"), Side("medium", color="FF1D2126")
PLAIN = Font(_NAME, 10)
BOLD = Font(_NAME, 10, bold=True)
TITLE = Font(_NAME, 13, bold=True)
SUBTITLE = Font(_NAME, 11, bold=True)
NOTE = Font(_NAME, 9, italic=True, color="FF59626C")
CODE = Font("Consolas", 9)
LINK = Font(_NAME, 10, color="FF1F4E79", underline="single")
WARNING = Font(_NAME, 10, bold=True, color="FF8A4B08")
LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
OVER = Alignment(horizontal="left", vertical="top")
BESIDE = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)
INDENT = Alignment(horizontal="left", vertical="top", indent=2, wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="top")
NOTE_ALIGN = Alignment(horizontal="left", vertical="top", wrap_text=True)
HEAD_LEFT = Alignment(horizontal="left", vertical="bottom", wrap_text=True)
HEAD_RIGHT = Alignment(horizontal="right", vertical="bottom", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="bottom", wrap_text=True)
ABOVE = Border(top=_MEDIUM)
BELOW_HEAD = Border(bottom=_THIN)
ABOVE_AND_BELOW = Border(top=_MEDIUM, bottom=_THIN)
END = Border(top=_MEDIUM)
