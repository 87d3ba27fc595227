"""The words in which a certificate says who found an answer and how that ended: a closed set."""

from solver.domain.route import Certificate

CONVEX, REFERENCE, SINGLE_PATH, GRID = "convex", "reference", "single-path", "grid"

OPTIMAL, STALLED = "optimal", "stalled"
_COMPILED = frozenset({OPTIMAL, STALLED, "iterations", "late", "unbounded"})
_CLARABEL = frozenset(
    {
        OPTIMAL,
        STALLED,
        "optimal_inaccurate",
        "infeasible",
        "infeasible_inaccurate",
        "unbounded",
        "unbounded_inaccurate",
        "infeasible_or_unbounded",
        "user_limit",
        "solver_error",
    }
)
SOLVERS = {CONVEX: _COMPILED, REFERENCE: _CLARABEL}
"""What each solver says of an optimum."""

QUOTES_ALONE = "exact quotes, no bound"
NO_PROGRAM = "no program: best of the paths"


def of_all(solver: str) -> str:
    """Where markets that the program had to leave out could still earn something: it was not the optimum of all."""
    return STALLED if solver == OPTIMAL else solver


def nothing_found(solver: str) -> str:
    """Where no optimum is good enough to be carried out."""
    return f"solver {solver}: best of the paths"


def nothing_said(solver: str) -> str:
    """Where a bound is so far off that it says nothing."""
    return f"solver {solver}: its bound says nothing"


def nothing_told(solver: str) -> str:
    """Where rounding leaves the bound open."""
    return f"solver {solver}: rounding leaves its bound open"


def known(certificate: Certificate, *, proven: bool) -> bool:
    """Whether method and status are words that go together. proven: with a proof."""
    method, status = certificate.method, certificate.status
    if method in (SINGLE_PATH, GRID):
        return status == QUOTES_ALONE and not proven
    words = SOLVERS.get(method, frozenset[str]())
    if proven:
        return status in words
    ends = (nothing_found, nothing_said, nothing_told)
    return bool(words) and (status == NO_PROGRAM or status in {end(word) for end in ends for word in words})
