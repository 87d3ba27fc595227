"""Time against size on two logarithmic axes, ours and each peer's, as SVG."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.rows import Case, Peer, Row

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 430, 340, 60, 46, 56
_SIZES, _TIMES = (10.0, 1e5), (1e-2, 1e4)
_FONT = 'font-family="sans-serif" font-size="12"'
_INK, _GRID = "#333", "#ddd"
_PANELS = {Case.CONSTANT_PRODUCT: "constant product", Case.MIXED: "mixed: v2, v3, weighted, stable, books"}
_COLOURS: dict[Peer | None, str] = {
    None: "#0b6e4f",
    Peer.PUBLISHED: "#c1440e",
    Peer.CVXPY: "#6a4c93",
    Peer.CLARABEL: "#1f77b4",
    Peer.CHUNKS: "#8a6d00",
}
_NAMES: dict[Peer | None, str] = {
    None: "Hedgerow",
    Peer.PUBLISHED: "published method (L-BFGS-B)",
    Peer.CVXPY: "cvxpy with Clarabel",
    Peer.CLARABEL: "Clarabel alone",
    Peer.CHUNKS: "256 chunks",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One solver's times in one case: (size, ms)."""

    peer: Peer | None
    points: tuple[tuple[int, float], ...]


def lines(rows: Sequence[Row], case: Case) -> Iterator[Line]:
    """Cold solves; a peer that is run in two ways shows the first."""
    for peer in _COLOURS:
        times: dict[int, float] = {}
        for row in rows:
            ms = row.ours_ms if peer is None else row.peer_ms
            if (row.case, row.peer, row.start) == (case, peer, "cold") and ms is not None:
                times.setdefault(row.size, ms)
        if times:
            yield Line(peer, tuple(sorted(times.items())))


def draw(rows: Sequence[Row], below: str) -> str:
    """Two panels side by side, a legend, and a line of text below."""
    width, height = 2 * (_WIDTH + _LEFT) + _GAP, _HEIGHT + _TOP + 90
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_FONT}>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, (case, title) in enumerate(_PANELS.items()):
        body += _panel(_LEFT + number * (_WIDTH + _GAP + 20), title, list(lines(rows, case)))
    body += _legend(height - 34)
    body.append(f'<text x="{_LEFT}" y="{height - 10}" fill="#777" font-size="11">{_escaped(below)}</text>')
    return "\n".join([*body, "</svg>", ""])


def _panel(x: float, title: str, drawn: Sequence[Line]) -> Iterable[str]:
    yield f'<text x="{x}" y="{_TOP - 16}" font-size="14" fill="{_INK}">{title}</text>'
    for exponent in range(1, 6):
        at = x + _along(10.0**exponent, _SIZES) * _WIDTH
        yield _stroke((at, _TOP), (at, _TOP + _HEIGHT), _GRID)
        yield _label(at, _TOP + _HEIGHT + 16, f"{10**exponent:,}", "middle")
    for exponent in range(-2, 5):
        at = _TOP + (1 - _along(10.0**exponent, _TIMES)) * _HEIGHT
        yield _stroke((x, at), (x + _WIDTH, at), _GRID)
        yield _label(x - 6, at + 4, f"{10.0**exponent:g} ms", "end")
    yield _label(x + _WIDTH / 2, _TOP + _HEIGHT + 34, "pools", "middle")
    for line in drawn:
        yield from _curve(x, line)


def _curve(x: float, line: Line) -> Iterable[str]:
    places = [
        (x + _along(size, _SIZES) * _WIDTH, _TOP + (1 - _along(ms, _TIMES)) * _HEIGHT) for size, ms in line.points
    ]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    width = 3 if line.peer is None else 1.8
    colour = _COLOURS[line.peer]
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
    for a, b in places:
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>'


def _legend(y: float) -> Iterable[str]:
    x = float(_LEFT)
    for peer, name in _NAMES.items():
        yield _stroke((x, y - 4), (x + 22, y - 4), _COLOURS[peer], 3)
        yield _label(x + 28, y, name, "start")
        x += 52 + 6.6 * len(name)


def _along(value: float, ends: tuple[float, float]) -> float:
    low, high = math.log10(ends[0]), math.log10(ends[1])
    return min(max((math.log10(value) - low) / (high - low), 0.0), 1.0)


def _stroke(begin: tuple[float, float], end: tuple[float, float], colour: str, width: float = 1) -> str:
    (a, b), (c, d) = begin, end
    return f'<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
