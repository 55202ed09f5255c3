"""Set the simple rules of a mailbox, all of them at once."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import Rule
from freehold.services.mail.permissions import CHANGE_OWN_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.queries.settings import RuleFacts, require_settings_of
from freehold.services.mail.rules.addresses import parse_outside_address
from freehold.services.mail.rules.sieve import SimpleRule
from freehold.services.mail.states import RuleAction

MOST_RULES = 50


@transaction.atomic
def set_rules(mailbox_id: UUID, *, rules: Sequence[RuleFacts], actor: Actor) -> None:
    """Replace the rules by these, in this order; their own `position` is not read.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "too_many_rules", "bad_rule", "malformed_address").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require_settings_of(actor, mailbox)
    if len(rules) > MOST_RULES:
        raise Refused("too_many_rules", _("Fifty rules at most."), field="rules")
    Rule.objects.filter(mailbox_id=mailbox_id).delete()
    for position, wanted in enumerate(rules):
        Rule.objects.create(
            tenant_id=mailbox.tenant_id,
            mailbox=mailbox,
            position=position,
            name=wanted.name.strip()[:120],
            field=wanted.rule.field,
            match=wanted.rule.match,
            value=_value(wanted.rule),
            action=wanted.rule.action,
            argument=_argument(wanted.rule),
        )
    write_sieve(mailbox_id)
    record(
        actor, CHANGE_OWN_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id,
        address=mailbox.address, rules=len(rules),
    )  # fmt: skip


def _value(rule: SimpleRule) -> str:
    value = rule.value.strip()
    if not value or len(value) > 500 or not value.isprintable():
        raise Refused("bad_rule", _("Say what to look for, on one line."), field="rules")
    return value


def _argument(rule: SimpleRule) -> str:
    argument = rule.argument.strip()
    if rule.action is RuleAction.FORWARD:
        return parse_outside_address(argument)
    if rule.action is not RuleAction.FILE:
        return ""
    parts = argument.split("/")
    if len(argument) > 200 or not argument.isprintable() or any(part in {"", ".", ".."} for part in parts):
        raise Refused("bad_rule", _("Name a folder to file into."), field="rules")
    if parts[0] == "shared":
        raise Refused("bad_rule", _("Rules file into your own folders."), field="rules")
    return argument
