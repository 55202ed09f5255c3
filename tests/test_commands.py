"""The command line of the tree, the grants and the log: the same actions, from a shell on the host."""

import json
import os
import subprocess
import sys
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from conftest import Cast
from freehold.audit.commands import app as audit
from freehold.delegation.commands import app as delegation
from freehold.kernel.errors import Conflict, NotFound
from freehold.tenants.commands import app as tenants

run = CliRunner().invoke
WORDS = (
    "up", "operator", "customers", "partners", "grants", "audit", "people", "groups", "domains", "plans", "subscriptions",
    "instances", "vendors", "usage", "mailboxes", "mail-settings", "mail-groups", "mail",
)  # fmt: skip


def test_the_verbs_of_every_package_are_words_of_one_command() -> None:
    environment = os.environ | {"FREEHOLD_DATABASE_DSN": "postgresql://nobody@127.0.0.1:9/none"}
    answer = subprocess.run(
        [sys.executable, "-m", "freehold.host.main", "--help"],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip

    listed = {line.strip("│| ").partition(" ")[0] for line in answer.stdout.splitlines()}
    assert set(WORDS) <= listed


def test_a_customer_is_made_and_listed(cast: Cast) -> None:
    made = run(delegation, ["customers", "create", "Elm Dental", "--tenant", str(cast.partner.tenant_id)])
    listed = run(delegation, ["customers", "list", "--tenant", str(cast.partner.tenant_id), "--json"])

    assert made.exit_code == 0
    found = {row["name"]: row["tenant_id"] for row in json.loads(listed.output)}
    assert found["Elm Dental"] == made.output.strip()
    assert set(found) == {"Acme Dental", "Elm Dental"}


def test_a_partner_is_made_below_the_operator_unless_told_otherwise(cast: Cast) -> None:
    assert run(delegation, ["partners", "create", "Fir Systems"]).exit_code == 0

    listed = run(delegation, ["partners", "list"])
    assert "Fir Systems" in listed.output
    assert "Alder IT" in listed.output


def test_a_grant_is_listed_and_ended(cast: Cast) -> None:
    tenant = ["--tenant", str(cast.customer.tenant_id)]
    (grant,) = json.loads(run(delegation, ["grants", "list", *tenant, "--json"]).output)

    assert run(delegation, ["grants", "end", grant["id"], *tenant]).exit_code == 0
    given = run(delegation, ["grants", "give", "technician", "--hours", "2", "--reason", "a fault", *tenant])

    grants = json.loads(run(delegation, ["grants", "list", *tenant, "--json"]).output)
    assert given.exit_code == 0
    assert [(g["reason"], g["in_force"]) for g in grants] == [("a fault", True), ("set-up", False)]


def test_the_log_is_shown_and_verified(cast: Cast) -> None:
    run(delegation, ["grants", "give", "technician", "--tenant", str(cast.customer.tenant_id)])

    shown = run(audit, ["audit", "show", str(cast.customer.tenant_id), "--json"])
    verified = run(audit, ["audit", "check", str(cast.customer.tenant_id)])

    newest = json.loads(shown.output)[0]
    assert (newest["action"], newest["actor_name"], newest["via"]) == (
        "delegation.give_grant", "Command line", "command",
    )  # fmt: skip
    assert verified.exit_code == 0
    assert "The log verifies." in verified.output


def test_somebody_elses_grant_does_not_exist(cast: Cast) -> None:
    result = run(delegation, ["grants", "end", str(uuid4()), "--tenant", str(cast.rival.tenant_id)])

    assert isinstance(result.exception, NotFound)


def test_there_is_one_operator(cast: Cast) -> None:
    assert isinstance(run(tenants, ["operator", "create", "Second"]).exception, Conflict)


@pytest.mark.django_db
def test_without_an_operator_a_command_says_what_to_do() -> None:
    result = run(delegation, ["customers", "list"])

    assert isinstance(result.exception, NotFound)
    assert "freehold operator create" in result.exception.sentence
