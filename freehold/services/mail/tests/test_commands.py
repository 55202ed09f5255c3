"""The command line of mail: the same actions as the pages and the API, from a shell on the host."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from freehold.audit.queries import log_lines
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.services.mail.commands.verbs import app
from freehold.services.mail.models import Mailbox, MailEvent, SenderRule
from freehold.services.mail.queries.addresses import own_and_outside
from freehold.services.mail.queries.limits import limits
from freehold.services.mail.queries.records import dkim_keys
from freehold.services.mail.states import Delivery, Direction
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope

ADA, MAX, INFO = "ada@acme-dental.example", "max@acme-dental.example", "info@acme-dental.example"


class Shell:
    """A shell on the host, in which each command is about Acme."""

    def __init__(self, mail: Mail) -> None:
        self.tenant = str(mail.ada.tenant_id)

    def run(self, *words: str, given: str = "", tenant: str = "") -> Result:
        """One command, which may be refused."""
        group, verb, *rest = words
        return CliRunner().invoke(app, [group, verb, tenant or self.tenant, *rest], input=given)

    def do(self, *words: str, given: str = "") -> str:
        """One command that works; what it printed."""
        result = self.run(*words, given=given)
        assert result.exit_code == 0, (words, result.output, result.exception)
        return result.output.strip()

    def rows(self, *words: str) -> list[dict[str, object]]:
        """What a list prints for programs."""
        found: list[dict[str, object]] = json.loads(self.do(*words, "--json"))
        return found


@pytest.fixture
def shell(mail: Mail) -> Shell:
    """The shell, where Acme has mail, and Ada and Max have mailboxes."""
    return Shell(mail)


def everything(mail: Mail) -> tuple[object, ...]:
    """What a refused command must leave as it was."""
    with scope(mail.ada.tenant_id):
        return (
            sorted(Mailbox.objects.values_list("address", "state", "quota_bytes", "sieve")),
            SenderRule.objects.count(),
            limits(mail.ada),
            len(log_lines(mail.ada.tenant_id)),
        )


def test_a_new_person_gets_a_mailbox_and_a_link(shell: Shell) -> None:
    person, link = shell.do("mailboxes", "welcome", "Nia New", "nia@acme-dental.example").split("\t")

    (listed,) = shell.rows("mailboxes", "list", "--search", "nia")
    assert listed["person_id"] == person
    assert "/account/invitation/" in link


def test_many_new_people_come_from_a_file(mail: Mail, shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Nia New, nia@acme-dental.example\n\n")

    (made,) = shell.do("mailboxes", "welcome-many", str(file)).splitlines()

    (shown,) = shell.rows("mailboxes", "show", "nia@acme-dental.example")
    assert (shown["id"], shown["display_name"]) == (made, "Nia New")
    before = everything(mail)
    assert shell.run("mailboxes", "welcome-many", "-", given="one word\n").exit_code == 2
    full = shell.run("mailboxes", "welcome-many", "-", given="O, o@acme-dental.example\n")
    assert isinstance(full.exception, Refused)
    assert everything(mail) == before


def test_a_mailbox_is_closed_and_made_anew(mail: Mail, shell: Shell) -> None:
    shell.do("mailboxes", "close", MAX)

    shell.do("mailboxes", "create", "maxim@acme-dental.example", str(mail.max.person_id), "--gb", "0.5")

    (shown,) = shell.rows("mailboxes", "show", "maxim@acme-dental.example")
    assert (shown["quota_bytes"], shown["kind"]) == (5 * 10**8, "personal")
    assert isinstance(shell.run("mailboxes", "show", MAX).exception, NotFound)


def test_a_mailbox_is_renamed_sized_and_found_by_every_address(shell: Shell) -> None:
    shell.do("mailboxes", "add-alias", MAX, "m@acme-dental.example")
    shell.do("mailboxes", "rename", "M@acme-dental.example", "maxim@acme-dental.example")
    shell.do("mailboxes", "quota", MAX, "1.5")

    (shown,) = shell.rows("mailboxes", "show", MAX)
    assert (shown["address"], shown["display_name"]) == ("maxim@acme-dental.example", "Max")
    assert (shown["aliases"], shown["quota_bytes"]) == (["m@acme-dental.example", MAX], 15 * 10**8)
    shell.do("mailboxes", "remove-alias", MAX, "m@acme-dental.example")
    (listed,) = shell.rows("mailboxes", "list", "--search", "maxim")
    assert listed["aliases"] == [MAX]


def test_a_shared_mailbox_is_opened_to_a_person_and_closed_again(shell: Shell) -> None:
    shell.do("mailboxes", "create-shared", INFO, "--name", "Office")
    shell.do("mailboxes", "give-access", INFO, MAX, "--no-send-as")

    (given,) = shell.rows("mailboxes", "access", INFO)
    assert (given["grantee_address"], given["full_access"], given["send_as"]) == (MAX, True, False)
    shell.do("mailboxes", "take-access", INFO, MAX)
    assert shell.rows("mailboxes", "access", INFO) == []
    (shared,) = shell.rows("mailboxes", "list", "--kind", "shared")
    assert shared["address"] == INFO


def test_a_sender_is_frozen_and_let_go(shell: Shell) -> None:
    shell.do("mailboxes", "freeze", MAX, "looks stolen")
    (frozen,) = shell.rows("mailboxes", "show", MAX)
    shell.do("mailboxes", "unfreeze", MAX)

    (free,) = shell.rows("mailboxes", "show", MAX)
    assert (frozen["sending_frozen_because"], free["sending_frozen_at"]) == ("looks stolen", None)


def test_what_a_person_sets_is_set_and_shown(shell: Shell) -> None:
    rules = {
        "rules": [
            {
                "field": "subject",
                "match": "contains",
                "value": "invoice",
                "action": "file",
                "argument": "Bills",
            }
        ]
    }
    shell.do("mail-settings", "forward", MAX, "friend@elsewhere.example", "--no-keep-copy")
    shell.do("mail-settings", "answer", MAX, "Away", "-", "--until", "2027-01-07", given="Back soon.\n")
    shell.do("mail-settings", "set-rules", MAX, "-", given=json.dumps(rules))

    shown = json.loads(shell.do("mail-settings", "show", MAX))

    assert (shown["forward_to"], shown["keep_copy"]) == (["friend@elsewhere.example"], False)
    assert (shown["auto_reply"]["text"], shown["auto_reply"]["until_at"]) == (
        "Back soon.", "2027-01-07T00:00:00Z",
    )  # fmt: skip
    assert shown["rules"] == [{"name": "", **rules["rules"][0]}]
    shell.do("mail-settings", "forward", MAX)
    shell.do("mail-settings", "stop-answering", MAX)
    ended = json.loads(shell.do("mail-settings", "show", MAX))
    assert (ended["forward_to"], ended["auto_reply"]) == ([], None)


@pytest.mark.parametrize("given", ["nonsense", '{"rules": [{"field": "colour"}]}'])
def test_rules_that_are_none_change_nothing(mail: Mail, shell: Shell, given: str) -> None:
    before = everything(mail)

    assert shell.run("mail-settings", "set-rules", MAX, "-", given=given).exit_code == 2
    assert everything(mail) == before


def test_a_group_is_made_filled_and_removed(shell: Shell) -> None:
    shell.do("mail-groups", "create", "team@acme-dental.example", "Team", "--internal-only")
    shell.do("mail-groups", "members", "team@acme-dental.example", ADA, "Friend@elsewhere.example", MAX)

    (group,) = shell.rows("mail-groups", "list")
    assert "Team" in shell.do("mail-groups", "list", "--search", "team")
    assert (group["name"], group["internal_only"]) == ("Team", True)
    assert [address for _mailbox, address in group["members"]] == [ADA, "friend@elsewhere.example", MAX]  # type: ignore[attr-defined]
    shell.do("mail-groups", "members", "team@acme-dental.example")
    shell.do("mail-groups", "remove", "team@acme-dental.example")
    assert shell.rows("mail-groups", "list") == []


def test_a_catch_all_is_set_and_cleared(shell: Shell) -> None:
    shell.do("mail", "set-catch-all", "acme-dental.example", ADA)
    (found,) = shell.rows("mail", "catch-alls")
    shell.do("mail", "clear-catch-all", "acme-dental.example")

    assert (found["domain"], found["mailbox_address"]) == ("acme-dental.example", ADA)
    assert shell.rows("mail", "catch-alls") == []


@pytest.mark.parametrize("of", [[], ["--mailbox", MAX]])
def test_senders_are_judged_for_all_or_for_one(mail: Mail, shell: Shell, of: Sequence[str]) -> None:
    shell.do("mail", "block", "@noise.example", *of)
    shell.do("mail", "allow", "friend@elsewhere.example", *of)

    for_all = {row["sender"]: row["verdict"] for row in shell.rows("mail", "senders")}
    of_max = {
        row["sender"]: row["verdict"] for row in json.loads(shell.do("mail-settings", "show", MAX))["senders"]
    }
    judged = {"@noise.example": "block", "friend@elsewhere.example": "allow"}
    assert (for_all, of_max) == (({}, judged) if of else (judged, {}))
    shell.do("mail", "forget", "@noise.example", *of)
    with scope(mail.ada.tenant_id):
        assert SenderRule.objects.count() == 1


def test_limits_and_the_postmaster_are_set(mail: Mail, shell: Shell) -> None:
    shell.do("mail", "set-limits", "100", "1000", "--postmaster", MAX)

    (found,) = shell.rows("mail", "limits")
    assert found == {
        "hourly_per_person": 100, "hourly_per_tenant": 1000, "postmaster_id": str(mail.maxs),
        "version": 1, "allowed": {"hourly_per_person": 300, "hourly_per_tenant": 3000},
    }  # fmt: skip


def test_a_new_key_signs(shell: Shell, mail: Mail) -> None:
    selector = shell.do("mail", "rotate-key", "acme-dental.example")

    with scope(mail.ada.tenant_id):
        assert [key.selector for key in dkim_keys("acme-dental.example") if key.active] == [selector]


def test_the_trace_is_read_and_the_queue_worked_on(mail: Mail, shell: Shell) -> None:
    with scope(mail.ada.tenant_id):
        MailEvent.objects.create(
            tenant_id=mail.ada.tenant_id, at=clock.now(), updated_at=clock.now(), direction=Direction.OUT,
            delivery=Delivery.DEFERRED, queue_id="4abcdefXYZ", sender=MAX, recipient="x@elsewhere.example",
        )  # fmt: skip

    (traced,) = shell.rows("mail", "trace", "--address", "elsewhere", "--since", "2020-01-01")
    (waiting,) = shell.rows("mail", "queue")
    shell.do("mail", "retry", "4abcdefXYZ")
    shell.do("mail", "delete", "4abcdefXYZ")

    assert traced == waiting
    assert shell.rows("mail", "trace", "--delivery", "bounced") == []
    with scope(mail.ada.tenant_id):
        asked = [line.facts["asked"] for line in log_lines(mail.ada.tenant_id, action="mail.change_queue")]
    assert asked == ["delete", "retry"]


def test_what_is_refused_on_a_page_is_refused_in_the_shell(mail: Mail, shell: Shell) -> None:
    before = everything(mail)

    for error, words in (
        (Conflict, ("mailboxes", "add-alias", MAX, ADA)),
        (Refused, ("mailboxes", "quota", MAX, "0.001")),
        (Refused, ("mailboxes", "rename", MAX, "max@elsewhere.example")),
        (Refused, ("mail", "set-limits", "0", "1")),
        (NotFound, ("mail", "delete", "4abcdefXYZ")),
        (NotFound, ("mail-groups", "remove", "team@acme-dental.example")),
    ):
        assert isinstance(shell.run(*words).exception, error), words

    assert everything(mail) == before


def test_an_address_of_somebody_else_names_no_mailbox_here(mail: Mail, shell: Shell) -> None:
    before = everything(mail)
    cedar = str(mail.cleo.tenant_id)

    hidden = shell.run("mailboxes", "close", MAX, tenant=cedar)

    assert isinstance(hidden.exception, NotFound)
    assert MAX in hidden.exception.sentence
    assert everything(mail) == before
    with scope(mail.cleo.tenant_id):
        assert own_and_outside(mail.cleo, [MAX]) == ([], [MAX])
