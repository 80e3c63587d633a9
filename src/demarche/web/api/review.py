"""The review queue for programs: what is next, answers, progress."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from demarche.export.stored import threat_row
from demarche.register.reviewing import Reading, Review
from demarche.web.answers import answered
from demarche.web.api.examples import THREAT, shows
from demarche.web.desk import TheDesk
from demarche.web.measuring import measured
from demarche.web.people import Reader, Reviewer
from demarche.web.query import TheWanted

router = APIRouter(tags=["review"])
REVIEW = {"id": 5, "threat": "3f2a9c1b5d7e8f90", "answer": "accept", "author": "ada"}


class NewReview(BaseModel):
    """A reviewer's answer."""

    model_config = ConfigDict(extra="forbid")

    threat: str = Field(max_length=64, examples=["3f2a9c1b5d7e8f90"])
    answer: str = Field(max_length=10, description="accept, correct, reject or skip.", examples=["accept"])


@router.get("/api/review/next", responses=shows({"threat": THREAT}))
def following(
    request: Request, desk: TheDesk, person: Reviewer, wanted: TheWanted, reading: Reading = "first"
) -> Response:
    """Give the least certain record that waits for this reviewer, null where none does."""
    stored = desk.register.to_review(wanted.where, author=person.name, reading=reading)
    return answered(request, {"threat": threat_row(stored) if stored else None})


@router.get("/api/review/progress", responses=shows({"left": 12, "decided": 50, "right": 44}))
def progress(request: Request, desk: TheDesk, person: Reader) -> Response:
    """Give how far reviewers have come, the measured precision and their agreement."""
    found = desk.register.review_progress()
    return answered(request, {"left": found.left, "answers": found.answers} | asdict(measured(found)))


@router.post("/api/reviews", responses=shows(REVIEW))
def review(request: Request, desk: TheDesk, person: Reviewer, body: Annotated[NewReview, Body()]) -> Response:
    """Keep an answer; "reject" also rejects the record."""
    return answered(request, review_row(desk.register.review(body.threat, body.answer, author=person.name)))


@router.post("/api/reviews/undo", responses=shows({"review": REVIEW}))
def undo(request: Request, desk: TheDesk, person: Reviewer) -> Response:
    """Take this reviewer's last answer back, with the rejection made by it."""
    taken = desk.register.undo_review(author=person.name)
    return answered(request, {"review": review_row(taken) if taken else None})


def review_row(review: Review) -> dict[str, Any]:
    """Return a review as JSON values."""
    return {
        "id": review.id,
        "threat": review.threat,
        "answer": review.answer,
        "author": review.author,
        "at": review.at.isoformat(),
        "undone_at": review.undone_at.isoformat() if review.undone_at else None,
    }
