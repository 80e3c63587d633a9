"""demarche: who has warned whom, of what, if what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.articles import Article
    from demarche.coding import CodedArticle, code, code_article

__version__ = "0.1.0"

__all__ = ["Article", "CodedArticle", "__version__", "code", "code_article"]


def __getattr__(name: str) -> object:
    """Return a public name, loaded when first asked for: ``demarche --help`` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module 'demarche' has no attribute {name!r}")
    from demarche import articles, coding

    return getattr(articles if name == "Article" else coding, name)


def __dir__() -> list[str]:
    return __all__
