"""What every register must do, whatever it is kept in: run on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.errors import UsageError
from demarche.register import Added, Filter, Register, open_register

NOW = datetime(2024, 8, 1, 12, 0, tzinfo=UTC)
TEXTS = {
    "Harbour Wire": "Russia will retaliate if Japan buys the missiles, Russian Foreign Minister Ivan Demidov said.",
    "Straits Ledger": "Iran threatened to close the strait if the United States imposes new sanctions.",
    "Northern Courier": "China vowed to retaliate over the new US tariffs, the Chinese Commerce Ministry said.",
    "Meridian Post": "A bridge was opened in Osaka on Tuesday.",
}


def coded(outlet: str = "Harbour Wire", day: int = 25) -> CodedArticle:
    return code_article(
        Article(title=f"News from {outlet}", text=TEXTS[outlet], outlet=outlet, date=date(2024, 7, day))
    )


def newer(one: CodedArticle, **changes: object) -> CodedArticle:
    threats = tuple(replace(t, **changes) for t in one.threats)  # type: ignore[arg-type]
    return replace(one, threats=threats, coder="blend:v2+rules:v1")


@pytest.fixture
def opened(place: str) -> Iterator[Callable[[], Register]]:
    made: list[Register] = []

    def again() -> Register:
        made.append(open_register(place, now=lambda: NOW))
        return made[-1]

    yield again
    for register in made:
        register.close()


@pytest.fixture
def register(opened: Callable[[], Register]) -> Register:
    return opened()


@pytest.fixture
def full(register: Register) -> Register:
    register.add((coded(outlet, day) for day, outlet in enumerate(TEXTS, start=20)), source="test")
    return register


def test_adding_twice_adds_once(register: Register) -> None:
    assert register.add(coded()) == Added(new=1)
    assert register.add(coded()) == Added(known=1)
    assert register.counts().articles == register.counts().threats == 1


def test_what_was_added_is_there_after_reopening(full: Register, opened: Callable[[], Register]) -> None:
    before = list(full.threats())
    full.close()
    assert list(opened().threats()) == before


def test_a_stored_threat_is_the_coded_one(register: Register) -> None:
    one = coded()
    register.add(one)
    (stored,) = register.threats()
    assert stored.threat == one.threats[0]
    assert (stored.source.outlet, stored.source.date) == ("Harbour Wire", date(2024, 7, 25))
    assert stored.coder == "blend:v1+rules:v1"


def test_a_verbatim_copy_by_another_outlet_is_an_article_of_its_own(register: Register) -> None:
    one = coded()
    copy = code_article(replace(one.article, outlet="Meridian Post"))
    register.add([one, copy])
    assert register.counts().articles == 2


@pytest.mark.parametrize(
    ("where", "senders"),
    [
        (Filter(), ["CHN", "IRN", "RUS"]),
        (Filter(sender=("RUS",)), ["RUS"]),
        (Filter(sender=("rus", "IRN")), ["IRN", "RUS"]),
        (Filter(target=("USA",)), ["CHN", "IRN"]),
        (Filter(target=("USA",), trigger_form=("because",)), ["CHN"]),
        (Filter(speaker="demidov"), ["RUS"]),
        (Filter(outlet=("Straits Ledger",)), ["IRN"]),
        (Filter(since=date(2024, 7, 21)), ["CHN", "IRN"]),
        (Filter(until=date(2024, 7, 20)), ["RUS"]),
        (Filter(text="missiles"), ["RUS"]),
        (Filter(text='"new sanctions"'), ["IRN"]),
        (Filter(text="sanct*"), ["IRN"]),
        (Filter(min_confidence=1.0), []),
        (Filter(coder="rules:v9"), []),
        (Filter(limit=2), ["CHN", "IRN"]),
    ],
)
def test_filters(full: Register, where: Filter, senders: list[str]) -> None:
    assert [stored.threat.sender[0] for stored in full.threats(where)] == senders


def test_a_cursor_goes_on_where_the_last_page_ended(full: Register) -> None:
    first, second, third = full.threats()
    assert list(full.threats(Filter(after=first.cursor))) == [second, third]
    assert list(full.threats(Filter(after=third.cursor))) == []


def test_a_newer_coder_supersedes_and_deletes_nothing(full: Register) -> None:
    assert full.add(newer(coded(day=20), commitment="emphatic")) == Added(recoded=1)
    (stored,) = full.threats(Filter(sender=("RUS",)))
    assert (stored.threat.commitment, stored.coder) == ("emphatic", "blend:v2+rules:v1")
    assert full.counts().superseded == 1
    assert full.add(coded(day=20)) == Added(known=1)  # the older coder again
    assert full.article(stored.source.article_id).coders == ("blend:v1+rules:v1", "blend:v2+rules:v1")


def test_a_correction_wins_is_kept_apart_and_survives_recoding(full: Register) -> None:
    (stored,) = full.threats(Filter(sender=("RUS",)))
    corrected = full.correct(stored.id, "commitment", "emphatic", author="Ada")
    assert (corrected.threat.commitment, corrected.corrected) == ("emphatic", ("commitment",))
    full.correct(stored.id, "target", ("JPN", "USA"), author="Ada")
    assert [s.id for s in full.threats(Filter(target=("USA",), sender=("RUS",)))] == [stored.id]
    full.add(newer(coded(day=20), commitment="open"))
    (again,) = full.threats(Filter(sender=("RUS",)))
    assert (again.threat.commitment, again.threat.target) == ("emphatic", ("JPN", "USA"))


def test_a_correction_follows_a_threat_whose_response_was_read_longer(full: Register) -> None:
    (stored,) = full.threats(Filter(sender=("RUS",)))
    full.correct(stored.id, "response_kind", "military", author="Ada")
    span = stored.threat.response
    whole = full.article(stored.source.article_id).article.full_text
    longer = replace(span, end=span.end + 3, text=whole[span.start : span.end + 3])
    full.add(newer(coded(day=20), response=longer))
    (again,) = full.threats(Filter(sender=("RUS",)))
    assert again.id != stored.id
    assert again.threat.response_kind == "military"
    assert full.revisions(again.id)[0].carried_from == full.revisions()[0].id


def test_undo_brings_back_what_stood_and_stays_on_record(full: Register) -> None:
    (stored,) = full.threats(Filter(sender=("RUS",)))
    full.correct(stored.id, "trigger", None, author="Ada")
    (revision,) = full.revisions(stored.id)
    assert full.undo(revision.id, author="Ben") == stored
    (revision,) = full.revisions(stored.id)
    assert (revision.author, revision.undone_by) == ("Ada", "Ben")
    with pytest.raises(UsageError, match="already"):
        full.undo(revision.id, author="Ben")


def test_a_rejected_threat_is_listed_only_on_request(full: Register) -> None:
    (stored,) = full.threats(Filter(sender=("RUS",)))
    full.reject(stored.id, author="Ada")
    assert list(full.threats(Filter(sender=("RUS",)))) == []
    assert [s.rejected for s in full.threats(Filter(sender=("RUS",), rejected=True))] == [True]
    full.restore(stored.id, author="Ada")
    assert len(list(full.threats(Filter(sender=("RUS",))))) == 1
    assert len(full.revisions(stored.id)) == 2


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("response", "words that are not there", "does not stand in the article"),
        ("commitment", "certain", "not one of open"),
        ("sender", ("r u!",), "sender"),
        ("said_on", "yesterday", "is no date"),
        ("said_on", "2023-02-29", "is no date"),
        ("said_on", "0000", "is no date"),
        ("confidence", "1", "no field"),
        ("response", None, "reject it"),
        ("quoted", "perhaps", "quoted"),
    ],
)
def test_a_wrong_correction_is_refused(
    full: Register, field: str, value: str | tuple[str, ...] | None, fault: str
) -> None:
    (stored,) = full.threats(Filter(sender=("RUS",)))
    with pytest.raises(UsageError, match=fault):
        full.correct(stored.id, field, value, author="Ada")
    assert full.threat(stored.id) == stored


def test_search_finds_articles_by_their_words(full: Register) -> None:
    (hit,) = full.search("bridge Osaka")
    assert "[bridge]" in hit.marked()
    assert hit.threats == ()
    (hit,) = full.search("strait")
    assert hit.threats[0].threat.sender == ("IRN",)
    assert full.search("zeppelin") == ()
    with pytest.raises(UsageError, match="AND, OR and NOT"):
        full.search('AND OR "NOT')
    with pytest.raises(UsageError, match="no word"):
        full.search("* -")


def told(title: str, text: str) -> CodedArticle:
    return code_article(Article(title=title, text=text, outlet="Harbour Wire", date=date(2024, 7, 1)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("economie", 1),  # marks over letters and large letters do not count
        ("ÉCONOMIE", 1),
        ("non-nuclear", 1),  # a hyphen parts words, which must then follow each other
        ("nuclear non", 1),
        ('"nuclear non"', 0),
        ("U.S.", 1),
        ('"of the islands"', 0),  # a phrase does not run from the title into the text
        ('"the islands"', 1),
        ("nucl* NOT ferry", 1),
        ("nucl* NOT treaty", 0),
        ("ferry OR econ*", 2),
        ("it_s", 1),
        ('"isl*"', 0),
        ('"the isl"*', 1),
        ("12 000", 1),
        ("москва", 1),
    ],
)
def test_words_are_what_both_engines_take_for_words(register: Register, query: str, found: int) -> None:
    register.add(
        told("The status of", "The islands keep their non-nuclear status, a U.S. treaty says; l'économie.")
    )
    register.add(told("A ferry", "The ferry “it_s” carried 12,000 people; москва slept."))
    assert len(register.search(query)) == found


def test_a_hit_shows_what_was_sought(register: Register) -> None:
    filler = " ".join(f"word{n}" for n in range(60))
    register.add(told("A report", f"{filler} the Straits of Belmora were closed {filler}"))
    (hit,) = register.search('"straits of belmora" clos*')
    marked = hit.marked()
    assert "[Straits of Belmora] were [closed]" in marked
    assert marked.startswith(" … ")
    assert marked.endswith(" … ")
    (hit,) = register.search("report")
    assert "[report]" in hit.marked()


def test_a_word_of_the_title_counts_double(register: Register) -> None:
    register.add(told("Ferry", "It sailed with a pilot today."))
    register.add(told("Pilot", "It sailed with a ferry today."))
    assert [hit.source.title for hit in register.search("pilot")] == ["Pilot", "Ferry"]


def test_signs_that_no_database_takes_do_no_harm(register: Register) -> None:
    one = told("A\x00b", "Nul \x00 and half a pair \ud83d.")
    assert register.add(one) == Added(new=1)
    assert register.add(one) == Added(known=1)
    (hit,) = register.search("nul")
    assert register.article(hit.source.article_id).article.title == "A\ufffdb"
    assert register.search('"nul\x00"') == (hit,)


def test_ids_may_be_cut_short(full: Register) -> None:
    (stored,) = full.threats(Filter(sender=("RUS",)))
    assert full.threat(stored.id[:6]) == stored
    for wrong in ("ffff", "zz", ""):
        with pytest.raises(UsageError):
            full.threat(wrong)


def test_the_order_of_adding_does_not_matter(new_place: Callable[[], str]) -> None:
    found = []
    for order in (list(TEXTS), list(reversed(TEXTS))):
        with open_register(new_place(), now=lambda: NOW) as register:
            register.add(coded(outlet) for outlet in order)
            found.append({(s.id, s.threat) for s in register.threats()})
    assert found[0] == found[1]
