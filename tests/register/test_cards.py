"""A kept card is what would be made now, whatever happened since it was made, on both engines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from demarche.articles import Article
from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.export.joined import card_summary, thread_summary
from demarche.register import Filter, cards, digests, open_register
from demarche.register.cards import card_of, recent
from demarche.register.store import SqlRegister

NOW = datetime(2025, 10, 1, tzinfo=UTC)


@pytest.fixture
def register(place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlRegister]:
    monkeypatch.setattr(digests, "LONG", 1)  # so that digests are kept of every thread
    with open_register(place, now=lambda: NOW) as opened:
        opened.add(code_article(article) for article in demo_articles()[:12])
        yield opened


def kept(register: SqlRegister) -> int:
    with register.reading() as connection:
        query = "SELECT count(*) FROM thread_cards WHERE card LIKE '{%%'"
        return int(connection.exec_driver_sql(query).scalar_one())


def check(register: SqlRegister) -> None:
    """Fail unless every card is that of its thread, and kept."""
    compare(register)
    assert kept(register) == len(list(register.threads()))


def compare(register: SqlRegister) -> None:
    """Fail unless every card is that of its thread."""
    threads = list(register.threads())
    fresh = [card_of(thread, register.ledger_of(recent(thread))) for thread in threads]
    assert [replace(card, cursor="") for card in register.cards()] == [replace(c, cursor="") for c in fresh]
    assert [card_summary(card) for card in register.cards()] == [thread_summary(t) for t in threads]


def test_cards_are_kept_and_read_again(register: SqlRegister) -> None:
    check(register)
    assert kept(register) > 1
    check(register)


def test_whatever_changes_a_thread_changes_its_card(register: SqlRegister) -> None:
    check(register)
    threat = next(register.threats(Filter(sender=("RUS",))))
    register.correct(threat.id, "commitment", "open", author="Ada")
    check(register)
    register.correct(threat.id, "target", ("CHN",), author="Ada")
    check(register)
    for revision in register.revisions():
        register.undo(revision.id, author="Ada")
        check(register)
    register.reject(threat.id, author="Ada")
    check(register)
    register.restore(threat.id, author="Ada")
    register.judge(threat.id, "trigger", "met", author="Ada")
    check(register)
    register.undo_judgement(1, author="Ada")
    check(register)
    register.review(threat.id, "reject", author="Ada")
    check(register)
    register.undo_review(author="Ada")
    check(register)


def test_what_is_added_later_reaches_the_cards(register: SqlRegister) -> None:
    check(register)
    for article in demo_articles()[12:]:  # deeds, reprints, further statements
        register.add(code_article(article))
        check(register)
    one = demo_articles()[0]
    register.add(code_article(replace(one, outlet="Copyist", title=f"Again: {one.title}")))
    check(register)


def test_a_deed_alone_forgets_the_cards_that_ask_for_it(register: SqlRegister) -> None:
    text = "Algeria will deploy bombers if Morocco deploys American missiles on its islands, Algiers said."
    register.add(code_article(Article(title="", text=text, outlet="A", date=date(2025, 1, 1))))
    check(register)
    before = [card.trigger for card in register.cards()]
    deed = "Morocco deployed American missiles on its southern islands on Monday, the Defence Ministry said."
    register.add(code_article(Article(title="", text=deed, outlet="B", date=date(2025, 3, 4))))
    check(register)
    assert [card.trigger for card in register.cards()] != before


def test_the_matrix_is_counted_anew_when_something_changed(register: SqlRegister) -> None:
    before = register.matrix()
    assert register.matrix() is before
    threat = next(register.threats(Filter(sender=("RUS",))))
    register.correct(threat.id, "target", ("FJI",), author="Ada")
    assert "FJI" in {cell.target for cell in register.matrix()}
    register.undo(1, author="Ada")
    assert register.matrix() == before


def test_pages_of_cards_follow_each_other(register: SqlRegister) -> None:
    whole = list(register.cards())
    first = list(register.cards(Filter(limit=2)))
    assert first + list(register.cards(Filter(after=first[-1].cursor))) == whole


def test_a_card_made_while_something_changed_is_not_kept(
    register: SqlRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    threat = next(register.threats(Filter(sender=("RUS",))))
    made, changed = cards.card_of, list[object]()

    def meanwhile(*given: object) -> object:
        if not changed:
            changed.append(register.correct(threat.id, "commitment", "emphatic", author="Bo"))
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "card_of", meanwhile)
    list(register.cards())
    monkeypatch.undo()
    check(register)


def test_a_deed_that_comes_while_a_card_is_made_is_not_missed(
    register: SqlRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Algeria will deploy bombers if Morocco deploys American missiles on its islands, Algiers said."
    register.add(code_article(Article(title="", text=text, outlet="A", date=date(2025, 1, 1))))
    deed = "Morocco deployed American missiles on its southern islands on Monday, the Defence Ministry said."
    made, news = (
        cards.card_of,
        [code_article(Article(title="", text=deed, outlet="B", date=date(2025, 3, 4)))],
    )

    def meanwhile(*given: object) -> object:
        if news:
            register.add([news.pop()])
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "card_of", meanwhile)
    before = list(register.cards(Filter(sender=("DZA",))))
    monkeypatch.undo()
    assert list(register.cards(Filter(sender=("DZA",)))) != before
    check(register)


def test_of_two_who_make_a_card_the_first_keeps_it(
    register: SqlRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, seen = cards.card_of, list[int]()

    def meanwhile(*given: object) -> object:
        if not seen:
            seen.append(0)
            list(register.cards())  # another reader, who finds every card claimed
            seen.append(kept(register))
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "card_of", meanwhile)
    list(register.cards())
    assert seen == [0, 0]
    check(register)


def test_a_claim_left_over_gives_way(register: SqlRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cards, "keep", lambda *given: None)  # as if the one who makes them were killed
        list(register.cards())
    list(register.cards())
    assert kept(register) == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + cards.LEFT_OVER + 2)
    list(register.cards())
    check(register)


def test_a_list_may_lag_behind_what_is_added_and_never_behind_people(
    register: SqlRegister, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(cards, "keep", lambda *given: None)  # as while others write without end
    register.may_lag(5)
    before = list(register.cards())
    register.add(code_article(article) for article in demo_articles()[12:])
    known = {card.id: card for card in before}
    assert any(card == known.get(card.id) for card in register.cards())
    assert [one for one in register.cards() if one.id in known and one != known[one.id]] == []
    with open_register(place, now=lambda: NOW) as other:
        threat = next(other.threats(Filter(sender=("RUS",))))
        other.correct(threat.id, "commitment", "open", author="Ada")
    monkeypatch.undo()
    compare(register)
    register.add(code_article(replace(demo_articles()[0], outlet="Copyist", title="Again")))
    now += 6
    monkeypatch.setattr(time, "monotonic", lambda: now)
    compare(register)


def test_figures_may_lag_likewise(register: SqlRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    register.may_lag(5)
    before = register.matrix(), register.counts()
    register.add(code_article(article) for article in demo_articles()[12:])
    assert (register.matrix(), register.counts()) == before
    threat = next(register.threats(Filter(sender=("RUS",))))
    register.correct(threat.id, "target", ("FJI",), author="Ada")
    assert "FJI" in {cell.target for cell in register.matrix()}
    assert register.counts().articles == len(demo_articles())
    register.add(code_article(replace(demo_articles()[0], outlet="Copyist", title="Again")))
    assert register.counts().articles == len(demo_articles())
    now += 6
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert register.counts().articles == len(demo_articles()) + 1


def test_readers_wait_for_no_writer(register: SqlRegister, place: str) -> None:
    with open_register(place, now=lambda: NOW) as other, other.writing():
        assert list(register.cards())
        assert kept(register) == 0
    check(register)


def test_missing_cards_are_made_ahead(register: SqlRegister) -> None:
    while register.warm_cards(some=2):
        pass
    assert kept(register) == len(list(register.threads()))


def test_a_card_tells_the_end_of_a_long_course(
    register: SqlRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {card.id: card for card in register.cards()}
    longest = max(whole.values(), key=lambda card: card.statement_count)
    assert longest.statement_count > 3
    monkeypatch.setattr(cards, "COURSE", 2)
    threat = next(t for t in register.threats() if register.thread(t.id).id == longest.id)
    register.correct(threat.id, "speaker_role", None, author="Ada")
    (short,) = (card for card in register.cards() if card.id == longest.id)
    assert short == replace(longest, commitment=longest.commitment[-2:], course=longest.course[-2:])


def test_cards_are_made_anew_before_readers_wait_for_them(
    register: SqlRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    register.may_lag(10)
    before = list(register.cards())
    register.add(code_article(replace(demo_articles()[0], outlet="Copyist", title="Again")))
    assert register.warm_cards() == 0  # all were made a moment ago
    now += 6
    assert 0 < register.warm_cards() < len(before)
    assert register.warm_cards() == 0
    now += 5  # what was shown first is too old by now
    monkeypatch.setattr(register, "make_cards", lambda keys: {key: pytest.fail("waited for") for key in keys})
    compare(register)
