"""The dual's slopes and bends, in one pass over the pairs."""

from solver.optimizer.dual.compiled import compiled
from solver.optimizer.dual.products.arrays import (
    FIRST,
    FIRST_IN,
    FIRST_OUT,
    SECOND,
    SECOND_IN,
    SECOND_OUT,
    Ask,
    Hinges,
    Place,
)


@compiled
def evaluate(hinges: Hinges, ask: Ask, at: Place) -> float:
    """Sets slope, bend and on; returns the dual.

    Which way a pair trades is as good as chance, so it is chosen without a jump.
    """
    ends, form, shift, slope, bend, on, total = hinges.ends, hinges.form, at.shift, at.slope, at.bend, at.on, 0.0
    for t in range(shift.size):
        slope[t], bend[t] = ask.worth[t] * (1.0 + shift[t]), ask.worth[t]
        total += slope[t] * (1.0 + shift[t])
    for i in range(on.size):
        a, b = ends[i, 0], ends[i, 1]
        one = form[i, FIRST] + (form[i, FIRST_OUT] * shift[b] - form[i, FIRST_IN] * shift[a])
        two = form[i, SECOND] + (form[i, SECOND_OUT] * shift[a] - form[i, SECOND_IN] * shift[b])
        first = one > 0.0
        hinge = max(one if first else two, 0.0)
        trades = 1.0 if hinge > 0.0 else 0.0
        by_a = -form[i, FIRST_IN] if first else form[i, SECOND_OUT]
        by_b = form[i, FIRST_OUT] if first else -form[i, SECOND_IN]
        total += hinge * hinge
        on[i] = trades
        slope[a] += by_a * hinge
        slope[b] += by_b * hinge
        bend[a] += by_a * by_a * trades
        bend[b] += by_b * by_b * trades
    return total


@compiled
def bend_safely(hinges: Hinges, at: Place) -> None:
    """Bends that are convex although demand is not: conductances and what is left over, which vanishes at the end."""
    ends, form, shift, bend = hinges.ends, hinges.form, at.shift, at.bend
    for t in range(shift.size):
        bend[t] = max(at.slope[t], 0.0) / (1.0 + shift[t])
    for i in range(at.on.size):
        if at.on[i] > 0.0:
            a, b = ends[i, 0], ends[i, 1]
            both, ratio = form[i, FIRST_IN] * form[i, FIRST_OUT], (1.0 + shift[a]) / (1.0 + shift[b])
            bend[a] += both / ratio
            bend[b] += both * ratio
