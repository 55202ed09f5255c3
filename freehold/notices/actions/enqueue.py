"""Write a notice in the transaction of the act that it tells of."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.sealed import seal
from freehold.notices.letters import Letterhead
from freehold.notices.models import Notice
from freehold.notices.rules import language_of
from freehold.notices.states import INCIDENTS, NoticeTemplate
from freehold.tenants.row_security import current_tenant


@transaction.atomic
def enqueue_notice(
    template: NoticeTemplate,
    *,
    to: str,
    language: str,
    person_id: UUID | None = None,
    context: Mapping[str, str | int] | None = None,
    secrets: Mapping[str, str] | None = None,
    letterhead: Letterhead | None = None,
) -> UUID:
    """Want a message to `to`, in the tenant whose scope is open, under the brand that its people see.

    It needs no permission of its own: the act that it tells of has asked for one. `secrets` (links that
    open something) are sealed, and forgotten once the message is sent. A roll-back leaves no notice.
    With a `letterhead` it is a letter of the tenant itself. Letters and notices of incidents go after all that somebody
    waits for, since there are many of them at once.
    Raises: Refused("no_scope", "not_an_address").
    """
    tenant_id = current_tenant()
    if tenant_id is None:
        raise Refused("no_scope", _("A notice is written in a tenant's scope."))
    if "@" not in to or not to.isprintable() or " " in to:
        raise Refused(
            "not_an_address", _("%(to)r is not an address that a message can be sent to.") % {"to": to}
        )
    notice = Notice.objects.create(
        tenant_id=tenant_id,
        template=template,
        to=to,
        person_id=person_id,
        language=language_of(language),
        context=dict(context or {}),
        sealed=seal(json.dumps(dict(secrets))) if secrets else "",
        sender=letterhead.sender if letterhead else "",
        reply_to=letterhead.reply_to if letterhead else "",
        attached=letterhead.attached or "" if letterhead else "",
        attached_id=letterhead.attached_id if letterhead else None,
    )
    job = Job.SEND_LETTER if letterhead or template in INCIDENTS else Job.SEND_NOTICE
    enqueue(job, lock=f"notice:{notice.id}", tenant_id=tenant_id, notice_id=notice.id)
    return notice.id
