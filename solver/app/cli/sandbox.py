"""`hedgerow sandbox`: a whole local world that keeps running."""

from pathlib import Path
from typing import Annotated

import typer

from solver.app.cli.options import fail

ForkOption = Annotated[
    str | None,
    typer.Option("--fork-url", help="Fork this node instead of the built chain; it must be a sandbox's own or a copy."),
]
SlotOption = Annotated[int, typer.Option("--slot-ms", min=100, help="Length of a slot in real time.")]
TradersOption = Annotated[bool, typer.Option("--traders", help="Let traders post intents too.")]
IntentsOption = Annotated[int, typer.Option("--intents", min=1, max=100_000, help="How many, with --traders.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="What the people of this world do follows from it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the endpoints as one JSON object.")]
FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="A new folder for what the world leaves; var/sandbox/<time> by default."),
]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="A local world of real servers.", no_args_is_help=True)
    group.command()(up)
    group.callback()(_group)
    app.add_typer(group, name="sandbox")


def _group() -> None:
    """Keep `up` a command of its own."""


def up(
    *,
    fork_url: ForkOption = None,
    slot_ms: SlotOption = 12_000,
    traders: TradersOption = False,
    intents: IntentsOption = 1000,
    seed: SeedOption = 1,
    json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Start chain, block space, auction house and background traders, print their endpoints, run until Ctrl-C."""
    from solver.app.demo.child import ChildFailed
    from solver.app.demo.standing import new_folder, standing_world
    from solver.app.demo.world import Cast
    from solver.app.root import NoCheckout, repository_root
    from solver.app.stopping import raise_on_termination, wait_until_stopped
    from solver.ports import PortError

    raise_on_termination()
    cast = Cast(seed=seed, intents=intents, traders=traders, bot=False, contenders=(), slot_ms=slot_ms)
    try:
        root = repository_root()
        own = new_folder(root) if folder is None else folder.absolute()
        with standing_world(root, own, cast, fork_url, say=lambda text: typer.echo(text, err=True)) as world:
            world.show(as_json=json)
            wait_until_stopped()
    except KeyboardInterrupt:
        fail("stopped before it was up", 130)
    except (ChildFailed, NoCheckout, PortError, OSError) as error:
        fail(error, 1)
