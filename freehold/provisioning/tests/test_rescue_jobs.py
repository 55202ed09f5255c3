"""A killed worker's jobs go back to the queue as soon as it has given no sign of life for a while."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection

from conftest import Cast
from freehold.provisioning.jobs import HEARTBEAT_SECONDS, STALLED_SECONDS, rescue_jobs

Play = Callable[[str], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("silent_for", "state"), [(STALLED_SECONDS + 1, "todo"), (STALLED_SECONDS - HEARTBEAT_SECONDS, "doing")]
)
def test_a_job_comes_back_when_its_worker_is_gone_and_not_while_it_lives(
    cast: Cast, as_role: Play, silent_for: int, state: str
) -> None:
    with as_role("freehold_worker"), connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
            [silent_for],
        )
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "insert into procrastinate_jobs (task_name, queue_name, args, status, worker_id) "
            "values ('provisioning.look_at_instance', 'default', jsonb_build_object('tenant_id', %s::text), 'doing', %s) "
            "returning id",
            [str(cast.customer.tenant_id), worker_id],
        )
        job_id = cursor.fetchone()[0]

        rescue_jobs(0)

        cursor.execute("select status::text from procrastinate_jobs where id = %s", [job_id])
        assert cursor.fetchone() == (state,)
