"""`freehold vendors` does what the pages do."""

from pathlib import Path

from typer.testing import CliRunner

from conftest import Cast
from freehold.provisioning.states import InstanceState
from freehold.services.resold.commands import app
from freehold.services.resold.tests.bills import HEAD, line
from freehold.services.resold.tests.conftest import REFERENCE, Sold


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["vendors", *words], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def test_a_task_is_listed_and_done_and_a_bill_taken_in(sold: Sold, cast: Cast, tmp_path: Path) -> None:
    tenant = str(cast.partner.tenant_id)
    (task,) = sold.tasks()
    file = tmp_path / "nov.csv"
    file.write_text(HEAD + line())

    listed = run("tasks", tenant)
    run("done", tenant, str(task.id), "--reference", REFERENCE)
    read = run("read", tenant, "Northwind", str(file))
    bill_id = read.split()[-1]
    taken = run("take", tenant, bill_id)

    assert "Set up 3 seats" in listed
    assert sold.reconcile().observed_state is InstanceState.ACTIVE
    assert "1 new (27.00 EUR)" in read
    assert taken.strip() == "1"
    assert "nov.csv" in run("bills", tenant)
    assert "agrees" in run("matching", tenant)
    assert "27" in run("costs", tenant, "2026-11-01", "2026-12-01")
