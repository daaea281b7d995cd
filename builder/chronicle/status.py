"""Status and evidence: the rules, as data, and nothing but the rules.

The methodology page prints this table, every event's page names the rule that gave its status, and `check` refuses a
typed status that the evidence does not carry. Status is about whether the event happened as told; a dispute about its
toll, date or place leaves it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from builder.chronicle.values import Grade
from builder.problems import Finding
from builder.records.kinds import EventRecord, Status


def _(message: str) -> str:
    """Marks a message for the catalogue; whoever shows it translates."""
    return message


class Evidence(NamedTuple):
    """What the rules look at."""

    typed: Status | None  # the status an editor wrote
    reason: str | None
    disputed: bool  # somebody disputes that it happened as told
    asserted: bool  # the headline is somebody's version, not an observation
    publishers: int  # independent ones
    wanted: int  # independent publishers that `confirmed` takes


class Rule(NamedTuple):
    """One way to a status."""

    id: str
    status: Status
    says: str  # msgid, for readers; {wanted} is the number of publishers that the site asks for
    holds: Callable[[Evidence], bool]


RULES: tuple[Rule, ...] = (
    Rule(
        "override",
        "confirmed",
        _("The editors set this status against the rules and give their reason."),
        lambda e: bool(e.typed and e.reason),
    ),
    Rule(
        "disputed",
        "contested",
        _("Somebody named disputes that it happened as told."),
        lambda e: e.disputed and e.typed in (None, "contested"),
    ),
    Rule(
        "agreed",
        "confirmed",
        _("At least {wanted} independent publishers report it, and nobody disputes that it happened."),
        lambda e: not e.disputed and e.publishers >= e.wanted and (e.typed == "confirmed" or not (e.typed or e.asserted)),
    ),
    Rule(
        "unknown-origin",
        "unverified",
        _("It circulates, and its origin or its date is not known."),
        lambda e: not e.disputed and e.typed == "unverified",
    ),
    Rule(
        "one-party",
        "claimed",
        _("It is one party's word, or one publisher's, and nobody on record disputes that it happened."),
        lambda e: not e.disputed and e.typed in (None, "claimed"),
    ),
)
BY_ID = {rule.id: rule for rule in RULES}

# What each status means, in a sentence for readers.
MEANINGS: dict[Status, str] = {
    "confirmed": _("Independent publishers agree that it happened."),
    "claimed": _("One side or one outlet says so; nobody on record disputes that it happened."),
    "contested": _("Somebody disputes that it happened as told."),
    "unverified": _("It circulates without a known origin or date."),
    "discounted": _("It was judged not to have happened as told, and stays published."),
}


def grade(evidence: Evidence) -> Grade | str:
    """The status that the evidence carries, or the code of the problem with the typed one."""
    if evidence.typed == "discounted" and not evidence.reason:
        return "status-without-reason"
    for rule in RULES:
        if rule.holds(evidence):
            status = evidence.typed if rule.id == "override" and evidence.typed else rule.status
            return Grade(status, rule.id, evidence.publishers, evidence.reason)
    return "status-hides-dispute" if evidence.disputed else "status-above-evidence"


def without_typed(evidence: Evidence) -> Grade:
    """The status that follows when nobody types one: always one of the rules."""
    graded = grade(Evidence(None, None, evidence.disputed, evidence.asserted, evidence.publishers, evidence.wanted))
    assert isinstance(graded, Grade)
    return graded


def complain(record: EventRecord, evidence: Evidence, code: str) -> Finding:
    """Why a typed status does not stand, and the way out."""
    derived = without_typed(evidence).status
    found = f"{evidence.publishers} independent {'publisher' if evidence.publishers == 1 else 'publishers'}"
    messages = {
        "status-hides-dispute": f"`{evidence.typed}`, but somebody disputes the occurrence",
        "status-above-evidence": f"`{evidence.typed}` with {found} and no dispute of the occurrence",
        "status-without-reason": "`discounted` needs a `status-reason`",
    }
    if code == "status-above-evidence" and evidence.typed == "confirmed":
        messages[code] = f"`confirmed` takes {evidence.wanted} independent publishers, found {evidence.publishers}"
    hint = f"the evidence carries `{derived}`; leave `status` out, or give a `status-reason`"
    return Finding(path=record.path, code=code, message=messages[code], hint=hint, keys=("status",))


def count_independent(origins: Iterable[frozenset[str]]) -> int:
    """How many publishers are independent: sources that share an agency, an owner or an outlet count once.

    Args:
        origins: for each source, the slugs of everybody whose text or house it is.
    """
    groups: list[set[str]] = []
    for origin in origins:
        joined = set(origin)
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
