"""The object of `hedgerow route --json` (docs/reference/route.schema.json)."""

import math
from collections.abc import Sequence

from solver.adapters.auctions.cow.auction import CowAuction
from solver.adapters.auctions.cow.endings import Proven
from solver.adapters.auctions.cow.solution import to_json
from solver.app.routing.measuring import Measured

SCHEMA_VERSION = 1


def as_json(auction: CowAuction, measured: Measured) -> dict[str, object]:
    """Solutions as the driver wants them, and all that is known about them."""
    solved, unfilled = measured.ending.solved, measured.ending.unfilled
    return {
        "schema_version": SCHEMA_VERSION,
        "auction": auction.auction_id,
        "router": measured.kind,
        "solutions": [to_json(number, one.solution, auction) for number, one in enumerate(solved)],
        "certificate": _certificate(worst([one.proven for one in solved])),
        "certificates": [{"solution": n, **_certificate(one.proven)} for n, one in enumerate(solved)],
        "unfilled": [
            {"order": uid, "reason": why.reason.value, "detail": why.detail} for uid, why in sorted(unfilled.items())
        ],
        "skipped": [{"liquidity": liquidity, "reason": reason} for liquidity, reason in auction.unusable],
        "solve_ms": {"best": measured.best_ms, "median": measured.median_ms, "runs": len(measured.solve_ms)},
    }


def worst(proofs: Sequence[Proven]) -> Proven:
    """What holds of all: the widest of each figure, and none where one of them has none."""
    return Proven(
        method=", ".join(sorted({one.method for one in proofs})),
        status="; ".join(sorted({one.status for one in proofs})),
        bound=proofs[0].bound if len(proofs) == 1 else None,
        primal=proofs[0].primal if len(proofs) == 1 else None,
        gap=_widest([one.gap for one in proofs]),
        shortfall=_widest([one.shortfall for one in proofs]),
        gas_bound=_widest([one.gas_bound for one in proofs]),
        integer_distance=_widest([one.integer_distance for one in proofs]),
        iterations=sum(one.iterations for one in proofs),
    )


def _widest(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return max(known) if known and len(known) == len(figures) else None


def _certificate(proven: Proven) -> dict[str, object]:
    return {
        "method": proven.method,
        "status": proven.status,
        "gap": _finite(proven.gap),
        "shortfall": _finite(proven.shortfall),
        "gas_bound": _finite(proven.gas_bound),
        "integer_distance": _finite(proven.integer_distance),
        "iterations": proven.iterations,
        "bound": _finite(proven.bound),
        "primal": _finite(proven.primal),
    }


def _finite(figure: float | None) -> float | None:
    return None if figure is None or not math.isfinite(figure) else figure
