"""What a person has set for a mailbox, and what is set for every new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may, require
from freehold.services.mail.models import AutoReply, Forwarding, Mailbox, Rule, SenderRule
from freehold.services.mail.permissions import CHANGE_MAILBOX, CHANGE_OWN_MAILBOX, SEE_MAIL
from freehold.services.mail.queries.senders import SenderFacts, sender_facts
from freehold.services.mail.rules.sieve import Answer, SieveFacts, SimpleRule, script
from freehold.services.mail.states import RuleAction, RuleField, RuleMatch, SenderVerdict


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A simple rule with its name and place."""

    position: int
    name: str
    rule: SimpleRule


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """What a person has set for their mailbox."""

    forward_to: tuple[str, ...]
    keep_copy: bool
    auto_reply: Answer | None
    rules: tuple[RuleFacts, ...]
    senders: tuple[SenderFacts, ...]


def require_settings_of(actor: Actor, mailbox: Mailbox) -> None:
    """Go on if it is the actor's own mailbox, or they may change everybody's. Raises: NotPermitted, NotFound."""
    if actor.person_id is not None and mailbox.person_id == actor.person_id:
        require(actor, CHANGE_OWN_MAILBOX)
        return
    if not may(actor, CHANGE_MAILBOX) and not may(actor, SEE_MAIL):
        raise NotFound  # a member sees no mailbox but their own
    require(actor, CHANGE_MAILBOX)


def mailbox_settings(actor: Actor, mailbox_id: UUID) -> MailboxSettings:
    """What is set for a mailbox: one's own, or any with the right. Raises: NotFound, NotPermitted."""
    mailbox = Mailbox.objects.filter(id=mailbox_id).first()
    if mailbox is None:
        raise NotFound
    require_settings_of(actor, mailbox)
    return settings_of(mailbox_id)


def settings_of(mailbox_id: UUID) -> MailboxSettings:
    """The same for code that has checked."""
    forwarding = Forwarding.objects.filter(mailbox_id=mailbox_id).first()
    reply = AutoReply.objects.filter(mailbox_id=mailbox_id).first()
    rules = Rule.objects.filter(mailbox_id=mailbox_id).order_by("position")
    return MailboxSettings(
        forward_to=tuple(forwarding.targets) if forwarding else (),
        keep_copy=forwarding.keep_copy if forwarding else True,
        auto_reply=Answer(reply.subject, reply.text, reply.from_at, reply.until_at) if reply else None,
        rules=tuple(
            RuleFacts(
                position=rule.position,
                name=rule.name,
                rule=SimpleRule(
                    field=RuleField(rule.field),
                    match=RuleMatch(rule.match),
                    value=rule.value,
                    action=RuleAction(rule.action),
                    argument=rule.argument,
                ),
            )
            for rule in rules
        ),
        senders=tuple(sender_facts(SenderRule.objects.filter(mailbox_id=mailbox_id))),
    )


def script_of_new_mailboxes(mailboxes: Sequence[tuple[str, str]]) -> list[str]:
    """The platform's script of mailboxes that have no settings yet, by (address, display name), in that order."""
    senders = list(SenderRule.objects.filter(mailbox__isnull=True).order_by("sender"))
    allowed = tuple(rule.sender for rule in senders if rule.verdict == SenderVerdict.ALLOW)
    blocked = tuple(rule.sender for rule in senders if rule.verdict == SenderVerdict.BLOCK)
    return [
        script(SieveFacts(addresses=(address,), display_name=name, allowed=allowed, blocked=blocked))
        for address, name in mailboxes
    ]
