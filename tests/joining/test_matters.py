"""What texts name, and the matter it is filed under."""

from __future__ import annotations

import pytest

from demarche.threads.matters import lexicon, names_in, things_in

from .made import telling


@pytest.mark.parametrize("name", lexicon().things)
def test_each_things_example_names_it(name: str) -> None:
    assert name in names_in(lexicon().things[name].example)


def test_words_are_whole_words() -> None:
    assert names_in("The warden warmed the ship's sugarless tea.") == ("shipping",)
    assert names_in("anti-missile") == ()


def test_the_longest_name_wins_and_keeps_its_letters() -> None:
    assert things_in("Japan's Non-Nuclear Status") == (("nuclear", "Non-Nuclear Status"),)


def test_the_matter_is_the_triggers_before_anything_else() -> None:
    told = telling(trigger="missiles on the islands", evidence=("It spoke of tariffs and of missiles.",))
    assert told.matters == ("security", "territory")


def test_without_a_trigger_the_sentence_says_the_matter_then_the_headline_then_the_text() -> None:
    assert telling(evidence=("It would answer the tariffs.",)).matters == ("trade",)
    assert telling(title="Row over the pipeline").matters == ("energy",)
    assert telling(text="The trawlers were fishing again.").matters == ("fishing",)
    assert telling().matters == ("other",)


def test_the_words_of_a_vague_response_say_nothing_of_the_matter() -> None:
    told = telling(evidence=("It would strike back over the duties.",), response="strike back")
    assert told.matters == ("trade",)


def test_force_in_a_third_country_is_a_matter_of_its_own() -> None:
    there = telling(trigger="the attack in Syria goes on", target=("TUR",))
    assert there.matters == ("security in SYR",)
    assert telling(trigger="the attack goes on", target=("TUR",)).matters == ("security",)
    assert telling(trigger="the attack in Turkey goes on", target=("TUR",)).matters == ("security",)
