"""A line chart as SVG that stands alone: for documents, where no style sheet reaches."""

from __future__ import annotations

from html import escape

from citizen_app.metrics.charts.line import LineChart

FONT = "Tinos"
INK, SOFT, GRID, BAND, LINE = "#14262e", "#465a62", "#d3dfe3", "#dcedf2", "#0b5570"
SIZE = 14


def svg_of(chart: LineChart, title: str) -> str:
    """Return the drawing; `title` says what it shows to those who can't see it."""
    layout = chart.layout
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {layout.height}" '
        f'width="{layout.width}" height="{layout.height}" font-family="{FONT}" font-size="{SIZE}">'
        f"<title>{escape(title)}</title>"
    )
    return head + "".join((*_grid(chart), *_lines(chart), *_labels(chart))) + "</svg>"


def _grid(chart: LineChart) -> list[str]:
    left, right = chart.layout.left, chart.plot_right
    return [
        f'<line x1="{left}" y1="{tick.at}" x2="{right}" y2="{tick.at}" stroke="{GRID}"/>'
        for tick in chart.y_ticks
    ]


def _lines(chart: LineChart) -> list[str]:
    bands = [
        f'<polygon points="{p}" fill="{BAND}" stroke="{SOFT}" stroke-width="0.5"/>'
        for p in chart.bands
    ]
    lines = [
        f'<polyline points="{p}" fill="none" stroke="{LINE}" stroke-width="3"/>'
        for p in chart.lines
    ]
    dots = [f'<circle cx="{x}" cy="{y}" r="4" fill="{LINE}"/>' for x, y in chart.dots]
    return [*bands, *lines, *dots]


def _labels(chart: LineChart) -> list[str]:
    layout = chart.layout
    found = [_text(layout.left - 6, tick.at + 5, "end", SOFT, tick.text) for tick in chart.y_ticks]
    found += [
        _text(tick.at, layout.height - 8, "middle", SOFT, tick.text) for tick in chart.x_ticks
    ]
    if chart.last is not None:
        last = chart.last
        found.append(_text(last.text_x, last.text_y, last.anchor, INK, last.text, bold=True))
    return found


def _text(x: float, y: float, anchor: str, colour: str, words: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(words)}</text>'
