"""demarche: who has warned whom, of what, if what happens."""

from __future__ import annotations

from demarche.articles import Article
from demarche.coding import CodedArticle, code, code_article

__version__ = "0.1.0"

__all__ = ["Article", "CodedArticle", "__version__", "code", "code_article"]
