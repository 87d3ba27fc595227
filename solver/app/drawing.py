"""Routes as a picture: tokens from left to right, one ribbon for each hop, as wide as its share of what is traded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from solver.domain.primitives import Address

_COLUMN, _ROW, _MARGIN, _RADIUS = 260.0, 120.0, 30.0, 34.0
_HEAD, _KEY = 64.0, 140.0
_THINNEST, _THICKEST = 1.5, 26.0
_APART = 44.0
"""Between ribbons that join the same tokens, in the middle."""

_ASIDE = 128.0
"""The same between two tokens one above the other, where labels stand side by side."""

_LABEL_SHARE = 0.004
"""Hops below this share of what is traded keep their ribbon but not their label."""

_COLOURS = ("#2f6f4f", "#b5651d", "#3b5b92", "#8c3b5e", "#6b6b2f", "#4d7c8a")
_MOST_LETTERS, _LONGEST_TITLE = 24, 100


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One hop: share of the order's value that runs through it (0 to 1), and what to write on it."""

    token_in: Address
    token_out: Address
    share: float
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """One route under its title."""

    title: str
    ribbons: tuple[Ribbon, ...]


def route_svg(pictures: Sequence[Picture], names: Mapping[Address, str]) -> str:
    """A standalone SVG document, one picture below the other; foreign text is escaped and cut."""
    drawn, top, widest = list[str](), 0.0, 0.0
    for picture in pictures or (Picture("no solution", ()),):
        body, width, height = _picture(picture, names)
        drawn.append(f'<g transform="translate(0,{top:.0f})">\n{body}\n</g>')
        top, widest = top + height, max(widest, width)
    title = _text(pictures[0].title if len(pictures) == 1 else f"{len(pictures)} solutions", _LONGEST_TITLE)
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {widest:.0f} {top:.0f}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12">\n<title>{title}</title>\n'
        f'<rect width="100%" height="100%" fill="#fbfaf6"/>\n{body}\n</svg>\n'
    )


def route_html(svg: str, title: str) -> str:
    """The same picture as a page of its own."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{_text(title, _LONGEST_TITLE)}</title>'
        f'</head>\n<body style="margin:2rem;background:#fbfaf6">\n{svg}</body></html>\n'
    )


def _picture(picture: Picture, names: Mapping[Address, str]) -> tuple[str, float, float]:
    """What is drawn, its width and its height."""
    ribbons = picture.ribbons
    columns = _columns(ribbons)
    bends = [_bend(ribbons, place, columns) for place in range(len(ribbons))]
    stack = _ROW / 2 * (max(map(len, columns), default=1) - 1) + _RADIUS
    flat = [abs(bend) for ribbon, bend in zip(ribbons, bends, strict=True) if not _upright(ribbon, columns)]
    half = _MARGIN + max(stack, max(flat, default=0.0) + _THICKEST)
    places = _places(columns, _HEAD + half)
    kinds = sorted({ribbon.kind for ribbon in ribbons})
    colours = {kind: _COLOURS[k % len(_COLOURS)] for k, kind in enumerate(kinds)}
    parts = [f'<text x="16" y="24" font-weight="600">{_text(picture.title, _LONGEST_TITLE)}</text>']
    parts += [_key(kind, colours[kind], k) for k, kind in enumerate(kinds)]
    drawn = [(ribbon, _curve(ribbon, places, bend)) for ribbon, bend in zip(ribbons, bends, strict=True)]
    parts += [_ribbon(ribbon, curve, colours[ribbon.kind]) for ribbon, curve in drawn]
    parts += [_node(places[token], names.get(token, token)) for column in columns for token in column]
    parts += [_label(ribbon, curve) for ribbon, curve in drawn if ribbon.share >= _LABEL_SHARE]
    furthest = max(((start.x + end.x + 2 * aside.x) / 4 for _, (start, aside, end) in drawn), default=0.0)
    width = max(2 * _MARGIN + 2 * _RADIUS + _COLUMN * max(len(columns) - 1, 2), _KEY * (len(kinds) + 0.2))
    width = max(width, furthest + _ASIDE)
    return "\n".join(parts), width, _HEAD + 2 * half


def _columns(ribbons: Sequence[Ribbon]) -> list[list[Address]]:
    """Tokens by the longest way to them; what runs backwards, round a loop, does not move a token."""
    depth: dict[Address, int] = {}
    for ribbon in ribbons:
        depth.setdefault(ribbon.token_in, 0)
        depth.setdefault(ribbon.token_out, depth[ribbon.token_in] + 1)
    for _ in depth:
        for ribbon in ribbons:
            ahead = depth[ribbon.token_in] + 1
            if depth[ribbon.token_out] < ahead < len(depth):
                depth[ribbon.token_out] = ahead
    used = sorted(set(depth.values()))
    return [sorted(token for token, at in depth.items() if at == level) for level in used]


def _places(columns: Sequence[Sequence[Address]], middle: float) -> dict[Address, _Point]:
    """Columns stand around one horizontal line."""
    return {
        token: _Point(_MARGIN + _RADIUS + _COLUMN * c, middle + _ROW * (r - (len(column) - 1) / 2))
        for c, column in enumerate(columns)
        for r, token in enumerate(column)
    }


def _bend(ribbons: Sequence[Ribbon], place: int, columns: Sequence[Sequence[Address]]) -> float:
    """How far a ribbon's middle bows, so that ribbons with the same ends, and tokens between them, stay clear.

    Down, or to the right where its ends stand one above the other.
    """
    ends = {ribbons[place].token_in, ribbons[place].token_out}
    beside = [k for k, other in enumerate(ribbons) if {other.token_in, other.token_out} == ends]
    first, last = sorted(c for c, column in enumerate(columns) for token in column if token in ends)
    between = max((len(column) for column in columns[first + 1 : last]), default=0)
    nth = beside.index(place)
    if _upright(ribbons[place], columns):
        rows = [row for row, token in enumerate(columns[first]) if token in ends]
        return _ASIDE * (nth + (max(rows) - min(rows) > 1))
    if not between:
        return (nth - (len(beside) - 1) / 2) * _APART
    return (1 if nth % 2 else -1) * (_ROW / 2 * (between - 1) + _RADIUS + _APART / 2 + nth // 2 * _APART)


def _upright(ribbon: Ribbon, columns: Sequence[Sequence[Address]]) -> bool:
    """Whether its ends stand one above the other."""
    return any({ribbon.token_in, ribbon.token_out} <= set(column) for column in columns)


def _curve(ribbon: Ribbon, places: Mapping[Address, _Point], bend: float) -> tuple[_Point, _Point, _Point]:
    """Both ends, and the point that draws the middle aside by the bend."""
    start, end = places[ribbon.token_in], places[ribbon.token_out]
    right, down = (2 * bend, 0.0) if start.x == end.x else (0.0, 2 * bend)
    return start, _Point((start.x + end.x) / 2 + right, (start.y + end.y) / 2 + down), end


def _ribbon(ribbon: Ribbon, curve: tuple[_Point, _Point, _Point], colour: str) -> str:
    start, aside, end = curve
    thickness = _THINNEST + (_THICKEST - _THINNEST) * min(1.0, max(0.0, ribbon.share))
    path = f"M{start.x:.1f},{start.y:.1f} Q{aside.x:.1f},{aside.y:.1f} {end.x:.1f},{end.y:.1f}"
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-opacity="0.55" stroke-width="{thickness:.1f}"/>'


def _label(ribbon: Ribbon, curve: tuple[_Point, _Point, _Point]) -> str:
    """On the middle of the curve, with a rim that keeps it readable."""
    start, aside, end = curve
    x, y = (start.x + 2 * aside.x + end.x) / 4, (start.y + 2 * aside.y + end.y) / 4
    told = f"{_text(ribbon.label)} · {100 * ribbon.share:.1f} %"
    rim = 'paint-order="stroke" stroke="#fbfaf6" stroke-width="4" stroke-linejoin="round"'
    return f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="11" fill="#222" {rim}>{told}</text>'


def _node(at: _Point, name: str) -> str:
    return (
        f'<circle cx="{at.x:.1f}" cy="{at.y:.1f}" r="{_RADIUS}" fill="#fff" stroke="#222"/>\n'
        f'<text x="{at.x:.1f}" y="{at.y + 4:.1f}" text-anchor="middle" fill="#111">{_text(name, 10)}</text>'
    )


def _key(kind: str, colour: str, place: int) -> str:
    x = 16 + _KEY * place
    return (
        f'<rect x="{x:.0f}" y="38" width="12" height="12" fill="{colour}"/>'
        f'<text x="{x + 18:.0f}" y="48">{_text(kind)}</text>'
    )


def _text(text: str, most: int = _MOST_LETTERS) -> str:
    printable = "".join(letter for letter in text if letter.isprintable())
    return escape(printable if len(printable) <= most else printable[: most - 1] + "…")
