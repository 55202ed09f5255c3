"""The sweep: each day read once, what was missed read later, and one tenant's fault its own."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from conftest import Cast
from freehold.catalog.tests.conftest import NotebookService
from freehold.kernel import clock
from freehold.metering.jobs import LOOKS_BACK, LOOKS_FAR_BACK, close_days
from freehold.metering.models import Reading
from freehold.metering.tests.conftest import Metered, days_ago, event
from freehold.provisioning.models import Instance
from freehold.tenants.row_security import scope


def swept(metered: Metered, *, hour: int = 12) -> None:
    at = datetime.combine(clock.today(), time(hour), UTC)
    with metered.as_role("freehold_worker"):
        close_days(int(at.timestamp()))


def read_days(cast: Cast) -> list[object]:
    with scope(cast.customer.tenant_id):
        return list(Reading.objects.order_by("-day").values_list("day", flat=True))


def test_the_last_days_are_read_once_onto_each_edge(
    metered: Metered, cast: Cast, notebooks: NotebookService
) -> None:
    folder = notebooks.folder(cast.customer.tenant_id, metered.instance_id)
    (folder / "one.txt").write_text("a note")

    swept(metered)
    (folder / "two.txt").write_text("another note")
    swept(metered)

    assert read_days(cast) == [days_ago(number) for number in range(1, LOOKS_BACK + 1)]
    expected = {("notes", days_ago(number)): Decimal(1) for number in range(1, LOOKS_BACK + 1)}
    assert metered.used(cast.customer) == metered.used(cast.operator, metered.upper) == expected


def test_once_a_day_it_looks_for_what_was_missed(metered: Metered, cast: Cast) -> None:
    swept(metered, hour=3)

    assert read_days(cast) == [days_ago(number) for number in range(1, LOOKS_FAR_BACK + 1)]


def test_an_engine_that_does_not_answer_is_asked_again(
    metered: Metered, cast: Cast, notebooks: NotebookService, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = notebooks.engine
    notebooks.engine = engine / "elsewhere" / "gone"

    swept(metered)
    before = read_days(cast)
    notebooks.engine = engine
    swept(metered)

    assert before == []
    assert len(read_days(cast)) == LOOKS_BACK


def test_it_counts_what_sellers_reported_of_days_that_are_over(metered: Metered, cast: Cast) -> None:
    day = days_ago(20)
    metered.report(event(metered, "a", "3", day=day))

    swept(metered)

    assert metered.used(cast.operator, metered.upper)["notes", day] == 3


def test_an_instance_that_was_not_there_yet_is_not_read(metered: Metered, cast: Cast) -> None:
    with metered.as_role("freehold_app"), scope(cast.customer.tenant_id):
        Instance.objects.update(created_at=clock.now() - timedelta(days=1))

    swept(metered)

    assert read_days(cast) == [days_ago(1)]
