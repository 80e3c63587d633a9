"""The review queue: the least certain record first, one on the screen, answered by single keys."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from demarche.register.reviewing import Reading
from demarche.web.desk import Desk, TheDesk
from demarche.web.measuring import Measured, measured
from demarche.web.paper import sent_on, shown
from demarche.web.people import Person, Reviewer
from demarche.web.query import TheWanted
from demarche.web.refusals import found
from demarche.web.screens.threads import state_names
from demarche.web.screens.threat import sheet

router = APIRouter(include_in_schema=False)


@router.get("/review")
def review(
    request: Request,
    desk: TheDesk,
    person: Reviewer,
    wanted: TheWanted,
    reading: Reading = "first",
    threat: str = "",
) -> Response:
    """Show the record that is to be answered next, or one that is named."""
    if threat:
        with found():
            stored = desk.register.threat(threat)
    else:
        next_one = desk.register.to_review(wanted.where, author=person.name, reading=reading)
        if next_one is None:
            return shown(
                request, "review_done.html", **standing(desk, person), wanted=wanted, reading=reading
            )
        stored = next_one
    return shown(
        request,
        "review.html",
        **sheet(desk.register, stored),
        **standing(desk, person),
        wanted=wanted,
        reading=reading,
        here_again=f"/review?{urlencode([*wanted.given, ('reading', reading), ('threat', stored.id)])}",
        following=f"/review?{urlencode([*wanted.given, ('reading', reading)])}",
        names=state_names(),
    )


def standing(desk: Desk, person: Person) -> dict[str, Any]:
    """Return progress: what is left, what was found so far, how much this person did."""
    progress = desk.register.review_progress()
    figures: Measured = measured(progress)
    return {
        "progress": progress,
        "figures": figures,
        "own": sum(progress.answers.get(person.name, {}).values()),
    }


@router.post("/review")
def answer(
    desk: TheDesk,
    person: Reviewer,
    threat: Annotated[str, Form(max_length=64)],
    answer: Annotated[str, Form(max_length=10)],
    back: Annotated[str, Form(max_length=2000)] = "/review",
) -> Response:
    """Keep an answer and go on; "accept" of a record that this person corrected is kept as "correct"."""
    if answer == "accept" and corrected_by(desk, threat, person):
        answer = "correct"
    desk.register.review(threat, answer, author=person.name)
    return sent_on(back)


def corrected_by(desk: Desk, threat: str, person: Person) -> bool:
    """Return whether a person's correction of this record stands."""
    return any(
        revision.author == person.name and revision.undone_at is None and revision.field != "rejected"
        for revision in desk.register.revisions(threat)
    )


@router.post("/review/undo")
def undo(
    desk: TheDesk, person: Reviewer, back: Annotated[str, Form(max_length=2000)] = "/review"
) -> Response:
    """Take the last answer back and show what it was about."""
    taken = desk.register.undo_review(author=person.name)
    if taken is None:
        return sent_on(back)
    return sent_on(f"{back}{'&' if '?' in back else '?'}threat={taken.threat}")
