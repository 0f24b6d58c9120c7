"""``dateline VERB``: the program.

Errors a person can mend are one clear line on stderr and exit code 2.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from digest.errors import DatelineError

from .verbs import feeds, files, reading, running, upkeep

# typer carries a click of its own and exports only the leaves of its errors: these are their roots.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]
ClickException: type[Exception] = UsageError.__bases__[0]

app = typer.Typer(
    name="dateline",
    help="Structured news digests: who claims what, who denies it, where, and what changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for verbs in (running, reading, files, upkeep):
    for verb in verbs.VERBS:
        app.command()(verb)
app.add_typer(feeds.app, name="feeds")
app.add_typer(upkeep.manifest, name="manifest")
app.add_typer(upkeep.invite, name="invite")
app.add_typer(upkeep.gazetteer, name="gazetteer")


def main() -> None:
    """Run one verb; the exit code is 0, 1 (done, with bad lines told) or 2 (not done, said why)."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one verb, its words written."""
    try:
        code = app(arguments, prog_name="dateline", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except ClickException as error:
        return _usage(error)
    except DatelineError as error:
        return _say(f"dateline: {error}")
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # the reader went away (| head): that is not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a file or folder that was named, a full disk; without a name it is a bug
        if error.filename is None:
            raise
        return _say(f"dateline: {error.filename}: {error.strerror}")


def _usage(error: Any) -> int:
    """A mistake in how the program was called: one line; a verb without arguments shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return _say(error.format_message(), 0)
    where = error.ctx.command_path if getattr(error, "ctx", None) else "dateline"
    return _say(f"{where}: {error.format_message()} (see {where} --help)")


def _say(words: str, code: int = 2) -> int:
    sys.stderr.write(words + "\n")
    return code


if __name__ == "__main__":
    main()
