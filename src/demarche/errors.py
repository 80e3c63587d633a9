"""Every error demarche raises on purpose.

    DemarcheError
    ├── InputError        one input is bad: skip it, count it, go on
    │   ├── ArticleError      a text, page, feed item or line that gives no article
    │   └── CodingError       an article that a coder could not code
    │       └── BudgetError       an article that the run's budget leaves no money, tokens or requests for
    ├── FetchError        the network or a server failed: worth another try later
    │   └── LaterError        the server says how long to stay away
    ├── SourceError       a whole input (file, feed, URL) cannot be read: stop this input
    ├── RegisterError     the register cannot be opened, read or written: stop
    └── UsageError        a setting or an argument is wrong: stop

``code`` is stable and stands in JSON output; ``then`` tells the calling loop what to do next.
Messages say what failed, on which input, and what to do.
"""

from __future__ import annotations

import errno
from typing import ClassVar, Literal

Then = Literal["skip", "retry", "stop"]


NO_ROOM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
)  # what a disk says that takes no more


class DemarcheError(Exception):
    """Root of all expected failures."""

    code: ClassVar[str] = "error"
    then: ClassVar[Then] = "stop"
    exit_code: ClassVar[int] = 1


class InputError(DemarcheError):
    """One input is bad; the run goes on without it."""

    code = "input"
    then = "skip"
    exit_code = 3


class ArticleError(InputError):
    """No article could be made from this input."""

    code = "article"


class CodingError(InputError):
    """A coder could not code this article."""

    code = "coding"


class BudgetError(CodingError):
    """The budget of the run is spent: the rest is skipped, what is done stays."""

    code = "budget"


class FetchError(DemarcheError):
    """A page or feed could not be fetched now."""

    code = "fetch"
    then = "retry"
    exit_code = 4


class LaterError(FetchError):
    """The server asks to be left alone for a while."""

    def __init__(self, message: str, *, wait: float) -> None:
        super().__init__(message)
        self.wait = wait  # seconds


class SourceError(DemarcheError):
    """A file, feed or URL cannot be read at all."""

    code = "source"
    exit_code = 3


class RegisterError(DemarcheError):
    """The register cannot be opened, read or written."""

    code = "register"
    exit_code = 5


class UsageError(DemarcheError):
    """A setting or argument is wrong."""

    code = "usage"
    exit_code = 2
