"""Give a notice a seller's own words, or the standard ones back."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.models import Wording
from freehold.notices.permissions import CHANGE_WORDINGS
from freehold.notices.queries import check_can_be_worded
from freehold.notices.rules import WORDED, fault_in_wording
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def change_wording(template: NoticeTemplate, *, language: str, subject: str, body: str, actor: Actor) -> None:
    """From now on this notice to the people of the seller's customers, and to its own, is in these words.

    Raises: NotFound (a customer has none; no such notice or language), NotPermitted, Refused("wording").
    """
    check_can_be_worded(actor, template, language)
    require(actor, CHANGE_WORDINGS)
    subject, body = subject.strip(), "\n".join(body.strip().splitlines())
    check_wording(template, subject=subject, body=body)
    Wording.objects.update_or_create(
        tenant_id=actor.tenant_id,
        template=template,
        language=language,
        defaults={"subject": subject, "body": body},
    )
    record(
        actor,
        CHANGE_WORDINGS,
        subject_kind="wording",
        subject_id=f"{template}/{language}",
        template=template,
        language=language,
    )


def check_wording(template: NoticeTemplate, *, subject: str, body: str) -> None:
    """Whether a notice can be in these words; for a preview too. Raises: Refused("wording"), with its field."""
    fault = fault_in_wording(WORDED[template], subject, body)
    if fault is None:
        return
    field, word = fault
    if word == "{ }":
        sentence = _("Braces hold one of the words listed below, and stand for nothing else.")
    elif not word:
        sentence = _("Write a text of moderate length, without control characters.")
    elif word in WORDED[template].takes:
        sentence = _("{%(word)s} has to stand in the text: it is what the message is about.") % {"word": word}
    else:
        sentence = _("{%(word)s} is not known here. Take one of the words listed below.") % {"word": word}
    raise Refused("wording", sentence, field=field)
