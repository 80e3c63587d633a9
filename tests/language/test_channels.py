"""Channels and credits: by what way words came, and through which outlets."""

from __future__ import annotations

from datetime import date

import pytest

from demarche.articles import Article
from demarche.language.channels import find_channel, find_via
from demarche.language.document import Document


def read(text: str, *, outlet: str | None = None) -> Document:
    return Document(Article(title="", text=text, date=date(2024, 7, 25), outlet=outlet))


def channel(text: str) -> str | None:
    document = read(text)
    sentence = document.sentences[0]
    middle = next(
        (s for s in document.speeches if sentence.span.overlaps(s.content.start, s.content.end)), None
    )
    found = find_channel(document.text, sentence, middle)
    assert found is None or found.points_into(document.text)
    return found.text if found else None


def via(text: str, *, outlet: str | None = None) -> tuple[str, ...]:
    document = read(text, outlet=outlet)
    return find_via(
        document.text, sentence=document.sentences[0], furniture=document.furniture, outlet=outlet
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Norway's prime minister said in an interview that the port would close.", "in an interview"),
        ("Norway would reply, the minister told a news conference.", "told a news conference"),
        ("In a statement, the Norwegian Foreign Ministry said it would reply.", "In a statement"),
        ("The envoy warned Iran in a letter to the Security Council.", "in a letter to the Security Council"),
        ("“We will reply,” the minister told reporters.", "told reporters"),
        ("“We will reply,” he tweeted.", "tweeted"),
    ],
)
def test_a_channel_is_found(text: str, words: str) -> None:
    found = channel(text)
    assert found is not None
    assert found.lower().startswith(words.lower())


@pytest.mark.parametrize("text", ["Norway will close its ports.", "The fleet sailed on Monday."])
def test_a_sentence_without_a_channel_has_none(text: str) -> None:
    assert channel(text) is None


def test_a_channel_inside_the_quotation_is_not_its_own() -> None:
    assert channel("“They lied to us in a letter and we will reply,” Norway's prime minister said.") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Iran will reply, the minister told Reuters.", ("Reuters",)),
        ("Iran will reply, according to the Yonhap news agency.", ("Yonhap",)),
        ("Interfax quoted the minister as saying that Iran would reply.", ("Interfax",)),
        ("Iran will reply, the minister told Interfax, according to Reuters.", ("Interfax", "Reuters")),
        ("Iran will reply, the minister told the news agency Interfax.", ("Interfax",)),
        ("According to Reuters, Iran will reply.", ("Reuters",)),
        (
            "In remarks carried live on Iranian state television, the minister said Iran would reply.",
            ("Iranian state television",),
        ),
        ("Iran will reply, Tehran Radio said.", ("Tehran Radio",)),
        ("Iran will reply, the minister told the crowd.", ()),
        ("Iran will close its state television, the minister said.", ()),
    ],
)
def test_credits_are_found(text: str, names: tuple[str, ...]) -> None:
    assert via(text) == names


def test_the_own_outlet_is_left_out() -> None:
    assert via("Iran will reply, the minister told Reuters.", outlet="Reuters") == ()
    assert via("Iran will reply, the minister told AP.", outlet="Associated Press") == ()
    assert via("Iran will reply, the minister told Reuters.", outlet="TASS") == ("Reuters",)


DATELINE = "MOSCOW, January 30. /TASS/. "


def test_the_dateline_gives_its_agency_unless_the_sentence_credits_another() -> None:
    assert via(f"{DATELINE}Russia will reply.") == ("TASS",)
    assert via(f"{DATELINE}Russia will reply, the minister told Interfax.") == ("Interfax",)
    assert via(f"{DATELINE}Russia will reply.", outlet="TASS") == ()


def test_who_contributed_is_no_source() -> None:
    text = "Russia will reply, the minister said in the capital.\nThe talks go on.\n{} contributed to this report."
    for names in ("The Associated Press", "Ann Lee and Reuters"):
        document = read(text.format(names))
        assert document.credits == ()
        assert any(piece.kind == "credit" for piece in document.furniture)
