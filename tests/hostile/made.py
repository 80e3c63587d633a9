"""Texts as nobody should write them, for Hypothesis: sentences that are coded, with anything between."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = (
    "Russia will respond if Japan deploys US missiles on its territory, Deputy Foreign Minister Ivan Demidov said.",
    "“We reserve the right to answer,” the Iranian Foreign Ministry said on Tuesday.",
    "China imposed sanctions on 20 companies of the United States on March 5, 2024.",
    "MOSCOW, January 30. /TASS/. ",
    "He warned that the strait would be closed unless the fleet withdrew.",
    "Read more: ten facts",
    "By Ann Lee\n",
)
ODD = (
    "\u202e", "\u202d", "\u2066", "\u2069", "\u200e",  # direction
    "\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad",  # nothing to see
    "e\u0301", "\u0301", "\u0345", "ﷺ", "ß", "İ", "ﬁ", "Ǆ",  # marks; letters that change length
    "Ruѕѕia", "Сhina", "Irаn", "Ｒｕｓｓｉａ", "𝐑𝐮𝐬𝐬𝐢𝐚",  # look like states
    "روسيا ستعلن", "עברית", "中国", "🇷🇺", "👩‍👩‍👧",
    "\ud800", "\udfff", "\x00", "\x1b[31m", "\x85", "\u2028", "\u2029", "\t", "\r", "\n\n",
    '"', "“", "”", "'", "’", "(", "--", "…", "/", "%", "\\", "{", "1" * 50, "A" * 50, " " * 50,
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Give texts of such pieces, most of them short."""
    words = st.sampled_from([word for sentence in SENTENCES for word in sentence.split(" ")])
    pieces = st.one_of(
        st.sampled_from(SENTENCES),
        st.sampled_from(ODD),
        words,
        words.map(lambda word: f" {word} "),
        st.text(max_size=8),
        st.text(st.characters(categories=["Cs", "Cf", "Mn", "Zs", "Cc"]), max_size=4),
    )
    return st.lists(pieces, max_size=25).map("".join)
