"""Mail as provisioning knows it: active, suspended or gone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from freehold.domains.queries import proven_names
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.provisioning.contract import Door, Meter, Options, OverDays, Reading, Wanted
from freehold.provisioning.states import InstanceState
from freehold.services.mail.actions.ask_engine import ask_for_keys
from freehold.services.mail.actions.ensure_dkim_key import ensure_dkim_key
from freehold.services.mail.actions.erase_mail import erase_mail
from freehold.services.mail.actions.keep_day import keep_day
from freehold.services.mail.actions.keep_limits_to_plan import keep_limits_to_plan
from freehold.services.mail.engine import door_answers, erase_store, forget_sign_ins, has_signing_key, sizes
from freehold.services.mail.models import Mailbox
from freehold.services.mail.options import MailOptions
from freehold.services.mail.queries.figures import Figures, find_figures, usernames_of
from freehold.services.mail.queries.instance import KIND
from freehold.services.mail.queries.records import dkim_keys
from freehold.services.mail.states import MailboxKind, MailboxState
from freehold.tenants.row_security import scope

MAILBOXES = Meter("mailboxes", _("Mailboxes"), "C62", OverDays.AVERAGE)
STORED = Meter("stored_gb", _("Mail stored"), "E34", OverDays.AVERAGE)
SENT = Meter("messages_sent", _("Messages sent"), "C62", OverDays.SUM)
DELIVERED = Meter("messages_delivered", _("Messages delivered"), "C62", OverDays.SUM, is_priced=False)
STOPPED = Meter("spam_stopped", _("Spam stopped"), "C62", OverDays.SUM, is_priced=False)
GB = 10**9


class MailService:
    """Hosted mail. The engines read the wanted state themselves, so most of this is telling them to forget."""

    kind = KIND
    runs_here = True
    facts: Mapping[str, str | Promise] = {
        "mailboxes": _("Mailboxes"),
        "shared_mailboxes": _("Shared mailboxes"),
    }
    meters = (MAILBOXES, STORED, SENT, DELIVERED, STOPPED)
    doors = (
        Door("reading", _("Reading mail")),
        Door("sending", _("Sending mail")),
        Door("receiving", _("Receiving mail")),
    )

    @property
    def title(self) -> str:
        """Its name for people."""
        return str(_("Mail"))

    @property
    def options(self) -> type[Options]:
        """What a plan of it may set."""
        return MailOptions

    def promises(self, options: Options) -> Sequence[str]:
        """The space of each mailbox."""
        quota_gb = MailOptions.model_validate(options.model_dump()).quota_gb
        return [said("Each mailbox holds up to %(quota)s GB.") % {"quota": quota_gb}]

    def apply(self, wanted: Wanted) -> Reading:
        """Bring the instance to the wanted state: keys when active, no session when not, nothing left when gone."""
        with scope(wanted.tenant_id):
            boxes = list(Mailbox.objects.filter(instance_id=wanted.instance_id).prefetch_related("addresses"))
        usernames = [f"{box.handle}@{box.tenant_id}" for box in boxes]
        if wanted.state is InstanceState.GONE:
            return self._erase(wanted, boxes, usernames)
        if wanted.state is InstanceState.SUSPENDED:
            if usernames:
                forget_sign_ins(usernames, [a.address for box in boxes for a in box.addresses.all()])
        else:
            with scope(wanted.tenant_id):
                keep_limits_to_plan(wanted.tenant_id)
                for domain in proven_names(wanted.tenant_id):
                    ensure_dkim_key(wanted.tenant_id, domain)
                    if not all(
                        has_signing_key(domain, key.selector) for key in dkim_keys(domain) if key.active
                    ):
                        ask_for_keys(wanted.tenant_id)
        open_boxes = [box for box in boxes if box.state == MailboxState.ACTIVE]
        personal = sum(box.kind == MailboxKind.PERSONAL for box in open_boxes)
        return Reading(
            wanted.state,
            seats_used=personal,
            facts={"mailboxes": personal, "shared_mailboxes": len(open_boxes) - personal},
        )

    def answers(self, door: str) -> bool:
        """Whether IMAP, submission or the door for other servers greets as it should."""
        return door_answers(door)

    def measure(self, tenant_id: UUID, instance_id: UUID, day: date) -> Mapping[str, Decimal]:
        """Mailboxes that were open when the day ended, what they held, and the messages that went out and came in on it.

        What they held is known on the next day alone, and what was sent and came in as long as the trace reaches back.
        """
        if day >= clock.today():
            raise Refused("day_not_over", said("This day is not over yet."))
        with scope(tenant_id):
            figures = find_figures(instance_id, day)
            usernames = usernames_of(instance_id) if figures is None else []
        if figures is None:
            is_yesterday = day == clock.today() - timedelta(days=1)
            held = sum(size.bytes for size in sizes(usernames).values()) if is_yesterday else None
            with scope(tenant_id):
                figures = keep_day(tenant_id, instance_id, day, stored_bytes=held)
        return _quantities(figures)

    def _erase(self, wanted: Wanted, boxes: list[Mailbox], usernames: list[str]) -> Reading:
        if usernames:
            forget_sign_ins(usernames, [a.address for box in boxes for a in box.addresses.all()])
        erase_store(wanted.tenant_id, [box.handle for box in boxes])
        with scope(wanted.tenant_id):
            erase_mail(wanted.tenant_id, instance_id=wanted.instance_id)
        return Reading(InstanceState.GONE)


def _quantities(figures: Figures) -> dict[str, Decimal]:
    found = {MAILBOXES.name: Decimal(figures.mailboxes)}
    if figures.stored_bytes is not None:
        found[STORED.name] = Decimal(figures.stored_bytes) / GB
    if figures.messages_sent is not None:
        found[SENT.name] = Decimal(figures.messages_sent)
    if figures.messages_delivered is not None:
        found[DELIVERED.name] = Decimal(figures.messages_delivered)
    if figures.spam_stopped is not None:
        found[STOPPED.name] = Decimal(figures.spam_stopped)
    return found
