"""Addresses: what in object storage or on a web server a source names, and what is wrong with it in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from demarche.errors import DemarcheError, FetchError, SourceError, UsageError

SCHEMES = ("s3", "gs", "az", "https", "http")
SHAPE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
STATUS = re.compile(r"status code: (\d{3})")
CODE = re.compile(r"<Code>(\w{1,60})</Code>")  # S3's word for a fault; nothing else of an answer is repeated
RETRIED = frozenset({408, 425, 429})  # of the 4xx, those that may be gone a little later
AGAIN = "run the scan again: what is done stays"
KEYS = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}  # variables that the library reads
PLAIN = {"s3": "AWS_ALLOW_HTTP", "gs": "GOOGLE_ALLOW_HTTP", "az": "AZURE_ALLOW_HTTP"}  # likewise
# words of the library's reports, and what they mean
SAID = (
    ("169.254.169.254", "no credentials were found; {grant}"),
    ("/latest/api/token", "no credentials were found; {grant}"),
    ("metadata.google.internal", "no credentials were found; {grant}"),
    ("Account must be specified", "no account is named; set AZURE_STORAGE_ACCOUNT_NAME"),
    ("BadScheme", "the server would be asked without encryption; set {plain}=true if that is meant"),
    ("configured region", "the bucket lies in another region; set AWS_REGION to it"),
    ("invalid list response", "what the server lists cannot be read; name the files in it"),
    ("non-partial", "the server gives whole files only; fetch the file and scan that"),
    ("NotPartial", "the server gives whole files only; fetch the file and scan that"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A file in a bucket (or on a web server), or a folder of files."""

    scheme: str
    bucket: str  # or host and port
    key: str  # "" for the whole bucket

    @property
    def is_folder(self) -> bool:
        """Whether it names a folder: it ends so, or is a bucket's."""
        return not self.key or self.key.endswith("/")

    @property
    def is_web(self) -> bool:
        """Whether a web server has it, which knows no folders and asks for no keys."""
        return self.scheme in ("https", "http")


def is_address(source: str) -> bool:
    """Return whether a source is an address, and no path.

    >>> is_address("s3://archives/a.warc.gz"), is_address("archives/a.warc.gz")
    (True, False)
    """
    return bool(SHAPE.match(source))


def address_of(source: str) -> Address:
    """Return what an address names; UsageError for one that is not read. Passwords in it are never repeated.

    >>> address_of("s3://archives/2026/a.warc.gz")
    Address(scheme='s3', bucket='archives', key='2026/a.warc.gz')
    """
    scheme, _, rest = source.partition("://")
    scheme, (bucket, _, key) = scheme.lower(), rest.partition("/")
    if scheme not in SCHEMES:
        known = ", ".join(f"{one}://" for one in SCHEMES)
        raise UsageError(f"{scheme}://: scan reads no such addresses; give one of {known} or a path")
    if "@" in bucket:
        host = bucket.rpartition("@")[2]
        raise UsageError(f"{scheme}://…@{host}: no name or password stands in an address; leave it out")
    if not bucket:
        raise UsageError(f"{source}: names no bucket; write it as {scheme}://BUCKET/FILE")
    if scheme in ("https", "http"):
        if "?" in key or "#" in key:
            shown = source.partition("?")[0].partition("#")[0]
            raise UsageError(f"{shown}?…: addresses with a query are not read; fetch the file and scan that")
        key = unquote(key)
    return Address(scheme=scheme, bucket=bucket, key=key)


def name_of(source: str) -> str:
    """Return the name of a source's file.

    >>> name_of("s3://archives/2026/a.warc.gz")
    'a.warc.gz'
    """
    return address_of(source).key.rstrip("/").rpartition("/")[2]


def fault_of(source: str, error: Exception, *, anonymous: bool) -> DemarcheError:
    """Return what the library's report on an address means, with the next step.

    SourceError for what stays so, FetchError for what may be gone later. The report itself, which repeats what the
    server said and what it was asked, is left out.
    """
    said = str(error)
    found = STATUS.search(said)
    status = int(found[1]) if found else None
    told = next((why for word, why in SAID if word in said), None)
    scheme = address_of(source).scheme
    if told is not None:
        words = {"grant": grant(scheme, anonymous=anonymous), "plain": PLAIN.get(scheme)}
        return SourceError(f"{source}: {told.format(**words)}")
    if isinstance(error, FileNotFoundError) or status == 404:
        return SourceError(
            f"{source}: there is no such file or bucket; check the address, a folder's ends with /"
        )
    if status in (401, 403) or type(error).__name__ in ("PermissionDeniedError", "UnauthenticatedError"):
        return SourceError(
            f"{source}: access is denied, or there is no such file; {grant(scheme, anonymous=anonymous)}"
        )
    if isinstance(error, ValueError):
        return SourceError(f"{source}: is no address that the library reads; fetch the file and scan that")
    if status is None:
        return FetchError(
            f"{source}: the connection failed or was lost; see whether the network and the address are right, and {AGAIN}"
        )
    code = CODE.search(said)
    answer = f"{status} {code[1]}" if code else str(status)
    if status < 500 and status not in RETRIED:
        return SourceError(
            f"{source}: the server refuses to give it ({answer}); check address and credentials"
        )
    return FetchError(f"{source}: the server cannot give it now ({answer}); later {AGAIN}")


def grant(scheme: str, *, anonymous: bool) -> str:
    """Return what to do for access."""
    if scheme in ("https", "http"):
        return "check the address, or fetch the file and scan that"
    if anonymous:
        return f"leave --anonymous out and set {KEYS[scheme]}"
    return f"set {KEYS[scheme]}, or give --anonymous for a public archive"
