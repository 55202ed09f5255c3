"""Choose whether the own seller answers requests for access as well."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.models import AnswerChoice
from freehold.delegation.permissions import CHOOSE_ANSWERER
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import find_operator, find_seller


@transaction.atomic
def choose_answerer(*, seller_answers: bool, actor: Actor) -> None:
    """Let the own partner answer what others ask for as well, or no longer; it never answers what it asks itself.

    Holds for the seller of today alone: with another one it begins switched off. The operator answers for nobody.
    Raises: NotPermitted, Refused("no_partner"), Conflict("chosen_meanwhile").
    """
    require(actor, CHOOSE_ANSWERER)
    seller_id = find_seller(actor.tenant_id)
    if seller_id is None or seller_id == find_operator():
        raise Refused("no_partner", _("No partner looks after you, so that you answer requests yourselves."))
    newest = AnswerChoice.objects.filter(tenant_id=actor.tenant_id).order_by("-number").first()
    choice = AnswerChoice(
        tenant_id=actor.tenant_id,
        seller_answers=seller_answers,
        partner_id=seller_id,
        chosen_by=actor.name,
        number=newest.number + 1 if newest else 1,
    )
    AnswerChoice.objects.bulk_create([choice], ignore_conflicts=True)
    if not AnswerChoice.objects.filter(id=choice.id).exists():
        raise Conflict("chosen_meanwhile", _("Somebody else has just chosen. Look at it again."))
    record(
        actor,
        CHOOSE_ANSWERER,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        partner_answers=seller_answers,
    )
