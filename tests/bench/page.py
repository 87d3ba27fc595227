"""The README's table of what was reached, between two marks."""

from collections.abc import Sequence

from tests.bench.rows import Claim

BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


def table(claims: Sequence[Claim], below: str) -> str:
    """Markdown."""
    lines = ["| measure | wanted | seen | |", "|---|---|---|---|"]
    lines += [f"| {one.measure} | {one.wanted} | {one.seen} | {_mark(one)} |" for one in claims]
    return "\n".join([*lines, "", below])


def with_table(page: str, claims: Sequence[Claim], below: str) -> str:
    """The page with its table renewed; a page without the marks stays as it is."""
    if BEGIN not in page or END not in page:
        return page
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n{table(claims, below)}\n{END}{after}"


def _mark(claim: Claim) -> str:
    return {True: "reached", False: "missed", None: "not measured"}[claim.holds]
