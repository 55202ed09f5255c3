"""The administrator's pages of mail: each answers, says what it did, and loses nothing that was typed."""

from uuid import UUID

import pytest
from django.conf import settings

from freehold.provisioning.actions.want import want_suspended
from freehold.services.mail.administration.tests.hosted import DOMAIN, Hosted, hosted  # noqa: F401 - a fixture
from freehold.services.mail.queries.access import access_of
from freehold.services.mail.queries.addresses import catch_alls, groups
from freehold.services.mail.queries.mailboxes import get_mailbox, mailboxes
from freehold.services.mail.queries.senders import tenant_senders
from freehold.services.mail.states import MailboxKind
from freehold.tenants.row_security import scope

PAGES = [
    "",
    "new/",
    "shared/new/",
    "groups/",
    "groups/new/",
    "catch-all/",
    "senders/",
    "limits/",
    "trace/",
    "queue/",
]


def post(hosted: Hosted, path: str, **given: object):  # noqa: F811
    return hosted.client_of(hosted.admin).post(f"/mail/{path}", given)


def the_mailbox(hosted: Hosted, kind: MailboxKind) -> UUID:  # noqa: F811
    with scope(hosted.admin.tenant_id):
        return mailboxes(hosted.admin, kind=kind)[0].id


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers(hosted: Hosted, page: str) -> None:  # noqa: F811
    answer = hosted.client_of(hosted.admin).get(f"/mail/{page}")

    assert answer.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_member_sees_none_of_them(hosted: Hosted, page: str) -> None:  # noqa: F811
    answer = hosted.client_of(hosted.cast.member).get(f"/mail/{page}")

    assert answer.status_code == 403


def test_a_new_person_gets_a_mailbox_and_a_link_to_hand_over(hosted: Hosted) -> None:  # noqa: F811
    answer = post(hosted, "new/", person="", name="Eve Acme", local_part="eve", domain=DOMAIN)

    assert answer.status_code == 200
    assert f"{settings.ORIGIN}/account/invitation/" in answer.content.decode()
    with scope(hosted.admin.tenant_id):
        assert [box.address for box in mailboxes(hosted.admin)] == [f"eve@{DOMAIN}"]


def test_somebody_on_the_list_gets_a_mailbox(hosted: Hosted) -> None:  # noqa: F811
    answer = post(hosted, "new/", person=str(hosted.cast.member.person_id), local_part="max", domain=DOMAIN)

    assert answer.status_code == 302
    with scope(hosted.admin.tenant_id):
        (box,) = mailboxes(hosted.admin)
    assert box.person_id == hosted.cast.member.person_id


@pytest.mark.parametrize("local_part", ["has space", "ünïcode\u202e", "a" * 64 + "@x", "..", "<script>"])
def test_a_malformed_address_is_said_beside_its_field_and_kept(hosted: Hosted, local_part: str) -> None:  # noqa: F811
    answer = post(hosted, "new/", person="", name="Eve", local_part=local_part, domain=DOMAIN)

    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().split("</head>")[1]
    with scope(hosted.admin.tenant_id):
        assert mailboxes(hosted.admin) == []


def test_a_taken_address_is_a_sentence(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "new/", person="", name="Eve", local_part="eve", domain=DOMAIN)

    answer = post(hosted, "shared/new/", name="Eve two", local_part="eve", domain=DOMAIN)

    assert answer.status_code == 422
    assert "is taken" in answer.content.decode()


def test_a_shared_mailbox_is_given_with_one_click_and_taken_again(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "new/", person=str(hosted.cast.member.person_id), local_part="max", domain=DOMAIN)
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    shared, own = the_mailbox(hosted, MailboxKind.SHARED), the_mailbox(hosted, MailboxKind.PERSONAL)

    given = post(hosted, f"boxes/{shared}/access/", grantee=str(own), send_as="on")
    with scope(hosted.admin.tenant_id):
        (access,) = access_of(shared)
    taken = post(hosted, f"boxes/{shared}/access/take/", grantee=str(own))

    assert (given.status_code, taken.status_code) == (302, 302)
    assert access.full_access
    assert access.send_as
    with scope(hosted.admin.tenant_id):
        assert access_of(shared) == []


def test_size_name_and_further_addresses_change(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    box = the_mailbox(hosted, MailboxKind.SHARED)

    post(hosted, f"boxes/{box}/quota/", quota_gb="2.5")
    post(hosted, f"boxes/{box}/aliases/", local_part="info", domain=DOMAIN)
    post(hosted, f"boxes/{box}/address/", local_part="desk", domain=DOMAIN, display_name="Desk")

    with scope(hosted.admin.tenant_id):
        found = get_mailbox(box)
    assert (found.quota_bytes, found.address, found.display_name) == (
        int(2.5 * 10**9),
        f"desk@{DOMAIN}",
        "Desk",
    )
    assert f"info@{DOMAIN}" in found.aliases
    post(hosted, f"boxes/{box}/aliases/remove/", address=f"info@{DOMAIN}")
    with scope(hosted.admin.tenant_id):
        assert f"info@{DOMAIN}" not in get_mailbox(box).aliases


def test_closing_wants_the_address_typed(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    box = the_mailbox(hosted, MailboxKind.SHARED)

    wrong = post(hosted, f"boxes/{box}/close/", typed="something else")
    with scope(hosted.admin.tenant_id):
        assert len(mailboxes(hosted.admin)) == 1
    right = post(hosted, f"boxes/{box}/close/", typed=f"hello@{DOMAIN}")

    assert (wrong.status_code, right.status_code) == (422, 302)
    with scope(hosted.admin.tenant_id):
        assert mailboxes(hosted.admin) == []


def test_a_group_has_members_here_and_elsewhere(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    box = the_mailbox(hosted, MailboxKind.SHARED)
    made = post(hosted, "groups/new/", name="Everybody", local_part="all", domain=DOMAIN)

    bad = hosted.client_of(hosted.admin).post(
        made.url, {"mailboxes": [str(box)], "outside": "not an address", "version": "1"}
    )
    good = hosted.client_of(hosted.admin).post(
        made.url, {"mailboxes": [str(box)], "outside": "lab@example.org", "version": "1"}
    )

    assert (bad.status_code, good.status_code) == (422, 302)
    with scope(hosted.admin.tenant_id):
        (group,) = groups(hosted.admin)
    assert {address for _, address in group.members} == {f"hello@{DOMAIN}", "lab@example.org"}
    assert hosted.client_of(hosted.admin).post(f"{made.url}remove/").status_code == 302


def test_catch_all_and_senders_come_and_go(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    box = the_mailbox(hosted, MailboxKind.SHARED)

    post(hosted, "catch-all/", domain=DOMAIN, mailbox=str(box))
    post(hosted, "senders/", sender="@spam.example", verdict="block")
    with scope(hosted.admin.tenant_id):
        assert catch_alls(hosted.admin)[0].mailbox_id == box
        assert tenant_senders(hosted.admin)[0].sender == "@spam.example"
    post(hosted, "catch-all/clear/", domain=DOMAIN)
    post(hosted, "senders/forget/", sender="@spam.example")

    with scope(hosted.admin.tenant_id):
        assert catch_alls(hosted.admin) == []
        assert tenant_senders(hosted.admin) == []


def test_limits_take_whole_numbers(hosted: Hosted) -> None:  # noqa: F811
    bad = post(hosted, "limits/", hourly_per_person="-1", hourly_per_tenant="x", postmaster="", version="0")
    good = post(
        hosted, "limits/", hourly_per_person="50", hourly_per_tenant="500", postmaster="", version="0"
    )

    assert (bad.status_code, good.status_code) == (422, 302)


def test_a_form_that_was_open_while_somebody_else_saved_is_refused(hosted: Hosted) -> None:  # noqa: F811
    group = post(hosted, "groups/new/", name="Everybody", local_part="all", domain=DOMAIN).url.removeprefix(
        "/mail/"
    )
    quick = {"outside": "lab@example.org", "version": "1"}
    low = {"hourly_per_person": "50", "hourly_per_tenant": "500", "postmaster": "", "version": "0"}
    assert post(hosted, group, **quick).status_code == post(hosted, "limits/", **low).status_code == 302

    members = post(hosted, group, **quick | {"outside": "late@example.org"})
    limits = post(hosted, "limits/", **low | {"hourly_per_person": "60"})

    for answer in (members, limits):
        assert answer.status_code == 422
        assert "Somebody else has changed" in answer.content.decode()
    assert "late@example.org" in members.content.decode()
    with scope(hosted.admin.tenant_id):
        assert groups(hosted.admin)[0].member_addresses == ("lab@example.org",)


def test_an_address_that_only_takes_forms_leads_to_the_page_above(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    box = the_mailbox(hosted, MailboxKind.SHARED)

    answer = hosted.client_of(hosted.admin).get(f"/mail/boxes/{box}/quota/")

    assert (answer.status_code, answer.url) == (302, f"/mail/boxes/{box}/")


def test_a_rivals_mailbox_is_not_found(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    box = the_mailbox(hosted, MailboxKind.SHARED)
    rival = hosted.client_of(hosted.cast.rival_customer)

    assert rival.get(f"/mail/boxes/{box}/").status_code == 404
    assert rival.post(f"/mail/boxes/{box}/close/", {"typed": f"hello@{DOMAIN}"}).status_code == 404
    with scope(hosted.admin.tenant_id):
        assert len(mailboxes(hosted.admin)) == 1


def test_a_mailbox_whose_mail_stands_still_is_paused_and_not_open(hosted: Hosted) -> None:  # noqa: F811
    post(hosted, "shared/new/", name="Reception", local_part="hello", domain=DOMAIN)
    assert "Open" in hosted.page("/mail/").content.decode()

    with scope(hosted.admin.tenant_id):
        want_suspended(hosted.instance_id, hold=hosted.instance_id)

    page = hosted.page("/mail/").content.decode()
    assert ">Paused<" in page
    assert ">Open<" not in page
