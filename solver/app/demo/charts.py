"""Small SVG charts, as strings: no library, no script, readable with pictures off."""

from collections.abc import Sequence
from html import escape

WIDTH = 720
ROW = 20
TEXT = 190
"""Room for the text at the end of the longest bar."""


def horizontal_bars(rows: Sequence[tuple[str, float, str]], colour: str, title: str) -> str:
    """One bar a row: (label, value, text at its end). Negative values grow to the left of the axis."""
    largest = max((abs(value) for _, value, _ in rows), default=0.0) or 1.0
    left = 190
    negative = any(value < 0 for _, value, _ in rows)
    axis = left + (110 if negative else 0)
    scale = (WIDTH - axis - TEXT) / largest
    parts = [_open(title, len(rows))]
    for number, (label, value, text) in enumerate(rows):
        top = number * ROW + 4
        length = abs(value) * scale
        start = axis if value >= 0 else axis - min(length, 100)
        parts.append(
            f'<text x="{left - 8}" y="{top + 12}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{start:.1f}" y="{top}" width="{max(length, 0.5):.1f}" height="14" fill="{colour}" rx="2"/>'
            f'<text x="{axis + max(value, 0) * scale + 6:.1f}" y="{top + 12}">{escape(text)}</text>'
        )
    return "".join((*parts, "</svg>"))


def stacked_bar(parts: Sequence[tuple[str, int, str]], title: str) -> str:
    """One bar of counted parts: (label, count, colour); parts of zero are left out."""
    shown = [part for part in parts if part[1]]
    total = sum(count for _, count, _ in shown) or 1
    drawn, x = [_open(title, 2)], 0.0
    for label, count, colour in shown:
        width = count / total * WIDTH
        drawn.append(
            f'<rect x="{x:.1f}" y="2" width="{max(width - 2, 1):.1f}" height="20" fill="{colour}" rx="3"/>'
            f'<text x="{x + 4:.1f}" y="37">{escape(label)} {count}</text>'
        )
        x += width
    return "".join((*drawn, "</svg>"))


def _open(title: str, rows: int) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {rows * ROW + 10}" role="img" aria-label="{escape(title)}">'
