"""Who to whom: senders down, targets across."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from demarche.register.matrix import Cell
from demarche.web.desk import TheDesk
from demarche.web.paper import shown
from demarche.web.people import Reader
from demarche.web.query import TheWanted
from demarche.web.screens.threads import state_names

router = APIRouter(include_in_schema=False)
MOST = 20  # senders and targets shown, those with most statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells in rows of senders; what does not fit is counted."""

    targets: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    left_out: int


@router.get("/matrix")
def matrix(request: Request, desk: TheDesk, person: Reader, wanted: TheWanted) -> Response:
    """Show how many statements each sender made to each target."""
    grid = grid_of(desk.register.matrix(wanted.where))
    return shown(
        request,
        "matrix.html",
        grid=grid,
        wanted=wanted,
        problem=None,
        empty=not grid.rows and desk.register.is_empty(),
        names=state_names(),
    )


def grid_of(cells: tuple[Cell, ...]) -> Grid:
    """Return the cells in rows, the busiest senders and targets first."""
    by, to = Counter[str](), Counter[str]()
    for cell in cells:
        by[cell.sender] += cell.statements
        to[cell.target] += cell.statements
    senders, targets = [code for code, _ in by.most_common(MOST)], [code for code, _ in to.most_common(MOST)]
    placed = {(cell.sender, cell.target): cell for cell in cells}
    rows = tuple((one, tuple(placed.get((one, other)) for other in targets)) for one in senders)
    inside = sum(1 for _, row in rows for cell in row if cell)
    return Grid(targets=tuple(targets), rows=rows, left_out=len(cells) - inside)
