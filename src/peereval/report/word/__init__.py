"""The pieces of report.docx: its elements, styles, paragraphs, tables, pictures and package."""
