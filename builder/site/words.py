"""The words of an edition: dates, statuses and disputes as its readers say them.

Everything comes from the theme's catalogue; the functions here choose the sentence. Status and parties are always
said in words, so that a dispute is never carried by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from builder.chronicle.status import BY_ID, MEANINGS
from builder.chronicle.values import Entry, Grade, Mention, Reason, Ref, Related
from builder.records.dates import Edtf
from builder.records.kinds import About, Status
from builder.records.revisions import Revision, RevisionKind


def _(message: str) -> str:
    """Marks a message for the catalogue."""
    return message


STATUS_WORDS: dict[Status, str] = {
    "confirmed": _("Confirmed"),
    "claimed": _("Claimed"),
    "contested": _("Contested"),
    "unverified": _("Unverified"),
    "discounted": _("Discounted"),
}
PROPERTY_WORDS: dict[About, str] = {
    "occurrence": _("Whether it happened as told"),
    "date": _("When it happened"),
    "location": _("Where it happened"),
    "toll": _("How many"),
    "actor": _("Who it was"),
    "control": _("Who holds the ground"),
    "means": _("How and why it was done"),
}
DISPUTED_WORDS: dict[About, str] = {
    "occurrence": _("Disputed by {parties}"),
    "date": _("Date disputed by {parties}"),
    "location": _("Place disputed by {parties}"),
    "toll": _("Toll disputed by {parties}"),
    "actor": _("Who did it disputed by {parties}"),
    "control": _("Control disputed by {parties}"),
    "means": _("How and why disputed by {parties}"),
}
REASON_WORDS: dict[Reason, str] = {
    "source": _("cites the same report, by {name}"),
    "place": _("{name}, within a month"),
    "person": _("{name}, within a year"),
}
REVISION_WORDS: dict[RevisionKind, str] = {"added": _("added"), "changed": _("changed"), "removed": _("removed")}
PRECISION_WORDS = {
    "exact": _("exact spot"),
    "near": _("nearby"),
    "district": _("somewhere in this district"),
    "province": _("somewhere in this province"),
    "country": _("somewhere in this country"),
}
# Words that records use as codes, as readers see them; another code is shown as it is written.
TERMS = {
    term.casefold().replace(" ", "-"): term
    for term in (
        *(_("Armed group"), _("Political group"), _("State"), _("State body"), _("International body")),
        *(_("Rights group"), _("Monitor"), _("Media"), _("Person"), _("Civilians"), _("Collective"), _("Other")),
        *(_("Province"), _("District"), _("City"), _("Town"), _("Village"), _("Valley"), _("Landmark"), _("Country")),
        *(_("Site"), _("Exact"), _("Killed"), _("Wounded"), _("Killed and wounded"), _("Captured"), _("Detained")),
        *(_("Correction"), _("Clarification"), _("Update"), _("Status change"), _("Retraction"), _("Merger")),
    )
}
KEY_WORDS = {
    "title": _("Title"),
    "date": _("Date"),
    "location": _("Place"),
    "source": _("Sources"),
    "asserted-by": _("Said by"),
    "disputed-by": _("Disputed by"),
    "figures": _("Figures"),
    "actors": _("Actors"),
    "type": _("Type"),
    "status": _("Status"),
    "status-reason": _("Reason for the status"),
    "follows": _("What it follows"),
    "part-of": _("Part of"),
    "image": _("Picture"),
    "summary": _("In short"),
    "pivotal": _("Turning point"),
    "aliases": _("Former addresses"),
}
SEASON_WORDS = {3: _("spring {year}"), 6: _("summer {year}"), 9: _("autumn {year}"), 12: _("winter {year}")}


Day = date  # the name for annotations inside Words, where `date` is a method


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


@lru_cache(maxsize=4096)
def _decimal(n: int, language: str) -> str:
    return str(format_decimal(n, locale=language))


@lru_cache(maxsize=8)
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language, sep="-").territories)


@lru_cache(maxsize=8)
def _languages(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language, sep="-").languages)


@dataclass(frozen=True, slots=True)
class Words:
    """One edition's language."""

    language: str
    gettext: Callable[[str], str] = field(repr=False)
    ngettext: Callable[[str, str, int], str] = field(repr=False)
    digest: bytes = b""  # of the catalogue
    _dates: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # in words, by how the record writes them

    def say(self, message: str, **values: object) -> str:
        """A message of the catalogue with its values put in."""
        return self.gettext(message).format(**values)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """A message that depends on a number; `{n}` in it is the number, grouped."""
        return self.ngettext(one, many, n).format(n=self.number(n), **values)

    def number(self, n: int) -> str:
        """A whole number with the edition's digits and groups."""
        return _decimal(n, self.language)

    def span(self, low: int, high: int | None) -> str:
        """A range of whole numbers; without an upper end "at least"."""
        if high is None:
            return self.say(_("at least {low}"), low=self.number(low))
        if low == high:
            return self.number(low)
        return self.say(_("{low} to {high}"), low=self.number(low), high=self.number(high))

    def listing(self, items: Sequence[str]) -> str:
        """Several names in a row: "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return self.say(_("{first} and {last}"), first=", ".join(items[:-1]), last=items[-1])

    # dates

    def date(self, value: Edtf) -> str:
        """A date in words, its doubt included."""
        if value.text not in self._dates:
            self._dates[value.text] = self._date(value)
        return self._dates[value.text]

    def _date(self, value: Edtf) -> str:
        if value.precision == "interval":
            return self._interval(value)
        if value.precision == "one-of":
            members = [self.date(p) for p in value.parts if p]
            return self.say(_("one of: {dates}"), dates=", ".join(members))
        return self._doubt(value, self._plain(value))

    def _plain(self, value: Edtf) -> str:
        day = value.earliest
        assert day is not None
        if value.precision == "season":
            return self.say(SEASON_WORDS[day.month], year=day.year)
        if value.precision == "decade":
            return self.say(_("the {year}s"), year=day.year)
        if value.precision == "century":
            return self.say(_("between {first} and {last}"), first=day.year, last=day.year + 99)
        text = _formatted(day, {"day": "d MMMM y", "month": "MMMM y"}.get(value.precision, "y"), self.language)
        if value.unspecified and value.precision == "month":
            return self.say(_("{month}, day not known"), month=text)
        return text

    def _doubt(self, value: Edtf, text: str) -> str:
        if value.approximate:
            text = self.say(_("about {date}"), date=text)
        return self.say(_("{date} (uncertain)"), date=text) if value.uncertain else text

    def _interval(self, value: Edtf) -> str:
        start, stop = value.parts
        if start and stop:
            return self.say(_("{first} to {last}"), first=self._start(start, stop), last=self.date(stop))
        if start and value.ongoing:
            return self.say(_("since {date}"), date=self.date(start))
        if start:
            return self.say(_("from {date}, end not known"), date=self.date(start))
        assert stop is not None
        return self.say(_("until {date}"), date=self.date(stop))

    def _start(self, start: Edtf, stop: Edtf) -> str:
        """The first date without what the second repeats."""
        a, b = start.earliest, stop.earliest
        if not (a and b and start.precision == stop.precision == "day" and a.year == b.year and start.is_certain):
            return self.date(start)
        return _formatted(a, "d" if a.month == b.month else "d MMMM", self.language)

    def age(self, since: Edtf, until: Day) -> str:
        """How long ago something began, counted to a day that the page names."""
        begun = since.sort_key[0]
        days = max((until - begun).days, 0)
        months = (until.year - begun.year) * 12 + until.month - begun.month - (until.day < begun.day)
        if days < 60:
            text = self.plural(_("{n} day"), _("{n} days"), days)
        elif months < 24:
            text = self.plural(_("{n} month"), _("{n} months"), months)
        else:
            text = self.plural(_("{n} year"), _("{n} years"), months // 12)
        return text if since.precision == "day" and since.is_certain else self.say(_("about {date}"), date=text)

    def day(self, iso: str) -> str:
        """A plain ISO day in words."""
        return _formatted(date.fromisoformat(iso), "d MMMM y", self.language)

    def month(self, year: int, month: int) -> str:
        """A month's name and year."""
        return _formatted(date(year, month, 1), "LLLL y", self.language)

    def when(self, at: tuple[int, ...]) -> str:
        """A year, a month of it, or a day, as numbers; a month 0 is one that is not known."""
        if len(at) == 3:
            return self.day(date(*at).isoformat())
        if len(at) == 2:
            return self.month(*at) if at[1] else self.say(_("{year}, month not known"), year=at[0])
        return str(at[0])

    def short_month(self, month: int) -> str:
        """A month's name in a few letters."""
        return _formatted(date(2000, month, 1), "LLL", self.language)

    def month_name(self, month: int) -> str:
        """A month's name alone."""
        return _formatted(date(2000, month, 1), "LLLL", self.language)

    # claims

    def status(self, status: Status) -> str:
        """The status word."""
        return self.say(STATUS_WORDS[status])

    def meaning(self, status: Status) -> str:
        """What a status means, in a sentence."""
        return self.say(MEANINGS[status])

    def rule(self, grade: Grade, wanted: int) -> str:
        """The rule that gave a status, in a sentence."""
        return self.say(BY_ID[grade.rule].says, wanted=self.number(wanted))

    def names(self, refs: Sequence[Ref]) -> str:
        """The names of several records in a row."""
        return self.listing([r.label for r in refs])

    def disputes(self, entry: Entry | Mention) -> tuple[str, ...]:
        """Who disputes what of an event: one phrase a property."""
        return tuple(self.say(DISPUTED_WORDS[n.about], parties=self.names(n.parties)) for n in entry.disputes)

    def says_of(self, entry: Entry | Mention) -> tuple[str, ...]:
        """The status word, then who disputes what."""
        return (self.status(entry.grade.status), *self.disputes(entry))

    def standing(self, entry: Entry | Mention) -> str:
        """Status and disputes in one line of plain text, for feeds, cards and titles."""
        return ". ".join(self.says_of(entry))

    def reason(self, mark: Related) -> str:
        """Why a related event is shown."""
        return self.say(REASON_WORDS[mark.reason], name=mark.by.label)

    def revision(self, revision: Revision) -> str:
        """What a revision did to an event, in a word."""
        return self.say(REVISION_WORDS[revision.kind])

    def property(self, about: About) -> str:
        """The property that a claim is about, as a heading."""
        return self.say(PROPERTY_WORDS[about])

    def country(self, code: str) -> str:
        """A country's name by its ISO 3166-1 code; an unknown code stays as it is, none is "not known"."""
        return _territories(self.language).get(code.upper(), code) or self.say(_("not known"))

    def tongue(self, code: str) -> str:
        """A language's name by its BCP 47 code, as `country` does it."""
        names = _languages(self.language)
        return names.get(code.replace("-", "_")) or names.get(code.split("-")[0], code) or self.say(_("not known"))

    def term(self, code: str) -> str:
        """A code of the records, such as `armed-group`, as a word."""
        known = TERMS.get(code)
        words = code.replace("-", " ")
        return self.say(known) if known else words[:1].upper() + words[1:] or self.say(_("not known"))

    def key(self, key: str) -> str:
        """A key of an event's file, as readers know what it holds."""
        return self.say(KEY_WORDS[key]) if key in KEY_WORDS else self.term(key)

    def precision(self, precision: str) -> str:
        """How precisely a place is known."""
        return self.say(PRECISION_WORDS[precision])
