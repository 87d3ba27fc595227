"""What the router must reach, against what the rows say."""

from collections.abc import Iterable, Sequence

from tests.bench.rows import Case, Claim, Kind, Peer, Row

_LEAST_SHORTFALL = 1e-17
"""What a shortfall of nothing is counted as in a ratio."""

_MIXED, _PRODUCTS = Case.MIXED, Case.CONSTANT_PRODUCT


def claims(rows: Sequence[Row]) -> Iterable[Claim]:
    """Those that rest on the rows of networks and of two tokens."""
    yield _precise(_find(rows, _MIXED, 1000))
    published = _find(rows, _MIXED, 1000, Peer.PUBLISHED, note="own tolerance")
    yield _faster("1,000 mixed pools, published method", published, 40)
    yield _shorter(published)
    cvxpy, clarabel = (_find(rows, _PRODUCTS, 1000, peer) for peer in (Peer.CVXPY, Peer.CLARABEL))
    yield _faster("1,000 constant-product pools, cvxpy with Clarabel", cvxpy, 300)
    yield _faster("1,000 constant-product pools, Clarabel direct", clarabel, 150)
    yield _within("1,000 constant-product pools, warm", _find(rows, _PRODUCTS, 1000, start="warm"), 0.1)
    yield _within("10,000 mixed pools, cold", _find(rows, _MIXED, 10_000), 60)
    yield _within("100,000 mixed pools, cold", _find(rows, _MIXED, 100_000), 1000)
    chunks = _find(rows, Case.TWO_ASSET, 8, Peer.CHUNKS, note="quoted")
    yield _faster("two-asset split over 8 pools, 256 chunks", chunks, 10)
    yield _no_loss(chunks)


def _find(
    rows: Sequence[Row], case: Case, size: int, peer: Peer | None = None, *, start: str = "cold", note: str = ""
) -> Row | None:
    found = (row for row in rows if (row.case, row.size, row.peer, row.start) == (case, size, peer, start))
    return next((row for row in found if note in row.note and row.ours_ms is not None), None)


def _precise(row: Row | None) -> Claim:
    known = row is not None and row.gap is not None and row.shortfall is not None
    seen = f"gap {row.gap:.1e}, shortfall {row.shortfall:.1e}" if row is not None and known else "not measured"
    holds = max(row.gap or 0.0, row.shortfall or 0.0) <= 1e-10 if row is not None and known else None
    return Claim("1,000 mixed pools, quality", Kind.QUALITY, "gap and shortfall 1e-10 of order value", seen, holds)


def _faster(measure: str, row: Row | None, least: float) -> Claim:
    ratio = None if row is None else row.ratio
    seen = "not measured" if ratio is None else f"{ratio:.3g}x"
    return Claim(measure, Kind.RATIO, f"{least:g}x faster", seen, None if ratio is None else ratio >= least)


def _shorter(row: Row | None) -> Claim:
    measure, wanted = "1,000 mixed pools, published method's shortfall", "ours 1e5 times smaller"
    if row is None or row.shortfall is None or row.peer_shortfall is None:
        return Claim(measure, Kind.RATIO, wanted, "not measured", None)
    times = row.peer_shortfall / max(row.shortfall, _LEAST_SHORTFALL)
    seen = f"{row.peer_shortfall:.1e} against {row.shortfall:.1e}"
    return Claim(measure, Kind.RATIO, wanted, seen, times >= 1e5)


def _within(measure: str, row: Row | None, most_ms: float) -> Claim:
    ours_ms = None if row is None else row.ours_ms
    seen = "not measured" if ours_ms is None else f"{ours_ms:.3g} ms"
    return Claim(measure, Kind.TIME, f"{most_ms:g} ms", seen, None if ours_ms is None else ours_ms <= most_ms)


def _no_loss(row: Row | None) -> Claim:
    loss = None if row is None else row.peer_gap
    seen = "not measured" if loss is None else f"{loss * 1e4:.2g} bps above the chunks"
    return Claim(
        "two-asset split over 8 pools, output", Kind.QUALITY, "no loss", seen, None if loss is None else loss >= 0
    )
