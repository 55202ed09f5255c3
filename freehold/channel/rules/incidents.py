"""What may be said of an incident: a fixed list of texts, each with named facts and no others.

There is no free text: what happened and what to do is chosen from a list, and a name is one short line without an address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from freehold.notices.states import NoticeTemplate

LONGEST_NAME = 80
NAME = re.compile(r"[\w .,&'()-]+")
COUNTRY = re.compile(r"[A-Z]{2}")


class FactKind(StrEnum):
    """What a fact of an incident is."""

    DAY = "day"
    NAME = "name"
    COUNTRY = "country"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a text takes; `choices` of those that are chosen."""

    kind: FactKind
    choices: tuple[str, ...] = ()


AFFECTED = Fact(FactKind.CHOICE, ("mail_read", "mail_lost", "passwords", "accounts", "unreachable"))
ADVICE = Fact(FactKind.CHOICE, ("nothing", "change_password", "end_sessions", "watch_mail"))
DAY, SHORT_NAME, PLACE = Fact(FactKind.DAY), Fact(FactKind.NAME), Fact(FactKind.COUNTRY)

INCIDENTS: Mapping[NoticeTemplate, Mapping[str, Fact]] = {
    NoticeTemplate.INCIDENT_SECURITY: {
        "began_on": DAY, "noticed_on": DAY, "affected": AFFECTED, "advice": ADVICE, "reference": SHORT_NAME,
    },
    NoticeTemplate.INCIDENT_OVER: {
        "began_on": DAY, "ended_on": DAY, "affected": AFFECTED, "advice": ADVICE, "reference": SHORT_NAME,
    },
    NoticeTemplate.INCIDENT_ORDER: {
        "authority": SHORT_NAME, "country": PLACE, "ordered_on": DAY,
        "demand": Fact(FactKind.CHOICE, ("disclose", "preserve", "block")), "reference": SHORT_NAME,
    },
    NoticeTemplate.INCIDENT_PROCESSOR: {
        "change": Fact(FactKind.CHOICE, ("added", "removed", "moved")), "processor": SHORT_NAME, "country": PLACE,
        "from_day": DAY, "reference": SHORT_NAME,
    },
}  # fmt: skip


def fault_of(template: NoticeTemplate, facts: Mapping[str, str]) -> str | None:
    """The first fact that is missing, unknown or not of its kind; None where all fit."""
    wanted = INCIDENTS[template]
    for name in (*wanted, *facts):
        if name not in wanted or not _fits(wanted[name], facts.get(name, "")):
            return name
    return None


def _fits(fact: Fact, value: str) -> bool:
    if fact.kind is FactKind.CHOICE:
        return value in fact.choices
    if fact.kind is FactKind.COUNTRY:
        return bool(COUNTRY.fullmatch(value))
    if fact.kind is FactKind.NAME:
        is_short = bool(value.strip()) and len(value) <= LONGEST_NAME
        return is_short and bool(NAME.fullmatch(value)) and not re.search(r"\w\.\w", value)
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
