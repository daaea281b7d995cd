"""A seeded corpus: as many invented events as wanted, with the places and actors that they name, as a site of its own.

The same number and seed give the same bytes. Titles hold quotes, ampersands and letters beyond ASCII on purpose, so
that a generator that forgets to escape is seen.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from builder.records.addresses import slugify

FIRST, LAST = date(2021, 8, 15), date(2026, 6, 30)
PROVINCES = ["Arkan", "Belur", "Corvan", "Daret", "Elmas", "Fahran", "Gorat", "Hesar", "Ishkan", "Javar", "Kelat", "Lashan", "Mirab", "Nawur", "Obeh", "Pamur", "Qaran", "Rostaq", "Sangin", "Torgan"]
DISTRICTS = [f"{part} {province}" for part in ("Upper", "Lower") for province in PROVINCES[:17]]
ACTORS = ["Northern Front", "Eastern Front", "Interior Ministry", "Army", "Border Guards", "Provincial Council", "Red Valley Militia",
          "Observers", "Relief Agency", "Council of Elders", "Journalists' Union", "Rights Commission", "Foreign Ministry", "Local residents",
          "Free Officers", "Mountain Brigade", "Students' Union", "Hospital Staff", "Police", "Customs Service", "Rivals & Sons",
          "Émigré Congress", "Truce Monitors", "Court of Appeal"]
PUBLISHERS = ["Valley Post", "Daily Ledger", "North Radio", "Signal TV", "The Herald", "Wire Service", "Free Press", "Evening Star", "Le Fil",
              "Der Bote", "Open Letter", "The Courier", "Morning Paper", "The Record", "Mountain Echo", "City Voice"]
VERBS = ["attack", "seize", "report", "deny", "announce", "detain", "release", "ambush", "evacuate", "condemn", "visit", "search", "close", "reopen"]
OBJECTS = ["a checkpoint", "the district centre", "a convoy", "a school", "the governor's compound", "a protest march", "a mountain outpost",
           "two journalists", "relief supplies", "the main road", "a border crossing", "a hospital", "a radio station", "a depot"]
ENDINGS = ["", "", "", " at dawn", " overnight", " amid heavy snow", " — “no casualties”", " & withdraw", " despite talks"]
NAMES = ["Arman Kholi", "Zoë Müller", "José Alvarez", "Najla Rahin", "Commander Hasib", "Munir ʿAmari"]
CLAUSES = [
    "fighters moved through the side valley before first light", "residents described hearing heavy weapons for several hours",
    "mobile networks were cut across the district", "officials published a list of names that could not be checked",
    "the two sides gave incompatible figures for the dead and wounded", "a convoy of pickup trucks was filmed leaving along the river road",
    "families said that relatives had been taken from their homes", "a spokesman rejected the report",
    "video posted the same evening shows smoke above the ridge", "satellite images from the following week show burnt structures",
    "aid workers counted more than 120 displaced households", "the market reopened two days later under guard",
    "several witnesses asked that their names be withheld", "the claim was repeated by three outlets without new evidence",
    "the statement gave no date and named no unit", "the hospital reported treating both civilians and combatants",
    "analysts noted that the account changed twice within a day", "a letter signed by elders asked for the road to be reopened",
]
TYPES = {"battle": "Battle", "violence": "Violence against civilians", "detention": "Detention", "statement": "Statement", "relief": "Relief"}
SETTINGS = """title = "Chronicle"
description = "Invented events, to measure by."
base-url = "https://chronicle.example/"
"""


def write_site(root: Path, events: int, seed: int = 20210815) -> list[str]:
    """Write a site of so many events below a folder; the ids of the events in order."""
    types = "\n".join(f'{slug} = "{label}"' for slug, label in TYPES.items())
    _put(root / "site.toml", f"{SETTINGS}[types]\n{types}\n")
    for n, name in enumerate(PROVINCES):
        _put(root / f"content/places/{slugify(name)}.md", f"---\nname: {name}\nkind: province\ncoordinates: [{30 + n / 4}, {60 + n / 2}]\nprecision: province\n---\n")
    for name in DISTRICTS:
        province = slugify(name.split(" ", 1)[1])
        _put(root / f"content/places/{slugify(name)}.md", f"---\nname: {name}\nkind: district\nwithin: {province}\n---\n")
    for name in ACTORS:
        _put(root / f"content/actors/{slugify(name)}.md", f"---\nname: {json.dumps(name, ensure_ascii=False)}\nkind: collective\n---\nAn invented party.\n")
    stems = []
    for stem, text in _events(events, seed):
        _put(root / f"content/events/{stem[:4]}/{stem}.md", text)
        stems.append(stem)
    return sorted(stems)


def _events(events: int, seed: int) -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for n in range(events):
        dice = random.Random(f"{seed}:{n}")
        day, title, text = _event(dice)
        stem = f"{day}-{slugify(title)[:60].strip('-')}"
        seen[stem] = seen.get(stem, 0) + 1
        yield (f"{stem}-{seen[stem]}" if seen[stem] > 1 else stem), text


def _event(dice: random.Random) -> tuple[date, str, str]:
    day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days + 1))
    actors = dice.sample(ACTORS, dice.choice((1, 2, 2, 3)))
    places = [dice.choice(PROVINCES), *([dice.choice(DISTRICTS)] if dice.random() < 0.25 else [])]
    title = f"{actors[0]} {dice.choice(VERBS)} {dice.choice(OBJECTS)} in {places[-1]}{dice.choice(ENDINGS)}"
    sources = [_source(dice, day, f"s{n}") for n in range(1, dice.choice((1, 1, 2, 2, 3)) + 1)]
    rows = ["---", f"title: {_quoted(title)}", f"date: {day}", f"location: [{', '.join(map(_quoted, places))}]", f"type: {dice.choice(list(TYPES))}"]
    rows.append(f"actors: [{', '.join(map(slugify, actors))}]")
    rows += ["source:", *(f"  - {source}" for source in sources)]
    if dice.random() < 0.3:
        rows.append("disputed-by:")
        for who in dice.sample(ACTORS, dice.choice((1, 1, 2))):
            claim = dice.choice(CLAUSES).capitalize()
            about = dice.choice(("occurrence", "toll", "control"))
            rows.append(f"  - {{who: {slugify(who)}, about: {about}, claim: {_quoted(f'{claim}, they say')}, date: {day + timedelta(days=dice.randrange(9))}, source: [s1]}}")
    return day, title, "\n".join([*rows, "---", _body(dice)])


def _source(dice: random.Random, day: date, name: str) -> str:
    publisher = dice.choice(PUBLISHERS)
    title = f"{dice.choice(VERBS).capitalize()}: {dice.choice(CLAUSES)}"
    published = day + timedelta(days=dice.randrange(4))
    return f"{{id: {name}, url: {_address(dice, publisher)}, publisher: {_quoted(publisher)}, title: {_quoted(title)}, published: {published}}}"


def _address(dice: random.Random, publisher: str) -> str:
    return f"https://{slugify(publisher)}.example/{dice.randrange(2021, 2027)}/{dice.randrange(10**6):06x}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _body(dice: random.Random) -> str:
    """Sixty to two hundred words of paragraphs, lists, quotations and headings."""
    wanted = dice.randrange(60, 210)
    blocks: list[str] = []
    while sum(len(block.split()) for block in blocks) < wanted:
        kind = dice.random() if blocks else 1.0
        if kind < 0.15:
            blocks.append("\n".join(f"- {_sentence(dice)}" for _ in range(dice.randrange(2, 5))))
        elif kind < 0.2:
            blocks.append(f"> {_sentence(dice)}")
        elif kind < 0.24:
            blocks.append(f"### {dice.choice(('Background', 'What is known', 'Reactions', 'Aftermath'))}")
        else:
            blocks.append(" ".join(_sentence(dice) for _ in range(dice.randrange(2, 5))))
    return "\n\n".join(blocks) + "\n"


def _sentence(dice: random.Random) -> str:
    words = dice.choice(CLAUSES).split()
    at, kind = dice.randrange(len(words) - 2), dice.random()
    pair = " ".join(words[at : at + 2])
    if kind < 0.12:
        words[at : at + 2] = [f"**{pair}**"]
    elif kind < 0.24:
        words[at : at + 2] = [f"*{pair}*"]
    elif kind < 0.36:
        words[at : at + 2] = [f"[{pair}]({_address(dice, dice.choice(PUBLISHERS))})"]
    clause = " ".join(words)
    kind = dice.random()
    if kind < 0.35:
        return f"According to {dice.choice(PUBLISHERS)}, {clause}."
    return f"{dice.choice(NAMES)} said that {clause}." if kind < 0.6 else f"{clause[0].upper()}{clause[1:]}."


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
