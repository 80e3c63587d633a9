"""What a request may be refused for, and the one body in which every error is told.

``{"error": {"code", "message", "then"}}``, as the command line prints it with --json.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from demarche.errors import DemarcheError, RegisterError, UsageError


class RefusalError(DemarcheError):
    """A request that is not served."""

    code = "refused"
    status: ClassVar[int] = 403


class MissingError(RefusalError):
    """What was asked for is not there."""

    code = "missing"
    status = 404


class StrangerError(RefusalError):
    """Nobody known asks."""

    code = "login"
    status = 401


class HastyError(RefusalError):
    """Too many wrong passwords or tokens."""

    code = "wait"
    then = "retry"
    status = 429


class OvertakenError(RefusalError):
    """What is to be changed was changed by somebody else meanwhile."""

    code = "overtaken"
    status = 412


class TooMuchError(RefusalError):
    """A request that is too long."""

    code = "too-large"
    status = 413


class TooSlowError(RefusalError):
    """A body that takes too long to come."""

    code = "too-slow"
    then = "retry"
    status = 408


def status_of(error: DemarcheError) -> int:
    """Return the HTTP status of an error.

    >>> status_of(UsageError("?")), status_of(MissingError("?"))
    (400, 404)
    """
    if isinstance(error, RefusalError):
        return error.status
    if isinstance(error, RegisterError):
        return 503
    return 400 if isinstance(error, UsageError) else 500


def body_of(error: DemarcheError) -> dict[str, Any]:
    """Return the one body of errors."""
    return {"error": {"code": error.code, "message": str(error), "then": error.then}}


@contextmanager
def found() -> Iterator[None]:
    """Say that what an address names is missing, where the register knows no such id."""
    try:
        yield
    except UsageError as error:
        raise MissingError(str(error)) from error
