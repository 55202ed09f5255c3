"""How pages say what a record is for, what was found, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from freehold.domains.contract import RecordKind
from freehold.domains.queries import RecordFacts
from freehold.domains.rules.zone import relative
from freehold.domains.states import Advice, CheckState

KINDS: dict[RecordKind, str | Promise] = {
    RecordKind.PROOF: _("Proof that the domain is yours"),
    RecordKind.MX: _("Mail comes here"),
    RecordKind.SPF: _("We may send for you"),
    RecordKind.DKIM: _("Signature on your mail"),
    RecordKind.DMARC: _("What others do with forged mail"),
    RecordKind.AUTOCONFIG: _("Mail programs set themselves up"),
    RecordKind.AUTODISCOVER: _("Outlook sets itself up"),
    RecordKind.SRV: _("Programs find the server"),
}
STATES: dict[CheckState, tuple[str, str | Promise]] = {
    CheckState.RIGHT: ("success", _("Right")),
    CheckState.MISSING: ("warning", _("Missing")),
    CheckState.WRONG: ("danger", _("Different")),
    CheckState.UNREACHABLE: ("neutral", _("No answer")),
}
UNSEEN: tuple[str, str | Promise] = ("neutral", _("Not looked at yet"))
ADVICE: dict[Advice, str | Promise] = {
    Advice.NONE: "",
    Advice.PUBLISH: _("Add this record where your domain’s DNS is kept."),
    Advice.REPLACE: _("Something else stands there. Replace it with this record."),
    Advice.MERGE_SPF: _(
        "An SPF record stands there already, and only one may. Replace it with this one: it holds both."
    ),
    Advice.ONE_SPF: _(
        "Several SPF records stand there, and only one may. Replace all of them with this one."
    ),
    Advice.SPF_TOO_LONG: _(
        "It works here, but the record asks more than ten questions, and some receivers give up."
    ),
    Advice.OTHER_MX: _("Mail may also go to other servers. Remove their records unless you want that."),
    Advice.NULL_MX: _("The domain says that it takes no mail at all. Replace that with this record."),
    Advice.ONE_DMARC: _("Several DMARC records stand there, so that none counts. Keep one."),
    Advice.REVOKED_KEY: _("The key stands there as withdrawn. Replace it with this record."),
    Advice.TRY_LATER: _("The DNS servers of this domain did not answer. We try again by ourselves."),
}


# What follows for mail while a record of a proven domain is missing or different, the worst first.
FOLLOWS: dict[RecordKind, str | Promise] = {
    RecordKind.MX: _("Mail to this domain does not arrive here."),
    RecordKind.DKIM: _(
        "Your mail bears a signature that nobody can check, so that others may take it for spam."
    ),
    RecordKind.SPF: _("Others do not know that we may send for you, and may take your mail for spam."),
    RecordKind.DMARC: _("Nobody is told what to do with mail that is forged in your name."),
    RecordKind.PROOF: _("Somebody else could prove this domain."),
    RecordKind.AUTOCONFIG: _("Mail programs do not set themselves up."),
    RecordKind.AUTODISCOVER: _("Outlook does not set itself up."),
    RecordKind.SRV: _("Some programs do not find the server by themselves."),
}


def told_amiss(kinds: Sequence[RecordKind]) -> str:
    """The worst that follows from records that are missing or different; empty where none is."""
    return next((str(words) for kind, words in FOLLOWS.items() if kind in kinds), "")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the table of records."""

    title: str | Promise
    short_name: str  # as most DNS providers want it typed
    name: str
    type: str
    value: str
    found: tuple[str, ...]
    tone: str
    state: str | Promise
    advice: str | Promise


def record_row(record: RecordFacts, domain: str) -> RecordRow:
    """What the page prints of one record."""
    tone, state = STATES[record.state] if record.state else UNSEEN
    if record.state is CheckState.RIGHT and record.advice:
        tone = "warning"
    return RecordRow(
        title=KINDS[record.kind],
        short_name=relative(record.name, domain),
        name=record.name,
        type=str(record.type),
        value=record.publish,
        found=record.found if record.state is CheckState.WRONG else (),
        tone=tone,
        state=state,
        advice=ADVICE[record.advice],
    )
