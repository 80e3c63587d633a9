"""The cache: answers that were paid for, in a folder, one small file each.

The name of a file is a hash of what decides an answer: the article as the model sees it, the model, the
prompt and the codebook. Files are written whole or not at all; one that is damaged counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from demarche.errors import UsageError
from demarche.llm import Reply


def cache_key(*parts: str) -> str:
    """Return the key of what decides an answer."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """Answers in a folder, which is made when the first one is kept."""

    folder: Path

    def path(self, key: str) -> Path:
        """Return where an answer lies, or would."""
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Reply | None:
        """Return the answer kept under a key, None where there is none that can be read."""
        try:
            row = json.loads(self.path(key).read_text(encoding="utf-8"))
            return Reply(
                text=str(row["text"]), tokens_in=int(row["tokens_in"]), tokens_out=int(row["tokens_out"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep an answer; UsageError if the folder cannot be written."""
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(reply), file)
            Path(made).replace(path)
        except OSError as error:
            raise UsageError(
                f"{self.folder}: cannot be written ({error.strerror}); set llm_cache to another folder"
            ) from error
