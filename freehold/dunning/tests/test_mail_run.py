"""Mailing a run survives any death: killed anywhere and begun again, each document has one letter."""

import os
import random
import subprocess
import sys
from uuid import UUID

from django.conf import settings

from freehold.catalog.tests.conftest import notebooks
from freehold.dunning.models import Letter, MailedRun
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.jobs import bill_run
from freehold.invoicing.models import Invoice
from freehold.invoicing.tests.test_bill_chunk import BUYERS, World, world
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "world"]


def begin(world: World, run: UUID) -> "subprocess.Popen[str]":
    """A worker's process that mails a run."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "freehold.dunning.tests.mailing_process",
            str(world.partner.tenant_id),
            str(run),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
            "FREEHOLD_DATABASE_DSN": world.dsn,
            "FREEHOLD_DATA": str(world.data),
            "FREEHOLD_SECRET_KEY": settings.SECRET_KEY,
        },
    )


def test_killed_at_random_points_and_begun_again_beside_another_each_document_goes_out_once(
    world: World,
) -> None:
    with scope(world.partner.tenant_id):
        run = start_run(actor=world.partner)
    bill_run(str(world.partner.tenant_id), str(run))

    for _ in range(3):
        worker = begin(world, run)
        assert worker.stdout is not None
        for _step in range(random.randint(1, BUYERS // 4)):
            worker.stdout.readline()
        worker.kill()
        worker.communicate()
    both = [begin(world, run), begin(world, run)]
    said = [worker.communicate()[0] for worker in both]

    assert all(text.endswith("finished\n") for text in said)
    with scope(world.partner.tenant_id):
        letters = list(Letter.objects.values_list("invoice_id", "notice_id"))
        assert sorted(one for one, _ in letters) == sorted(Invoice.objects.values_list("id", flat=True))
        assert sorted(one for _, one in letters) == sorted(Notice.objects.values_list("id", flat=True))
        assert (len(letters), MailedRun.objects.count()) == (BUYERS, 1)
