"""A seller words the notices to its customers' people."""

from dataclasses import replace
from uuid import UUID

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.notices.actions.change_wording import change_wording
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.actions.reset_wording import reset_wording
from freehold.notices.queries import find_wording
from freehold.notices.rules import WORDED, fault_in_wording, filled
from freehold.notices.service import compose, standard_wording
from freehold.notices.states import NoticeTemplate
from freehold.tenants.actions.change_brand import BrandWanted, change_brand
from freehold.tenants.row_security import scope

INVITATION = NoticeTemplate.INVITATION
SUBJECT, BODY = "Welcome to {organisation}", "Dear {name},\n\nyou are {address}:\n\n{link}"


def word(actor: Actor, *, subject: str = SUBJECT, body: str = BODY, language: str = "en") -> None:
    """The invitation in these words."""
    with scope(actor.tenant_id):
        change_wording(INVITATION, language=language, subject=subject, body=body, actor=actor)


def invited(tenant_id: UUID, *, language: str = "en", name: str = "Nia {link} New") -> tuple[str, str, str]:
    """Subject, text and HTML of an invitation to somebody of a tenant."""
    with scope(tenant_id):
        notice_id = enqueue_notice(
            INVITATION,
            to="nia@acme-dental.example",
            language=language,
            context={
                "name": name,
                "inviter": "Ada",
                "organisation": "Acme",
                "address": "nia@acme-dental.example",
            },
            secrets={"link": "https://portal.example/x/"},
        )
        message = compose(notice_id)
    assert message is not None
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(message["Subject"]), plain.get_content(), html.get_content()


def test_customers_read_the_sellers_words_and_others_the_standard_ones(cast: Cast) -> None:
    word(cast.partner)

    subject, text, html = invited(cast.customer.tenant_id)

    assert subject == "Welcome to Acme"
    assert "Dear Nia {link} New,\n\nyou are nia@acme-dental.example:\n\nhttps://portal.example/x/\n" in text
    assert '<a href="https://portal.example/x/">' in html
    assert invited(cast.rival.tenant_id)[0] == "Ada invites you to Acme"
    assert invited(cast.customer.tenant_id, language="de")[0] == "Ada lädt Sie zu Acme ein"
    with scope(cast.partner.tenant_id):
        assert log_lines(cast.partner.tenant_id)[0].action == "notices.change_wordings"


def test_words_are_text_and_never_markup(cast: Cast) -> None:
    word(
        cast.partner,
        body="<script>alert(1)</script> {{% if x %}} {address} {link}".replace("{{%", "%").replace(
            "%}}", "%"
        ),
    )

    html = invited(cast.customer.tenant_id)[2]

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_standard_words_come_back(cast: Cast) -> None:
    word(cast.partner)
    with scope(cast.partner.tenant_id):
        reset_wording(INVITATION, language="en", actor=cast.partner)
        reset_wording(INVITATION, language="en", actor=cast.partner)

    assert invited(cast.customer.tenant_id)[0] == "Ada invites you to Acme"


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        (" ", BODY, "subject"),
        (SUBJECT, "", "body"),
        (SUBJECT, "no link, {address}", "body"),
        (SUBJECT, BODY + " {link.__class__}", "body"),
        (SUBJECT, BODY + " {link!r}", "body"),
        (SUBJECT, BODY + " {0}", "body"),
        (SUBJECT, BODY + " {{ name }}", "body"),
        (SUBJECT, BODY + " {% load static %}", "body"),
        (SUBJECT, BODY + " {password}", "body"),
        ("Hello {secret_key}", BODY, "subject"),
        ("Hello\r\nBcc: x@y.example", BODY, "subject"),
        ("x" * 151, BODY, "subject"),
        (SUBJECT, BODY + "x" * 4000, "body"),
        (SUBJECT, BODY + "\x00", "body"),
    ],
)
def test_what_is_hostile_or_leaves_out_what_it_is_about_is_refused(
    cast: Cast, subject: str, body: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        word(cast.partner, subject=subject, body=body)

    assert (refusal.value.code, refusal.value.field) == ("wording", field)
    assert find_wording(cast.partner.tenant_id, INVITATION, "en") is None


def test_a_customer_and_a_member_word_nothing(cast: Cast) -> None:
    with pytest.raises(NotFound):
        word(cast.customer)
    with pytest.raises(NotPermitted):
        word(replace(cast.partner, roles=cast.member.roles))


def test_what_is_no_main_notice_keeps_its_words(cast: Cast) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(NotFound):
        change_wording(
            NoticeTemplate.GRANT_GIVEN, language="en", subject=SUBJECT, body=BODY, actor=cast.partner
        )


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", sorted(WORDED))
def test_the_standard_words_hold_what_own_words_must(template: NoticeTemplate, language: str) -> None:
    assert fault_in_wording(WORDED[template], *standard_wording(template, language)) is None


def test_a_value_is_never_read_again_and_a_missing_one_is_a_dash() -> None:
    assert filled("{a} {b} {c}", {"a": "{b}", "b": "x", "c": ""}) == "{b} x –"


def test_links_of_the_seller_stand_at_the_foot_in_the_mails_language(cast: Cast) -> None:
    with scope(cast.partner.tenant_id):
        change_brand(
            BrandWanted(
                name="Alder IT",
                accent="#ffd400",
                support_name="",
                support_phone="",
                support_email="",
                privacy_url="https://alder-it.example/privacy",
            ),
            actor=cast.partner,
        )

    _subject, text, html = invited(cast.customer.tenant_id, language="de")

    assert "Datenschutz: https://alder-it.example/privacy" in text
    assert '<a href="https://alder-it.example/privacy">Datenschutz</a>' in html
    assert "#ffd400" not in html
