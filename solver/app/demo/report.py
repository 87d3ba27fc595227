"""The report of a demo run: one HTML file without scripts."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from solver.app.demo.charts import horizontal_bars, stacked_bar
from solver.app.demo.outcome import IntentLine, Outcome, quantile

COLOURS = {
    "settled": "#2f7d4f",
    "lost": "#c98a1b",
    "declined": "#6b7280",
    "reverted": "#b3261e",
    "expired": "#7c3aed",
}
STYLE = """
:root{color-scheme:light dark;--ink:#1c2320;--soft:#5c6a63;--line:#d9dfdb;--ground:#fbfcfb}
@media(prefers-color-scheme:dark){:root{--ink:#e6ece8;--soft:#9fb0a7;--line:#33403a;--ground:#141a17}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);max-width:60rem;margin:2rem auto;
padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2.2rem}p,.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.87rem}
th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;white-space:nowrap}
svg{width:100%;height:auto;font:12px system-ui,sans-serif;fill:var(--ink)}code{font-size:.85em}
.scroll{overflow-x:auto}
"""


def write_report(outcome: Outcome, path: Path, seed: int) -> None:
    """Write the report atomically."""
    scratch = path.with_suffix(".tmp")
    scratch.write_text(render(outcome, seed))
    scratch.replace(path)


def render(outcome: Outcome, seed: int) -> str:
    """The whole page."""
    body = "".join(
        (
            f"<h1>Hedgerow demo, seed {seed}</h1>",
            _summary(outcome),
            _endings(outcome),
            _improvements(outcome.lines),
            _latency(outcome),
            _ledger(outcome),
            _intents(outcome.lines),
        )
    )
    head = f"<title>Hedgerow demo, seed {seed}</title><style>{STYLE}</style>"
    return f'<!doctype html><html lang="en"><meta charset="utf-8">{head}<body>{body}</body></html>\n'


def _summary(outcome: Outcome) -> str:
    gains = outcome.improvements()
    median = quantile(gains, 0.5)
    told = "nothing settled" if median is None else f"median price improvement {median:.2f} bps net of gas"
    return f"<p>{len(outcome.lines)} intents, {outcome.count('settled')} settled by us, {told}.</p>"


def _endings(outcome: Outcome) -> str:
    parts = [(ending, outcome.count(ending), colour) for ending, colour in COLOURS.items()]
    return "<h2>How they ended</h2>" + stacked_bar(parts, "Endings")


def _improvements(lines: Sequence[IntentLine]) -> str:
    rows = [
        (f"block {line.block} {line.pair}", line.improvement_bps, f"{line.improvement_bps:.2f} bps, {line.hops} hops")
        for line in lines
        if line.improvement_bps is not None
    ]
    heading = "<h2>Price improvement against the best single path, net of gas</h2>"
    return heading + (horizontal_bars(rows, COLOURS["settled"], "Price improvement") if rows else "<p>None.</p>")


def _latency(outcome: Outcome) -> str:
    rows = [
        (stage, figures["p50"], f"p50 {figures['p50']:.1f} ms, p99 {figures['p99']:.1f} ms")
        for stage, figures in outcome.latency_ms.items()
    ]
    return "<h2>Time in each stage</h2>" + horizontal_bars(rows, "#3b6ea5", "Latency by stage")


def _ledger(outcome: Outcome) -> str:
    if not outcome.ledger_difference:
        return "<h2>Ledger</h2><p>Recorded movements and the chain's balances agree to the unit.</p>"
    rows = "".join(f"<tr><td>{escape(t)}<td class=n>{u}" for t, u in outcome.ledger_difference.items())
    return f"<h2>Ledger</h2><p>Differences, in units:</p><table>{rows}</table>"


def _intents(lines: Sequence[IntentLine]) -> str:
    rows = "".join(
        f"<tr><td class=n>{line.block}<td><code>{escape(line.intent_hash[:12])}</code><td>{escape(line.pair)}"
        f"<td>{escape(line.side)}<td>{escape(line.ending)}<td>{escape(line.detail)}<td>{escape(line.winner)}"
        f"<td class=n>{escape(line.amounts[0])}<td class=n>{escape(line.amounts[1])}"
        for line in lines
    )
    head = (
        "<tr><th class=n>block<th>intent<th>pair<th>side<th>ending<th>detail<th>winner<th class=n>spent"
        "<th class=n>received"
    )
    return f'<h2>Every intent</h2><div class="scroll"><table>{head}{rows}</table></div>'
