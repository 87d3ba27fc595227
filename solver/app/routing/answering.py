"""What the command does: read, solve, print, draw."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from solver.app.routing.measuring import measured
from solver.app.routing.output import as_json as document
from solver.app.routing.picture import draw
from solver.app.routing.reading import auction_from
from solver.app.routing.table import lines
from solver.optimizer.route import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """seconds: the budget of all runs; draw: a file ending in .svg or .html."""

    file: Path
    kind: Kind
    repeat: int
    seconds: float
    draw: Path | None


def answer(asked: Asked, say: Callable[[str], object], *, as_json: bool) -> None:
    """Raises MalformedAuction or OSError. It is printed before it is drawn: no answer is lost with a picture."""
    auction = auction_from(asked.file)
    made = measured(auction, asked.kind, asked.repeat, asked.seconds)
    if as_json:
        say(json.dumps(document(auction, made), indent=1))
    else:
        say("\n".join(lines(auction, made)))
    if asked.draw is not None:
        draw(auction, made.ending, asked.draw)
