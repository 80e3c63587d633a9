"""What people do on the pages: correct, undo, judge, review."""

from __future__ import annotations

import re
from collections.abc import Callable

from demarche.register import Filter, StoredThreat
from demarche.register.store import SqlRegister

from .conftest import Browser, words_of


def rudenko(register: SqlRegister) -> StoredThreat:
    return next(register.threats(Filter(text="Rudenko")))


def test_a_field_is_corrected_and_undone_by_name(browser: Browser, register: SqlRegister) -> None:
    threat = rudenko(register)
    answer = browser.post(
        f"/threats/{threat.id}/correct", data={"field": "target", "value": "Japan, United States"}
    )
    assert answer.headers["location"] == f"/threats/{threat.id}#f-target"
    page = browser.page(f"/threats/{threat.id}")
    words = words_of(page)
    assert "Japan (JPN), the United States (USA)" in words
    assert "Ada, 1 Aug 2024, 12:00 UTC" in words
    number = re.search(r"/revisions/(\d+)/undo", page)
    assert number
    browser.post(f"/revisions/{number[1]}/undo")
    assert register.threat(threat.id).threat.target == threat.threat.target
    assert "undone by Ada" in words_of(browser.page(f"/threats/{threat.id}"))


def test_words_that_do_not_stand_in_the_article_are_refused(browser: Browser, register: SqlRegister) -> None:
    threat = rudenko(register)
    answer = browser.post(
        f"/threats/{threat.id}/correct", data={"field": "trigger", "value": "a comet comes"}
    )
    assert answer.status_code == 400
    assert "'a comet comes' does not stand in the article; copy the words exactly" in words_of(answer.text)


def test_a_change_made_meanwhile_is_not_overwritten(browser: Browser, register: SqlRegister) -> None:
    threat = rudenko(register)
    tag = re.search(r'name="tag" value="([^"]+)"', browser.page(f"/threats/{threat.id}"))
    assert tag
    form = {"field": "commitment", "value": "open", "tag": tag[1].replace("&#34;", '"')}
    register.correct(threat.id, "commitment", "reserved", author="Bo")
    answer = browser.post(f"/threats/{threat.id}/correct", data=form)
    assert answer.status_code == 412
    assert register.threat(threat.id).threat.commitment == "reserved"


def test_rejected_and_restored(browser: Browser, register: SqlRegister) -> None:
    threat = rudenko(register)
    browser.post(f"/threats/{threat.id}/reject")
    assert "A person says that this is no threat" in browser.page(f"/threats/{threat.id}")
    browser.post(f"/threats/{threat.id}/restore")
    assert not register.threat(threat.id).rejected


def test_a_proposal_is_confirmed_and_the_answer_undone(browser: Browser, register: SqlRegister) -> None:
    thread = next(register.threads(Filter(sender=("RUS",))))
    entry = register.ledger_of(thread)[0].trigger.entries[0]
    path = f"/statements/{thread.statements[0].id}/judge"
    answer = browser.post(path, data={"side": "trigger", "verdict": "met", "event": entry.event})
    assert answer.status_code == 303
    page = browser.page(answer.headers["location"])
    assert "trigger met (judged)" in words_of(page)
    assert 'class="link trigger"' in page
    browser.post("/judgements/1/undo")
    assert "trigger met (proposed)" in words_of(browser.page(f"/threads/{thread.id}"))


def test_an_answer_that_there_is_not(browser: Browser, register: SqlRegister) -> None:
    thread = next(register.threads(Filter(sender=("RUS",))))
    path = f"/statements/{thread.statements[0].id}/judge"
    answer = browser.post(path, data={"side": "trigger", "verdict": "perhaps"})
    assert answer.status_code == 400
    assert "'perhaps' is no answer about a trigger; give one of no, approached, met" in words_of(answer.text)


def item(page: str) -> str:
    found = re.search(r'name="threat" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_the_queue_gives_the_least_certain_first_and_never_twice(
    browser: Browser, register: SqlRegister
) -> None:
    expected = {t.id: t.threat.confidence for t in register.threats()}
    seen = []
    for _ in expected:
        seen.append(item(browser.page("/review")))
        browser.post("/review", data={"threat": seen[-1], "answer": "accept"})
    assert [expected[one] for one in seen] == sorted(expected.values())
    assert sorted(seen) == sorted(expected)
    page = words_of(browser.page("/review"))
    assert "Nothing is left to review" in page
    assert f"100 % of {len(seen)} were threats" in page


def test_a_rejection_in_review_is_undone_with_it(browser: Browser, register: SqlRegister) -> None:
    first = item(browser.page("/review"))
    browser.post("/review", data={"threat": first, "answer": "reject"})
    assert register.threat(first).rejected
    assert "0 % of 1 were threats" in words_of(browser.page("/review"))
    answer = browser.post("/review/undo")
    assert answer.headers["location"] == f"/review?threat={first}"
    assert not register.threat(first).rejected
    assert item(browser.page("/review")) == first


def test_a_corrected_record_is_kept_as_corrected(browser: Browser, register: SqlRegister) -> None:
    first = item(browser.page("/review"))
    back = f"/review?threat={first}"
    answer = browser.post(
        f"/threats/{first}/correct", data={"field": "commitment", "value": "open", "back": back}
    )
    assert answer.headers["location"] == back
    browser.post("/review", data={"threat": first, "answer": "accept"})
    assert register.reviews()[-1].answer == "correct"


def test_two_reviewers_agreement_is_measured(team: Callable[..., Browser]) -> None:
    ada, bo = team("reviewer", name="ada"), team("reviewer", name="bo")
    for n, answer in enumerate(("accept", "reject", "accept")):
        threat = item(ada.page("/review"))
        ada.post("/review", data={"threat": threat, "answer": answer})
        assert item(bo.page("/review?reading=second")) == threat
        bo.post("/review", data={"threat": threat, "answer": "accept" if n == 2 else answer})
    assert "agreement on 3 records: alpha 1.00" in words_of(bo.page("/review?reading=second"))


def test_writing_leads_back_to_this_desk_alone(browser: Browser, register: SqlRegister) -> None:
    threat = rudenko(register)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/x\r\nset-cookie: a=b"):
        answer = browser.post(f"/threats/{threat.id}/reject", data={"back": back})
        assert answer.headers["location"] == "/"
        assert "set-cookie" not in answer.headers
