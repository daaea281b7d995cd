"""The register of disputes: each disputed property of an event, with both sides, their sources and their dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from builder.chronicle.values import Answer, Claim, Entry, OpenDispute, Ref, SourceLine
from builder.digests import digest, joined
from builder.records.dates import Edtf
from builder.records.kinds import About


def register(entry: Entry, claims: Iterable[Claim], lines: tuple[SourceLine, ...]) -> tuple[OpenDispute, ...]:
    """An event's rows, one for each disputed property, in the order of the ledger."""
    claims = tuple(claims) if entry.disputes else ()
    return tuple(_row(entry, claims, lines, note.about) for note in entry.disputes)


def _row(entry: Entry, claims: tuple[Claim, ...], lines: tuple[SourceLine, ...], about: About) -> OpenDispute:
    against = [c for c in claims if c.about == about and c.stance == "disputes"]
    parties = tuple(dict.fromkeys(who for claim in against for who in claim.who))
    versions = [c for c in claims if c.about == about and c.stance != "disputes"]
    claimants = tuple(dict.fromkeys(who for claim in versions for who in claim.who if who not in parties))
    answers = tuple(_answer(entry, lines, party, [c for c in against if party in c.who]) for party in parties)
    named = {n for claim in versions if set(claim.who) & set(claimants) for n in claim.sources}
    told = tuple(line for line in lines if line.number in named)
    others = () if told else lines
    stand_by = claimants or _others(entry.asserted_by, parties)
    said = [(a.party, a.version, a.said, a.published, a.is_earlier, joined(a.sources)) for a in answers]
    mention = entry.mention
    return OpenDispute(mention, about, stand_by, told, others, answers, digest(mention, joined(told), joined(others), repr((about, stand_by, said))))


def _others(refs: Iterable[Ref], parties: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return tuple(ref for ref in refs if ref not in parties)


def _answer(entry: Entry, lines: tuple[SourceLine, ...], party: Ref, claims: list[Claim]) -> Answer:
    numbers = {n for claim in claims for n in claim.sources}
    sources = tuple(line for line in lines if line.number in numbers)
    said = min((c.date for c in claims if c.date), key=_first, default=None)
    published = min((s.published for s in sources if s.published), key=_first, default=None)
    since, begun = said or published, entry.date.earliest
    is_earlier = bool(since and since.latest and begun and since.latest < begun)
    return Answer(party, _version(claims), said, None if said else published, is_earlier, sources)


def _version(claims: list[Claim]) -> str:
    """The values that claims give; where they give none, the first of their sentences."""
    values = dict.fromkeys(c.value for c in claims if c.value)
    return "; ".join(values) if values else next((c.claim for c in claims if c.claim), "")


def _first(when: Edtf) -> tuple[date, date]:
    return when.sort_key
