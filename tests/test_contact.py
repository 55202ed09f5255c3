"""Who may write to a tenant: itself, its seller, who acts there by a grant, and the platform about the tenant itself.

From above a seller nothing comes but incidents of security and law. The lists are complete: a new text, or a new place that
writes, is entered here with its reason.
"""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import freehold
from freehold.channel.rules.incidents import INCIDENTS as TEXTS
from freehold.notices.states import INCIDENTS, NoticeTemplate

HOUSE = Path(freehold.__file__).parent


class Sender(StrEnum):
    """On whose behalf a text is sent, seen from the tenant in whose scope it is written."""

    ITSELF = "itself"  # its own people, or the platform about what happens in it
    SELLER = "its seller"  # about an order or invoice on their edge; or the seller's own letter to its buyer
    OTHER_END = "the other end of a grant or of an edge"
    PLATFORM = (
        "nobody but the platform, whose seller has gone or is back: under a neutral name, in fixed words"
    )
    ABOVE = "the operator, to everybody"


N = NoticeTemplate
SENT_BY: dict[NoticeTemplate, Sender] = {
    **dict.fromkeys(
        (
            N.INVITATION, N.PASSWORD_RESET, N.NEW_SIGN_IN, N.SECURITY_CHANGED, N.SECOND_FACTOR_RESET, N.ACCOUNT_CHANGED,
            N.PERSON_CHANGED, N.PERSON_INVITED, N.TASK_ADDED, N.SENDER_FROZEN, N.PARTNER_INVITED, N.APPLICATION_PROOF,
            N.APPLICATION_KNOWN, N.APPLICATION_DECLINED, N.APPLICATION_ARRIVED, N.REGISTRATION_CLOSED,
            N.GLASS_BROKEN, N.BREAK_GLASS_ASKED, N.CHECKPOINT,
        ),
        Sender.ITSELF,
    ),
    **dict.fromkeys(
        (
            N.SUBSCRIPTION_SUSPENDED, N.SUBSCRIPTION_RESUMED, N.SUBSCRIPTION_CANCELLED, N.ERASURE_AHEAD, N.ERASED,
            N.INVOICE, N.CREDIT_NOTE, N.REMINDER_FRIENDLY, N.REMINDER_FIRM, N.REMINDER_LAST, N.REMINDER_SUSPENSION,
            N.DEBIT_AHEAD, N.DEBIT_CANCELLED,
        ),
        Sender.SELLER,
    ),
    **dict.fromkeys(
        (N.GRANT_GIVEN, N.GRANT_HELD, N.GRANT_ENDED, N.GRANT_LOST, N.GRANT_REMINDER, N.PARTNER_JOINED,
        N.GRANT_ENDS_SOON, N.GRANT_HELD_ENDS_SOON, N.GRANT_GIVEN_BY_CUSTOMER, N.GLASS_BROKEN_AT_CUSTOMER, N.GRANT_ASKED,
        N.GRANT_ASKED_OF_CUSTOMER, N.REQUEST_WITHDRAWN, N.REQUEST_DECLINED, N.REQUEST_EXPIRED), Sender.OTHER_END
    ),
    **dict.fromkeys((N.TRANSFER_ASKED, N.TRANSFER_MOVED, N.TRANSFER_FAILED), Sender.ITSELF),
    **dict.fromkeys(
        (
            N.TRANSFER_LEAVING, N.TRANSFER_COMING, N.TRANSFER_WITHDRAWN, N.TRANSFER_LEFT, N.TRANSFER_ARRIVED,
            N.TRANSFER_UNDO_ASKED, N.TRANSFER_UNDONE, N.HANDOVER_PROPOSED, N.HANDOVER_AGREED, N.HANDOVER_OFF, N.HANDOVER_DONE,
        ),
        Sender.OTHER_END,
    ),
    N.HANDOVER_AHEAD: Sender.SELLER,
    **dict.fromkeys((N.PROVIDER_GONE, N.PROVIDER_BACK), Sender.PLATFORM),
    N.PARTNER_STOPPED: Sender.SELLER,
    **dict.fromkeys(INCIDENTS, Sender.ABOVE),
}  # fmt: skip

# Every place that writes a notice, and in whose scope it does.
WRITERS = {
    "accounts.actions.mail_checkpoint": "the tenant's own administrators",
    "accounts.actions.reset_second_factor": "the person's own tenant",
    "accounts.actions.want_password_reset": "the person's own tenant",
    "accounts.invitations": "the person's own tenant",
    "accounts.telling": "the person's own tenant",
    "channel.actions.apply_to_sell": "the seller's own, to who applies to it",
    "channel.actions.decide_application": "the seller's own, to who applied to it",
    "channel.actions.invite_partner": "the seller's own, to whom it invites",
    "channel.actions.tell_of_incident": "everybody's whom an incident concerns: from the fixed list alone",
    "channel.telling": "a seller's own, of who joined it and of its prospects; the three whom a move concerns",
    "delegation.telling": "the two ends of a grant",
    "dunning.writing": "the seller's own, to its buyer's accounts",
    "payments.actions.collect_invoices": "the seller's own, to its buyer's accounts",
    "payments.telling": "the seller's own, to its buyer's accounts",
    "services.mail.actions.tell_frozen": "the mailbox's own tenant",
    "services.resold.telling": "the supplier's own people",
    "subscriptions.telling": "the two ends of an order's edge",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Our own modules by name, without tests and migrations."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        if not {"tests", "migrations"} & set(parts):
            yield ".".join(parts), ast.parse(path.read_text(), str(path))


def named_in(tree: ast.Module) -> set[str]:
    """The templates that a module names."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "NoticeTemplate"
    }


def test_every_text_says_on_whose_behalf_it_is_sent() -> None:
    assert set(SENT_BY) == set(NoticeTemplate)


def test_nothing_comes_from_above_a_seller_but_incidents_each_with_its_named_facts() -> None:
    from_above = {template for template, sender in SENT_BY.items() if sender is Sender.ABOVE}

    assert from_above == set(INCIDENTS) == set(TEXTS)
    assert all("reference" in facts for facts in TEXTS.values())


def test_only_the_known_places_write_and_incidents_are_written_in_one() -> None:
    writers, name_incidents = set(), set()
    for name, tree in sources():
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        if any(isinstance(call.func, ast.Name) and call.func.id == "enqueue_notice" for call in calls):
            writers.add(name)
        if named_in(tree) & {template.name for template in INCIDENTS}:
            name_incidents.add(name)

    assert writers == set(WRITERS)
    assert name_incidents == {
        "channel.rules.incidents",
        "channel.words",
        "notices.states",
        "config.demo.channel",
    }
    assert not name_incidents & writers
