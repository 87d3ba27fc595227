"""`hedgerow demo`: a whole world on this machine, and what our solver made of it."""

from pathlib import Path
from typing import Annotated

import typer

from solver.app.cli.options import fail

IntentsOption = Annotated[int, typer.Option("--intents", min=1, max=500, help="How many intents the traders post.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="One seed gives one history.")]
KeepOption = Annotated[bool, typer.Option("--keep", help="Keep the world running afterwards, until Ctrl-C.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", help="A new folder for all that the run leaves; var/demo/<time>-seed<seed> by default."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    *,
    intents: IntentsOption = 24,
    seed: SeedOption = 1,
    keep: KeepOption = False,
    json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Run chain, auction, relay, rivals, traders, a sandwich bot and our solver.

    Exit code 1 when anything ended otherwise than it should.
    """
    from solver.app.demo.child import ChildFailed
    from solver.app.demo.run import DemoResult, new_folder, run_demo
    from solver.app.demo.show import DemoProgress, show_json, show_table
    from solver.app.demo.world import Cast
    from solver.app.root import NoCheckout, repository_root
    from solver.app.stopping import raise_on_termination, wait_until_stopped
    from solver.ports import PortError

    wrong: list[str] = []
    progress = DemoProgress()

    def finish(result: DemoResult) -> None:
        progress.close()
        wrong.extend(result.wrong)
        (show_json if json else show_table)(result)
        if keep:
            progress.say(f"the world keeps running; Ctrl-C ends it (configuration: {result.outcome.config})")
            wait_until_stopped()

    raise_on_termination()
    try:
        root = repository_root()
        own = new_folder(root, seed) if folder is None else folder.absolute()
        cast = Cast(seed=seed, intents=intents)
        run_demo(root, own, cast, say=progress.say, progress=progress.update, patient=keep, finish=finish)
    except KeyboardInterrupt:
        fail("stopped", 130)
    except (ChildFailed, NoCheckout, PortError, OSError) as error:
        fail(error, 1)
    finally:
        progress.close()
    raise typer.Exit(1 if wrong else 0)
