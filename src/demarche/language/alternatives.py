"""Alternatives: one pattern for many words, by how they begin.

Python's ``re`` tries the words of ``a|b|c`` one after the other at every place of a text, and those that may stand
in capitals by a call each; as a tree of their letters it tries the few that begin as the text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Tree = dict[str, Any]  # letters, each with what follows it; END where a word ends
END = ""


def alternatives(words: Iterable[str], *, blank: str = r"\ ") -> str:
    """Return a pattern of the words, the longest that stands at a place; a blank matches ``blank``.

    Two words that differ in capitals only must not stand in a pattern that ignores them.

    >>> alternatives(["attack", "attacks", "strike"])
    '(?:attack(?:s)?|strike)'
    """
    tree: Tree = {}
    for word in sorted(words):
        node = tree
        for letter in word:
            node = node.setdefault(blank if letter == " " else re.escape(letter), {})
        node[END] = {}
    return pattern_of(tree)


def pattern_of(tree: Tree) -> str:
    """Return the pattern of a tree."""
    branches = []
    for letter, behind in tree.items():
        if letter == END:
            continue
        written = letter
        while len(behind) == 1 and END not in behind:
            ((letter, behind),) = behind.items()
            written += letter
        branches.append(written + pattern_of(behind))
    if not branches:
        return ""
    if len(branches) == 1 and END not in tree:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if END in tree else "")
