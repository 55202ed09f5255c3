"""Whether a message comes from whom it says, as our own servers found it. Source: RFC 8601.

Only a header of our own is believed: anybody can write an Authentication-Results header into a message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

METHOD = re.compile(r"^\s*(spf|dkim|dmarc|arc)\s*=\s*([a-z]{2,12})\b", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]*\)")
LONGEST = 8_000


class Suspicion(StrEnum):
    """What the reader should know about the sender."""

    NONE = "none"
    UNPROVEN = "unproven"  # nobody vouched for the sender
    FORGED = "forged"  # the domain's owner says that this is not its mail


@dataclass(frozen=True, slots=True)
class Proofs:
    """The results of the checks at our door; empty where none was made."""

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


def proofs_of(headers: Iterable[str], *, own: frozenset[str]) -> Proofs:
    """Read the topmost Authentication-Results header that one of our own servers wrote."""
    for header in headers:
        text = COMMENT.sub(" ", header[:LONGEST])
        name, *results = text.split(";")
        if (name.split() or [""])[0].lower() not in own:
            continue
        found: dict[str, str] = {}
        for result in results:
            method = METHOD.match(result)
            if method and found.get(method[1].lower()) != "pass":
                found[method[1].lower()] = method[2].lower()
        return Proofs(found.get("spf", ""), found.get("dkim", ""), found.get("dmarc", ""))
    return Proofs()


def suspicion_of(proofs: Proofs, *, verdict: str) -> Suspicion:
    """`verdict` is the filter's own word, the first of its header: clean, junk or forged."""
    if proofs.dmarc == "fail" or verdict == "forged":
        return Suspicion.FORGED
    checked = proofs.spf or proofs.dkim or proofs.dmarc
    if checked and "pass" not in (proofs.spf, proofs.dkim, proofs.dmarc):
        return Suspicion.UNPROVEN
    return Suspicion.NONE
