"""Running a command: errors become one line and an exit code."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from demarche.cli.app import build
from demarche.cli.stopping import StoppedError
from demarche.errors import NO_ROOM, DemarcheError, UsageError
from demarche.logs import without_secrets

COMPLETION = "_DEMARCHE_COMPLETE"  # set by the shell when it asks for completions
INTERRUPTED = 130  # 128 + SIGINT, as shells count


def run(arguments: Sequence[str]) -> int:
    """Run the command the arguments name and return its exit code (docs/cli.md lists them)."""
    command = typer.main.get_command(build())
    if COMPLETION in os.environ:
        command.main(list(arguments), prog_name="demarche")
    as_json = "--json" in arguments
    try:
        with command.make_context("demarche", list(arguments)) as context:
            command.invoke(context)
        sys.stdout.flush()
    except DemarcheError as error:
        return reported(error, as_json=as_json)
    except typer.Exit as error:
        return error.exit_code
    except TyperException as error:
        return reported(UsageError(usage_line(error)), as_json=as_json)
    except BrokenPipeError:
        # Whoever read has read enough. What Python still holds for it must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        place = error.filename or "output"
        return reported(
            UsageError(f"{place}: cannot be written ({error.strerror}); make room and run it again"),
            as_json=as_json,
        )
    except StoppedError:
        logging.getLogger(__name__).info("stopped", extra={"fields": {"by": "SIGTERM"}})
        return 0
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("demarche: stopped", err=True)
        return INTERRUPTED
    return 0


def reported(error: DemarcheError, *, as_json: bool) -> int:
    """Print an error on one line of standard error and return its exit code."""
    message = without_secrets(str(error))  # an address may hold a password
    body = {"error": {"code": error.code, "message": message, "then": error.then}}
    line = json.dumps(body, ensure_ascii=False) if as_json else f"demarche: {' '.join(message.split())}"
    typer.echo(line, err=True)
    return error.exit_code


def usage_line(error: TyperException) -> str:
    """Return what was wrong with the arguments, and where to read how they go."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "demarche"
    return f"{error.format_message().strip().rstrip('.')}; see {path} --help"
