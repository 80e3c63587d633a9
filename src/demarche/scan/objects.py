"""Objects: a file in object storage or on a web server, read in stretches as they are asked for.

obstore (Rust's object_store) asks: it knows S3, Google's, Azure's and plain web servers, signs what is to be signed,
and tries again what may be gone a moment later, also the rest of a stretch that broke off. It comes with the extra
``objects`` and is loaded only where an address is read.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import PurePosixPath
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from demarche.errors import DemarcheError, FetchError, SourceError, UsageError
from demarche.scan.addresses import AGAIN, PLAIN, Address, address_of, fault_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from obstore import ObjectMeta
    from obstore.store import ClientConfig, ObjectStore, RetryConfig
    from typing_extensions import Buffer

    Fetch = Callable[[int, int], Buffer]

NEEDED = "reading addresses needs demarche's objects extra; install it with: pip install 'demarche[objects]'"
FIRST = 1 << 16  # bytes asked for where reading begins
GROWS = 4  # so many times as many where it goes on
MOST = 1 << 22  # bytes asked for at once, and held
RETRIES = 8  # of one request: with the waits between them a minute or so
CONNECTING = 10.0  # seconds
STALLED = 30.0  # seconds without a byte
LONGEST = 120.0  # seconds for one request, and for all its retries: 35 KB a second
FIRST_WAIT = 1.0  # seconds before the first retry, later ones wait longer: Common Crawl asks for no less
Answer = TypeVar("Answer")


class ObjectFile(io.RawIOBase):
    """A file that is read in stretches: no more than one is held, and none is asked for before its bytes are."""

    def __init__(
        self, fetch: Fetch, size: int, *, version: str | None = None, stop: int | None = None
    ) -> None:
        """Read with ``fetch``; where reading comes near ``stop``, nothing beyond it is asked for ahead of need."""
        super().__init__()
        self.fetch, self.size, self.version = fetch, size, version
        self.edge = size if stop is None else stop
        self.place = 0
        self.start, self.held = 0, memoryview(b"")

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read from any byte."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte; nothing is asked for."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError(f"there is no byte {base + offset}")
        self.place = base + offset
        return self.place

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer, but for the end of the file never in part."""
        into = memoryview(buffer).cast("B")
        wanted = max(0, min(len(into), self.size - self.place))
        done = 0
        while done < wanted:
            at = self.place - self.start
            if not 0 <= at < len(self.held):
                self.hold(wanted - done)
                at = 0
            piece = self.held[at : at + wanted - done]
            into[done : done + len(piece)] = piece
            done += len(piece)
            self.place += len(piece)
        return wanted

    def hold(self, wanted: int) -> None:
        """Fetch a stretch that begins here, a longer one each time that reading goes on where the last one ended."""
        goes_on = len(self.held) and self.place == self.start + len(self.held)
        before = self.place < self.edge
        ahead = GROWS * len(self.held) if goes_on and before == (self.start < self.edge) else FIRST
        ahead = min(ahead, self.edge - self.place) if before else ahead
        stop = min(self.size, self.place + min(MOST, max(wanted, ahead)))
        self.held = memoryview(b"")  # the old one goes before the new one comes
        self.start, self.held = self.place, memoryview(self.fetch(self.place, stop))


def opened_object(
    source: str, *, anonymous: bool, begun: bool = False, stop: int | None = None
) -> ObjectFile:
    """Return an object as a file.

    Raises UsageError without the extra, SourceError if it is not there or may not be read, FetchError for a fault
    that may be gone later; so does reading. Of one whose scan has ``begun`` every fault is a FetchError: it was there,
    so what has been read of it is not the whole.
    """
    import_obstore()
    import obstore

    key = address_of(source).key

    def fault(error: Exception) -> DemarcheError:
        found = fault_of(source, error, anonymous=anonymous)
        return FetchError(str(found)) if begun else found

    try:
        store = store_of(source, anonymous=anonymous)
        meta = waited(lambda: obstore.head(store, key))
    except (obstore.exceptions.BaseError, OSError, ValueError) as error:
        raise fault(error) from error
    version = version_of(meta)

    def fetch(start: int, stop: int) -> Buffer:
        try:
            meta, data = waited(lambda: stretch(store, key, start, stop))
        except (obstore.exceptions.BaseError, OSError, ValueError) as error:
            raise fault(error) from error
        if version_of(meta) != version:
            raise changed(source)
        if len(data) != stop - start:
            raise FetchError(f"{source}: gave {len(data):,} bytes of {stop - start:,}; {AGAIN}")
        return data

    return ObjectFile(fetch, meta["size"], version=version, stop=stop)


def objects_in(source: str, *, anonymous: bool) -> Iterator[str]:
    """Yield the addresses of all files in a folder, in order; faults as of ``opened_object``."""
    import_obstore()
    import obstore

    address = address_of(source)
    if address.is_web:
        raise SourceError(f"{source}: folders of a web server cannot be listed; name the files in it")
    try:
        store = store_of(source, anonymous=anonymous)
        chunks = waited(lambda: list(obstore.list(store, address.key.rstrip("/") or None)))
    except (obstore.exceptions.BaseError, OSError, ValueError) as error:
        raise fault_of(source, error, anonymous=anonymous) from error
    for path in sorted(PurePosixPath(meta["path"]) for chunk in chunks for meta in chunk):
        yield f"{address.scheme}://{address.bucket}/{path}"


def stretch(store: ObjectStore, key: str, start: int, stop: int) -> tuple[ObjectMeta, memoryview]:
    """Return what an object is and some of its bytes."""
    import obstore

    got = obstore.get(store, key, options={"range": (start, stop)})
    return got.meta, memoryview(got.bytes())


def waited(ask: Callable[[], Answer]) -> Answer:
    """Return what the library answers. It hears no Ctrl-C while it waits for a server; this thread does."""
    answer = Future[Answer]()

    def work() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001  raised where it is waited for
            answer.set_exception(error)

    Thread(target=work, daemon=True).start()
    return answer.result()


def changed(source: str) -> FetchError:
    """Return that an object is no longer what it was when the scan began."""
    return FetchError(f"{source}: has changed since the scan began; {AGAIN}, and it is read anew")


def version_of(meta: Any) -> str:
    """Return what tells an object from another that had its name."""
    return f"{meta['e_tag'] or meta['last_modified']} {meta['size']}"


def store_of(source: str, *, anonymous: bool) -> ObjectStore:
    """Return where an address's object lies; keys, endpoint and region come from the environment."""
    from obstore.store import AzureStore, GCSStore, HTTPStore, S3Store

    address = address_of(source)
    client: ClientConfig = {
        "connect_timeout": timedelta(seconds=CONNECTING),
        "read_timeout": timedelta(seconds=STALLED),
        "timeout": timedelta(seconds=LONGEST),
        "allow_http": allows_http(address),
    }
    retry: RetryConfig = {
        "max_retries": RETRIES,
        "retry_timeout": timedelta(seconds=LONGEST),
        "backoff": {"init_backoff": timedelta(seconds=FIRST_WAIT)},
    }
    if address.is_web:
        url = f"{address.scheme}://{address.bucket}"
        return HTTPStore(url, client_options=client, retry_config=retry)
    # unsigned where that is asked for, else as the environment says
    signing: dict[str, Any] = {"skip_signature": True} if anonymous else {}
    stores: dict[str, Callable[..., ObjectStore]] = {"s3": S3Store, "gs": GCSStore, "az": AzureStore}
    return stores[address.scheme](address.bucket, client_options=client, retry_config=retry, **signing)


def allows_http(address: Address) -> bool:
    """Return whether an address may be asked for without encryption: it says so, or the library's variable does."""
    if address.is_web:
        return address.scheme == "http"
    return os.environ.get(PLAIN[address.scheme], "").lower() in ("true", "1", "yes", "on")


def import_obstore() -> None:
    """Raise UsageError where the extra is not installed."""
    try:
        import obstore  # noqa: F401
    except ImportError as error:
        raise UsageError(NEEDED) from error
