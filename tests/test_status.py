"""Status follows from the evidence, and a typed one may not exceed it."""

from __future__ import annotations

import pytest

from builder.chronicle.status import RULES, Evidence, count_independent, grade
from tests.conftest import Site


def evidence(**changes: object) -> Evidence:
    base = {"typed": None, "reason": None, "disputed": False, "asserted": False, "publishers": 1, "wanted": 2}
    return Evidence(**{**base, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("claimed", "one-party")),
        ({"publishers": 2}, ("confirmed", "agreed")),
        ({"publishers": 2, "asserted": True}, ("claimed", "one-party")),
        ({"publishers": 2, "asserted": True, "typed": "confirmed"}, ("confirmed", "agreed")),
        ({"publishers": 9, "disputed": True}, ("contested", "disputed")),
        ({"typed": "unverified"}, ("unverified", "unknown-origin")),
        ({"typed": "discounted", "reason": "shown to be staged"}, ("discounted", "override")),
        ({"typed": "confirmed", "reason": "a court found so"}, ("confirmed", "override")),
        ({"typed": "confirmed"}, "status-above-evidence"),
        ({"typed": "contested"}, "status-above-evidence"),
        ({"typed": "confirmed", "publishers": 5, "disputed": True}, "status-hides-dispute"),
        ({"typed": "unverified", "disputed": True}, "status-hides-dispute"),
        ({"typed": "discounted"}, "status-without-reason"),
    ],
)
def test_rules(changes: dict[str, object], expected: tuple[str, str] | str) -> None:
    """Each rule gives its status, and what no rule carries is a problem."""
    found = grade(evidence(**changes))
    assert (found if isinstance(found, str) else (found.status, found.rule)) == expected


@pytest.mark.parametrize("disputed", [True, False])
@pytest.mark.parametrize("asserted", [True, False])
@pytest.mark.parametrize("publishers", [0, 1, 2, 5])
def test_always_a_status(disputed: bool, asserted: bool, publishers: int) -> None:
    """Without a typed status some rule always holds."""
    found = grade(evidence(disputed=disputed, asserted=asserted, publishers=publishers))
    assert not isinstance(found, str)
    assert found.rule in {r.id for r in RULES}


def test_independence_joins_what_is_shared() -> None:
    """Sources that share an agency or an owner, directly or through another, count once."""
    a, b, c = frozenset({"ap"}), frozenset({"ap", "afp"}), frozenset({"afp"})
    assert count_independent([a, a]) == 1
    assert count_independent([a, c]) == 2
    assert count_independent([a, c, b]) == 1
    assert count_independent([]) == 0


def test_wire_text_in_three_papers_is_one_source(site: Site) -> None:
    """Copies of an agency's text do not confirm each other; a fourth, own report does."""
    site.write("content/publishers/ap.md", "---\nname: Associated Press\nagency: true\naliases: [AP]\n---\n")
    wire = "".join(f"  - {{url: 'https://{p}.example/a', publisher: {p}, author: AP}}\n" for p in ("one", "two", "three"))
    text = f"---\ntitle: T\ndate: 2021-09-06\nlocation: unknown\nsource:\n{wire}---\nText.\n"
    site.write("content/events/2021/wire.md", text)
    own = text.replace("---\nText", "  - {url: 'https://four.example/a', publisher: four}\n---\nText").replace("title: T", "title: U")
    site.write("content/events/2021/own.md", own)
    chronicle = site.gather().chronicle
    grades = {e.id: (e.entry.grade.status, e.entry.grade.publishers) for e in chronicle.events}
    assert grades == {"own": ("confirmed", 2), "wire": ("claimed", 1)}


def test_dispute_of_a_toll_leaves_the_status_alone(site: Site) -> None:
    """A denied toll is not a denied event; it shows as a disputed toll."""
    site.write("content/actors/nrf.md", "---\nname: NRF\n---\n")
    site.event("x", more="disputed-by: {who: NRF, about: toll, source: s1}\n")
    chronicle = site.gather().chronicle
    (entry,) = chronicle.entries
    assert (entry.grade.status, [n.about for n in entry.disputes]) == ("claimed", ["toll"])
