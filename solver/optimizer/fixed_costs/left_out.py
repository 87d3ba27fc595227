"""Why a market carries nothing."""

from enum import StrEnum


class LeftOut(StrEnum):
    """The closed set of reasons, told by what a market would earn at the answer's prices."""

    EMPTY = "has nothing to trade here"
    UNUSED = "unused by the optimum: its price is never reached"
    BELOW_GAS = "earns less than its gas"
    PROVED_USELESS = "earns more than its gas, yet proved useless by the bound"
    NOT_FOUND_USEFUL = "earns more than its gas, yet no better answer was found with it"
