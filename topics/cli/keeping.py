"""The commands that check runs, pass them on, and keep a study in order."""

from __future__ import annotations

import sys

import click

from topics.cli.options import OptionalPath, command
from topics.exit_codes import DIFFERS, DONE

__all__ = ["verify"]


@command()
@click.argument("run", type=click.Path())
@click.argument("seeds", required=False, type=click.Path())
def verify(run: str, seeds: OptionalPath) -> None:
    """Check a finished RUN against its hashes, make it again, and list what differs.

    With SEEDS, its seed files, the whole run is made again; without them its
    tables, figures and pages are, from its texts and models. RUN is not
    changed.
    """
    from topics.progress import shown_on_stderr
    from topics.verification import verify as verify_run

    with shown_on_stderr() as progress:
        found = verify_run(run, seeds, progress=progress)
    click.echo(found.text(), nl=False)
    sys.exit(DONE if found.is_same else DIFFERS)
