"""Say how a seller collects by direct debit."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.invoicing.queries.profiles import own_seller_profile
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.payments.models import CreditorSettings
from freehold.payments.permissions import SET_CREDITOR
from freehold.payments.rules.mandates import MOST_NOTICE_DAYS, is_creditor_id


@transaction.atomic
def set_creditor(creditor_id: str, *, notice_days: int, actor: Actor) -> None:
    """Keep the creditor identifier that the seller's central bank gave it, and how long before a debit a buyer is told.

    Raises: NotPermitted, Refused("no_account", "creditor_id", "notice_days").
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"creditor:{actor.tenant_id}"]
        )
    require(actor, SET_CREDITOR)
    profile = own_seller_profile(actor).facts
    if profile is None or not profile.iban:
        raise Refused(
            "no_account", _("Say first to which account you are paid, beside your company on invoices.")
        )
    creditor_id = "".join(creditor_id.split()).upper()
    if not is_creditor_id(creditor_id):
        raise Refused(
            "creditor_id",
            _(
                "This is no creditor identifier: the check digits do not fit. Your central bank gives you one."
            ),
            field="creditor_id",
        )
    if not 1 <= notice_days <= MOST_NOTICE_DAYS:
        raise Refused("notice_days", _("Choose from 1 to 14 days."), field="notice_days")
    said = {"creditor_id": creditor_id, "notice_days": notice_days}
    if not CreditorSettings.objects.filter(tenant_id=actor.tenant_id).update(**said):
        CreditorSettings.objects.create(tenant_id=actor.tenant_id, **said)
    record(
        actor, SET_CREDITOR, subject_kind="creditor", subject_id=actor.tenant_id, creditor_id=creditor_id,
        notice_days=notice_days,
    )  # fmt: skip
