"""A customer that wants its log's checkpoint by mail gets it once a month, and can check the log with it."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import Browser, Cast
from freehold.accounts.jobs import mail_checkpoints
from freehold.audit.actions.choose_checkpoint_mail import choose_checkpoint_mail
from freehold.audit.actions.note_checkpoint_mailed import note_checkpoint_mailed
from freehold.audit.actions.seal import seal_entries
from freehold.audit.models import CheckpointMail
from freehold.audit.queries import log_lines, verify_log
from freehold.audit.rules.months import first_of_next_month
from freehold.audit.rules.note import read_note
from freehold.kernel.actor import Actor, Via, platform_actor
from freehold.kernel.errors import NotPermitted, Refused
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.tenants.row_security import scope

Tamper = Callable[..., None]


def mails(actor: Actor) -> list[Notice]:
    with scope(actor.tenant_id):
        return list(Notice.objects.filter(template="checkpoint").order_by("to"))


def sweep(as_role: Callable) -> None:
    with as_role("freehold_worker"):
        mail_checkpoints(0)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_one_is_due_on_the_first_of_the_next_month(today: date, first: date) -> None:
    assert first_of_next_month(today) == first


def test_it_comes_once_a_month_to_each_administrator_and_the_log_verifies_with_it(
    cast: Cast, as_role: Callable, tamper: Tamper
) -> None:
    acme = cast.customer
    with scope(acme.tenant_id):
        choose_checkpoint_mail(is_wanted=True, actor=acme)
        seal_entries(acme.tenant_id)
    sweep(as_role)
    assert mails(acme) == [], "nothing before the first of the next month"

    tamper("update audit_checkpointmail set next_on = current_date")
    sweep(as_role)
    sweep(as_role)

    (notice,) = mails(acme)
    with scope(acme.tenant_id):
        text = compose(notice.id).get_body(("plain",)).get_content()  # type: ignore[union-attr]
        kept = "freehold/" + text.partition("freehold/")[2].partition("\nTo compare")[0]
        verdict = verify_log(acme.tenant_id, kept=read_note(kept))
        assert log_lines(acme.tenant_id)[0].action == "audit.mail_checkpoint"
    assert verdict.holds, verdict.faults


def test_who_wants_no_more_gets_no_more(cast: Cast, as_role: Callable, tamper: Tamper) -> None:
    acme = cast.customer
    with scope(acme.tenant_id):
        choose_checkpoint_mail(is_wanted=True, actor=acme)
        seal_entries(acme.tenant_id)
    tamper("update audit_checkpointmail set next_on = current_date")
    with scope(acme.tenant_id):
        choose_checkpoint_mail(is_wanted=False, actor=acme)

    sweep(as_role)

    assert mails(acme) == []


def test_none_is_noted_before_it_is_due_and_by_nobody_but_the_platform(cast: Cast) -> None:
    acme = cast.customer
    with scope(acme.tenant_id):
        choose_checkpoint_mail(is_wanted=True, actor=acme)
        before = CheckpointMail.objects.get().next_on
        with pytest.raises(Refused):
            note_checkpoint_mailed(
                tree_size=1, administrators=1, actor=platform_actor(acme.tenant_id, via=Via.JOB)
            )
        with pytest.raises(NotPermitted):
            note_checkpoint_mailed(tree_size=1, administrators=1, actor=acme)
        assert CheckpointMail.objects.get().next_on == before


def test_administrators_alone_choose(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        choose_checkpoint_mail(is_wanted=True, actor=cast.member)
    with scope(cast.customer.tenant_id):
        assert not CheckpointMail.objects.exists()


def test_the_page_turns_it_on_and_off(cast: Cast, signed_in: Callable[[Actor], Browser]) -> None:
    browser = signed_in(cast.customer)
    with scope(cast.customer.tenant_id):
        seal_entries(cast.customer.tenant_id)

    on = browser.post("/log/mail/", {"wanted": "yes"}, follow=True).content.decode()
    off = browser.post("/log/mail/", {"wanted": "no"}, follow=True).content.decode()

    assert "Send no more" in on
    assert "Send it each month" in off
