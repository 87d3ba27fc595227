"""What the compiled solver works on: tuples of arrays, which pass into machine code as they are.

Prices are kept as v_t = (root_t (1 + shift_t))^2: root is fixed for a stretch of iterations, shift is small, and
whatever is computed from root alone is rounded once and for all. A market's mid price is then off by one part in 1e16,
which changes nothing, while its flow is known to one part in 1e16 of the shift instead of the market's depth.

Flows are added up in worth: price times amount, what the market pays above zero. A market's curvature in log prices is
a Laplacian: one conductance for each pair of its tokens.
"""

from typing import NamedTuple

from solver.optimizer.program.network import Flags, Floats, Places


class Pairs(NamedTuple):
    """Constant products. ends (m, 2); root (m, 2): of the reserves; drag (m): 1 / sqrt(keep); slot (m); on (m)."""

    ends: Places
    root: Floats
    drag: Floats
    slot: Places
    on: Flags


class Ladders(NamedTuple):
    """Curves. first (k): root of the first price; ready (k): pieces prepared so far; place (k): piece last active.

    By piece: begin: root of its first price; liquidity: sqrt(reserve_in reserve_out); spent, paid: when it is full,
    those before it included
    """

    ends: Places
    keep: Floats
    drag: Floats
    start: Places
    reserve_in: Floats
    reserve_out: Floats
    capacity: Floats
    first: Floats
    ready: Places
    place: Places
    begin: Floats
    liquidity: Floats
    spent: Floats
    paid: Floats
    slot: Places
    on: Flags


class Books(NamedTuple):
    """Level books. through, paid (levels): input and output up to the end of each; stiff, middle (l): see books.py.

    taken (l): as of the last evaluation
    """

    ends: Places
    start: Places
    price: Floats
    through: Floats
    paid: Floats
    stiff: Floats
    middle: Floats
    taken: Floats
    slot: Places
    on: Flags


class Weights(NamedTuple):
    """Weighted pools. weight: summing to one in each pool; level: log(balance / weight); toll (pools): -log(keep).

    pair (pools + 1): first of each pool's pairs of slots, (0, 1), (0, 2), (1, 2), (0, 3) ...; slot (pairs)
    net (slots), conductance (pairs): as of the last evaluation, in worth; room (longest)
    """

    start: Places
    token: Places
    balance: Floats
    weight: Floats
    level: Floats
    keep: Floats
    toll: Floats
    pair: Places
    slot: Places
    net: Floats
    conductance: Floats
    room: Floats
    on: Flags


class Coins(NamedTuple):
    """Stable pools. parity: balance / (1 + share), worth the same for all coins where nothing is to be earned.

    multiplier (pools, 2): m and w of the last evaluation in worth, zero before any; the rest as in Weights
    """

    start: Places
    token: Places
    balance: Floats
    share: Floats
    keep_in: Floats
    keep_out: Floats
    parity: Floats
    multiplier: Floats
    pair: Places
    slot: Places
    net: Floats
    conductance: Floats
    room: Floats
    on: Flags


class Graph(NamedTuple):
    """Pairs of tokens that some market trades, each a slot. low, high (slots): its tokens; degree (T): slots a token.

    order (T): tokens by degree; start (T + 1), other, via (2 slots): neighbours of each token and the slot between
    """

    low: Places
    high: Places
    degree: Places
    order: Places
    start: Places
    other: Places
    via: Places


class Order(NamedTuple):
    """As in Network: supply, value (T), fixed (T)."""

    supply: Floats
    value: Floats
    fixed: Flags


class Point(NamedTuple):
    """Prices: see above. ground, rise (T): log of root squared, and of (1 + shift) squared."""

    root: Floats
    shift: Floats
    ground: Floats
    rise: Floats


class Sums(NamedTuple):
    """worth (T): net flow in worth, supply included; conductance (slots).

    smooth_worth, smooth_conductance: without the books; totals (3): dual without the books, with softened books, and
    what true books would earn beyond what these take
    """

    worth: Floats
    conductance: Floats
    smooth_worth: Floats
    smooth_conductance: Floats
    totals: Floats


class Rows(NamedTuple):
    """A symmetric matrix below its diagonal, by rows. start (T + 1), column, slot (slots).

    entry, factor (slots): of the matrix and of its incomplete factor; pivot, dense, residual, ahead, image, eased (T)
    """

    start: Places
    column: Places
    slot: Places
    entry: Floats
    factor: Floats
    pivot: Floats
    dense: Floats
    residual: Floats
    ahead: Floats
    image: Floats
    eased: Floats


class System(NamedTuple):
    """Newton's equations over the free tokens by rank: Laplacian of the conductances plus a diagonal.

    rank (T): of each token, -1 where held; token (T): of each rank; conductance (slots); diagonal, right, solution (T)
    matrix: room for a full one, or empty where there are too many tokens
    """

    rank: Places
    token: Places
    conductance: Floats
    diagonal: Floats
    right: Floats
    solution: Floats
    matrix: Floats
    rows: Rows


class Markets(NamedTuple):
    """All markets of a network."""

    pairs: Pairs
    ladders: Ladders
    books: Books
    weights: Weights
    coins: Coins


class Program(NamedTuple):
    """What is solved: the markets, what is asked of them, and the pairs they trade."""

    markets: Markets
    order: Order
    graph: Graph


DUAL, RESIDUAL, SCALE, BEST, MISSING, LOSS = 0, 1, 2, 3, 4, 5
"""Places in State.numbers: dual; missing and loss together; order value; the least residual so far; what is missing or
left over; what books lose by not taking what is best for them."""

ITERATIONS, STATUS, STILL, CENTRED, EVALUATIONS, ROUNDS = 0, 1, 2, 3, 4, 5
"""Places in State.counts. STILL: iterations without progress; CENTRED: whether root was moved to the near-optimum;
ROUNDS: of conjugate gradients."""

RUNNING, OPTIMAL, STALLED, UNBOUNDED = 0, 1, 2, 3
"""Values of counts[STATUS]."""


class State(NamedTuple):
    """Where the search stands: point and its sums; trial: shifts tried, and their sums.

    step, gone (T): relative change of each root, and as far as it is known while it is made
    least (T): of shift, a token's bound; held (T): at it; known (T): has a price at all
    stopped (T): goes to its bound in this step and no further; bends, lines (slots): conductances of all
    but the books, and of the books, the stiffest met in this iteration
    """

    point: Point
    sums: Sums
    trial: Floats
    trial_sums: Sums
    step: Floats
    gone: Floats
    least: Floats
    held: Flags
    known: Flags
    stopped: Flags
    bends: Floats
    lines: Floats
    system: System
    numbers: Floats
    counts: Places
