"""What is furniture and what is prose, in sentences of our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.articles import Furniture
from demarche.articles.datelines import match_dateline
from demarche.articles.furniture import LineRule, find_furniture, furniture_rules, furniture_table
from demarche.articles.outlets import known_outlets, outlets_named

TITLE = "Arvania warns of an answer"


def furniture_of(body: str, title: str = TITLE) -> tuple[Furniture, ...]:
    return find_furniture(f"{title}\n{body}", title_end=len(title))


def kinds_of(body: str) -> list[tuple[str, str]]:
    return [(item.kind, item.span.text.strip()) for item in furniture_of(body)]


RULES = furniture_rules()
TABLE = furniture_table()


@pytest.mark.parametrize(("entry", "rule"), list(zip(TABLE["line"], RULES.lines, strict=True)))
def test_each_line_entry_matches_its_example(entry: dict[str, str], rule: LineRule) -> None:
    assert rule.pattern.fullmatch(entry["example"])
    body = f"{entry['example']}\n\nThe ministers met on Monday, and nothing was signed."
    found = furniture_of(body)
    assert [item.kind for item in found] == [entry["kind"]]
    assert found[0].span.text == entry["example"]


@pytest.mark.parametrize("entry", TABLE["piece"])
def test_each_piece_entry_is_found_in_its_example(entry: dict[str, str]) -> None:
    long = "The ministers met on Monday, and nothing was signed. " * 20  # too long for the line rules
    found = furniture_of("It rains.\n" + entry["example"].replace("The talks", f"{long}The talks"))
    assert [item.kind for item in found] == [entry["kind"]]
    assert "The ministers" not in found[0].span.text


@pytest.mark.parametrize(
    ("opening", "agencies"),
    [
        ("MOSCOW, January 30. /TASS/. ", ("TASS",)),
        ("MOSCOW, Jan 30 - RIA Novosti. ", ("RIA Novosti",)),
        ("MOSCOW, January 30 (RIA Novosti) – ", ("RIA Novosti",)),
        ("MOSCOW/TOKYO - \xa0", ()),
        ("WASHINGTON (Reuters) - ", ("Reuters",)),
        ("BEIJING, June 4 (Xinhua) -- ", ("Xinhua",)),
        ("WORTHINGTON, the United States, Sept. 4 (Xinhua) -- ", ("Xinhua",)),
        ("SEOUL, March 3 (Yonhap) – ", ("Yonhap",)),
        ("PYONGYANG, Dec. 1 (KCNA) -- ", ("KCNA",)),
        ("Pyongyang, December 1 (KCNA) -- ", ("KCNA",)),
        ("Beirut, Lebanon (CNN) -- ", ("CNN",)),
        ("Beirut, Lebanon (CNN)", ("CNN",)),
        ("SEOUL, South Korea (AP) — ", ("Associated Press",)),
        ("TEHRAN (Tasnim) – ", ("Tasnim",)),
        ("PARIS (AFP/Reuters) - ", ("AFP", "Reuters")),
        ("BAGHDAD/WASHINGTON (Reuters) - ", ("Reuters",)),
        ("CHARLOTTE, N.C. -- ", ()),
        ("PARIS — ", ()),
        ("WASHINGTON—", ()),
        ("New Delhi, India - ", ()),
        ("BERLIN, July 29 -- ", ()),
        ("(AP) MOSCOW – ", ("Associated Press",)),
    ],
)
def test_datelines_are_found_with_their_agencies(opening: str, agencies: tuple[str, ...]) -> None:
    (found,) = furniture_of(f"{opening}The ministers met, and nothing was signed.")
    assert found.kind == "dateline"
    assert found.span.text == opening
    assert found.agencies == agencies


@pytest.mark.parametrize(
    "prose",
    [
        "The Palestinian National Authority (PNA) on Saturday condemned the raid.",
        "DPRK-made goods were shown at the fair.",
        "The North Atlantic Treaty Organization (NATO) - founded in 1949 - will answer, it said.",
        "ITAR-TASS of Russia brought a report on the visit.",
        "NATO - an alliance of thirty-two states - will answer.",
        "Putin, Zelensky and Macron - all three - will come.",
        "Reporting by the agency and the ministry said that the fleet had sailed.",
        "Contact with the submarine was lost, the ministry said on Telegram.",
        "Written by a former envoy, the letter asks for talks.",
        "By Friday the fleet will have sailed, and we will answer, he said.",
        "More than forty ships will take part.",
        "Follow the road to the border and you will see the tanks, he said.",
        'NEVER THREATEN US AGAIN OR YOU WILL SUFFER CONSEQUENCES, he wrote. "WE ARE READY!"',
        "Share prices fell after the minister warned of an answer.",
        "The photo shows the minister, who warned that any attack would be answered.",
        "In 2019 the two sides signed. In 2021 they did not.",
        "See also what the treaty says: any attack is an attack on all.",
        "The navy contributed to the drill, and the army will join it.",
    ],
)
def test_prose_is_left_alone(prose: str) -> None:
    assert furniture_of(f"{prose}\n\nThe talks go on.") == ()
    assert furniture_of(f"The talks go on.\n\n{prose}") == ()


def test_an_article_with_all_kinds() -> None:
    body = "\n".join(
        (
            "By Jane Doe and John Roe",
            "Ships of the northern fleet at anchor. (PHOTO / XINHUA)",
            "",
            "PORT ARVAN, May 3 (Xinhua) -- Arvania will answer, its minister said.",
            "",
            "READ MORE: Belmora opens its border",
            "",
            "He gave no date.",
            "",
            "With Reuters inputs",
            "Copyright 2021 The Gazette. All rights reserved.",
        )
    )
    assert kinds_of(body) == [
        ("byline", "By Jane Doe and John Roe"),
        ("caption", "Ships of the northern fleet at anchor. (PHOTO / XINHUA)"),
        ("dateline", "PORT ARVAN, May 3 (Xinhua) --"),
        ("read-more", "READ MORE: Belmora opens its border"),
        ("credit", "With Reuters inputs"),
        ("boilerplate", "Copyright 2021 The Gazette. All rights reserved."),
    ]


def test_in_one_long_paragraph_only_the_pieces_go() -> None:
    prose = "Arvania will answer if the fleet comes nearer, its minister said on Monday. " * 20
    opening = "Dancers greet the guests. (Xinhua/Li Ming) BEIJING, June 4 (Xinhua) -- "
    body = f'{opening}{prose}var addthis_config = {{"a":1}};'
    assert kinds_of(body) == [
        ("caption", "(Xinhua/Li Ming)"),
        ("dateline", "BEIJING, June 4 (Xinhua) --"),
        ("boilerplate", 'var addthis_config = {"a":1};'),
    ]


def test_a_body_that_repeats_the_headline_is_kept_whole() -> None:
    assert furniture_of("WATCH: Fleet sails", title="WATCH: Fleet sails") == ()


def test_titles_under_a_bare_heading_go_with_it_until_prose_returns() -> None:
    body = "Read more:\nThe strait in five maps\nArvania will answer, he said.\nIts fleet sails"
    assert kinds_of(body) == [("read-more", "Read more:"), ("read-more", "The strait in five maps")]


def test_a_name_over_its_outlet_is_a_byline() -> None:
    assert kinds_of("Jane Doe\n\nUSA TODAY\n\nThe talks go on.") == [
        ("byline", "Jane Doe"),
        ("byline", "USA TODAY"),
    ]


def test_credits_name_their_agencies() -> None:
    (found,) = furniture_of("The talks go on.\nThe Associated Press and Reuters contributed to this report.")
    assert found.agencies == ("Associated Press", "Reuters")


def test_a_place_and_a_dash_suffice_only_where_a_report_begins() -> None:
    text = "PARIS — The talks go on."
    assert match_dateline(text, 0, opening=True) is not None
    assert match_dateline(text, 0, opening=False) is None


def test_outlets_are_known_by_their_aliases() -> None:
    outlets = known_outlets()
    assert len(set(outlets.values())) >= 250
    assert all(alias == alias.lower() for alias in outlets)
    assert outlets["itar-tass"] == "TASS"
    assert outlets_named("Fars News Agency") == ("Fars",)
    assert outlets_named("The Gazette of Nowhere") == ()


PIECES = st.sampled_from(
    [
        "PARIS (Reuters) - ",
        "(AP) ",
        "By Jane Doe",
        "Read more:",
        "Image copyright AFP",
        "(Xinhua/Li)",
        "Advertisement",
        "\n",
        " ",
        "He said.",
        "var addthis_config = {};",
        "Copyright 2018",
        "The AP contributed to this report.",
        "\r",
        "\u2028",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=30).map("".join)), st.text(max_size=30))
def test_spans_point_back_stay_in_the_body_and_do_not_overlap(body: str, title: str) -> None:
    title = title.replace("\n", " ")
    text = f"{title}\n{body}"
    end = len(title) + 1
    for item in find_furniture(text, title_end=len(title)):
        assert item.span.points_into(text)
        assert item.span.start >= end
        end = item.span.end


# A pattern that backtracks takes minutes on such text, a linear one a fraction of a second.
CATASTROPHE = 20.0


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "By A ",
        "Aa ",
        "(",
        "((AP ",
        "A/",
        "A, ",
        "contributed ",
        "Photo/",
        "© 2018 ",
        "- ",
        "| AP ",
        "[",
        ". ",
        "\n",
        "(AP)\n",
    ],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    body = unit * (100_000 // len(unit))
    lines = "\n".join([unit * (590 // len(unit))] * 150)
    for text in (body, lines):
        start = time.perf_counter()
        furniture_of(text)
        assert time.perf_counter() - start < CATASTROPHE
