"""Pieces of self-contained HTML pages: style, pictures, tables."""

import base64
from html import escape
from io import BytesIO

from matplotlib import pyplot
from matplotlib.figure import Figure

STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}
td,th{padding:.25rem .75rem;border-bottom:1px solid #ccc;text-align:left}td.n{text-align:right}img{max-width:100%}details{margin:.25rem 0}"""


def image(figure: Figure, description: str) -> str:
    """Give a figure as an image within the page, and close it."""
    out = BytesIO()
    figure.savefig(out, format="png", dpi=90)
    pyplot.close(figure)
    return f'<img alt="{escape(description)}" src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}">'


def table(head: list[str], rows: list[list[str]]) -> str:
    """Give a table of texts."""
    cells = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return "<table><tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + f"</tr>{cells}</table>"
