"""Which texts are copies."""

from __future__ import annotations

import random

from demarche.threads.reprints import are_copies, bands

WORDS = "harbour ledger island minister border treaty vessel signal winter copper garden window river paper".split()


def text(seed: int, count: int = 300) -> str:
    dice = random.Random(seed)
    return " ".join(f"{dice.choice(WORDS)}{dice.randrange(40)}" for _ in range(count))


def found(one: str, other: str) -> bool:
    return bool(set(bands(one)) & set(bands(other))) and are_copies(one, other)


def test_a_copy_is_known_with_a_paragraph_added_or_the_tail_cut() -> None:
    for seed in range(20):
        whole = text(seed)
        cut = " ".join(whole.split()[:200])
        assert found(whole, whole.upper() + "!")
        assert found(whole, f"{text(seed + 100, 60)}\n\n{whole}")
        assert found(whole, cut), seed


def test_texts_that_share_a_paragraph_are_no_copies() -> None:
    shared = text(7, 80)
    assert not are_copies(f"{shared} {text(8)}", f"{shared} {text(9)}")


def test_short_texts_are_never_copies() -> None:
    assert bands("Moscow warns Tokyo over missiles") == ()
    assert not are_copies("Moscow warns Tokyo", "Moscow warns Tokyo")
