"""The contract of every coder of threats, run on each of ours; a stranger's can be added to ``coder``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.articles import Article
from demarche.demo import demo_articles
from demarche.language.document import Document
from demarche.llm.coder import coder_from
from demarche.llm.prompt import question
from demarche.records import threat_from, threat_record
from demarche.settings import load_settings
from demarche.threats import Threat, ThreatCoder, code_threats
from demarche.threats.rules import RulesThreatCoder

from ..llm.server import Handler, finds, listening
from ..test_schema import SCHEMA, faults

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

RULES = RulesThreatCoder()
ARTICLES = {str(article.given_id): article for article in demo_articles()}
QUESTIONS = {question(Document(article)): article for article in ARTICLES.values()}


def answer_of(threat: Threat, document: Document) -> dict[str, Any]:
    """Return a threat as a model would give it: sentences by number, the rest as words."""
    numbers = {sentence.span: sentence.index for sentence in document.sentences}
    record = threat_record(threat)
    return {**record, "evidence": [numbers[span] for span in threat.evidence]}


def model(handler: Handler) -> None:
    """Answer as a model that sees what the rules see."""
    article = QUESTIONS.get(handler.body["messages"][-1]["content"])
    document = Document(article or Article(title="", text=""))
    finds(*(answer_of(threat, document) for threat in RULES(document)))(handler)


@pytest.fixture(params=["rules", "llm"])
def coder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ThreatCoder]:
    """Give each coder; the model answers from a server of our own."""
    if request.param == "rules":
        yield RULES
        return
    with listening() as server:
        server.play(model)
        flags = {"llm_url": server.url, "llm_model": "small", "llm_cache": str(tmp_path)}
        yield coder_from(load_settings(flags, {"XDG_CONFIG_HOME": str(tmp_path)}), {}, first_wait=0.001)


def test_its_name_has_a_version(coder: ThreatCoder) -> None:
    assert re.fullmatch(r"[a-z-]+:v[0-9]+(/.+)?", coder.name)


def test_every_threat_keeps_the_contract(coder: ThreatCoder) -> None:
    found = 0
    for article in ARTICLES.values():
        document = Document(article)
        threats = code_threats(document, by=coder)  # checks every span
        assert threats == code_threats(Document(article), by=coder)
        sentences = {sentence.span for sentence in document.sentences}
        for threat in threats:
            assert threat.evidence
            assert set(threat.evidence) <= sentences
            assert threat.found_by.startswith(coder.name)
            assert 0 <= threat.confidence <= 1
            assert (threat.trigger is None) == (threat.trigger_form == "none")
            record = threat_record(threat)
            assert list(faults(record, SCHEMA["$defs"]["threat"])) == []
            assert threat_from(record) == threat
        found += len(threats)
    assert found > 20


@pytest.mark.parametrize("text", ["", " \n ", "Nothing happened.", "\ud800 \x00 \u202e"])
def test_what_holds_no_threat_gives_none(coder: ThreatCoder, text: str) -> None:
    assert code_threats(Document(Article(title="", text=text, outlet="\udfff")), by=coder) == ()


def test_what_a_model_copies_rightly_is_kept_as_it_is(tmp_path: Path) -> None:
    with listening() as server:
        server.play(model)
        flags = {"llm_url": server.url, "llm_model": "small", "llm_cache": str(tmp_path)}
        coder = coder_from(load_settings(flags, {"XDG_CONFIG_HOME": str(tmp_path)}), {}, first_wait=0.001)
        for article in ARTICLES.values():
            document = Document(article)
            for wanted, threat in zip(
                code_threats(document, by=RULES), code_threats(document, by=coder), strict=True
            ):
                for name in ("evidence", "sender", "target", "response", "trigger", "trigger_form", "quoted"):
                    assert getattr(threat, name) == getattr(wanted, name), (article.given_id, name)
    refused = coder.account().refused
    assert sum(count for what, count in refused.items() if not what.startswith("via")) == 0, refused
