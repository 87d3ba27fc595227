"""What a demo shows: progress on standard error, the result on standard output."""

import json
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from solver.app.demo.run import DemoResult


class DemoProgress:
    """A bar of intents ended; plain lines where standard error is no terminal."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        )
        self._task = self._bar.add_task("starting")
        self._last: dict[str, int] = {}

    def say(self, text: str) -> None:
        """One line for a person."""
        self._console.print(text, highlight=False, soft_wrap=True)

    def update(self, expected: int, endings: Mapping[str, int]) -> None:
        """Show how many of the expected intents have ended, and how."""
        if dict(endings) == self._last:
            return
        self._last = dict(endings)
        told = ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items())) or "running"
        if self._console.is_terminal:
            self._bar.start()
            self._bar.update(self._task, description=told, completed=sum(endings.values()), total=expected)
        else:
            self.say(f"{sum(endings.values())}/{expected} intents ended: {told}")

    def close(self) -> None:
        """Take the bar away; safe to call again."""
        self._bar.stop()


def show_json(result: DemoResult) -> None:
    """The one object of `hedgerow demo --json`; what is wrong goes to standard error."""
    json.dump(result.outcome.as_json(), sys.stdout, indent=1)
    sys.stdout.write("\n")
    sys.stdout.flush()  # with --keep the process lives on
    _complain(result)


def show_table(result: DemoResult) -> None:
    """A table of intents and a summary."""
    outcome = result.outcome
    console = Console()
    table = Table("block", "pair", "side", "ending", "winner", "spent", "received", "vs best path", box=None)
    for line in outcome.lines:
        gain = "" if line.improvement_bps is None else f"{line.improvement_bps:+.2f} bps, {line.hops} hops"
        ending = f"declined: {line.detail}" if line.ending == "declined" else line.ending
        table.add_row(str(line.block), line.pair, line.side, ending, line.winner, *line.amounts, gain)
    console.print(table)
    figures = outcome.as_json()
    ends = ", ".join(
        f"{key} {figures[key]}" for key in ("intents", "settled", "lost", "reverted", "expired", "sandwiched")
    )
    console.print(f"{ends}; declined {outcome.declined()}")
    console.print(f"price improvement net of gas, bps: {figures['price_improvement_bps']}")
    console.print(f"ledger difference: {outcome.ledger_difference or 'none'}")
    console.print(f"report: {outcome.report}", soft_wrap=True)
    _complain(result)


def _complain(result: DemoResult) -> None:
    for sentence in result.wrong:
        sys.stderr.write(f"hedgerow: {sentence}\n")
