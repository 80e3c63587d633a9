"""demarche: who has warned whom, of what, if what happens.

>>> import demarche
>>> coded = demarche.code("Arvania will expel the envoy if Belmora signs the pact, its president said.")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.articles import Article
    from demarche.coding import CodedArticle, code, code_article

__version__ = "0.1.0"

__all__ = ["Article", "CodedArticle", "__version__", "code", "code_article"]

HOMES = {
    "Article": "demarche.articles",
    "CodedArticle": "demarche.coding",
    "code": "demarche.coding",
    "code_article": "demarche.coding",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that the command line starts quickly."""
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module 'demarche' has no attribute {name!r}; it has {', '.join(__all__)}")
