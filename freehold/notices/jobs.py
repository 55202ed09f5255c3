"""Sending notices: after each act, and a sweep for what a lost job left."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from freehold.kernel.errors import Unreachable
from freehold.notices.queries import waiting_notices
from freehold.notices.service import send

SWEPT = 500

log = structlog.get_logger()


def send_notice(tenant_id: str, notice_id: str) -> None:
    """Send one notice; raises so that it is tried again while the mail engine does not answer."""
    send(UUID(tenant_id), UUID(notice_id))


def send_letter(tenant_id: str, notice_id: str) -> None:
    """The same for a letter, which comes after all notices."""
    send(UUID(tenant_id), UUID(notice_id))


def sweep_notices(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Send what still waits, notices before letters and the oldest first, until the mail engine stops answering."""
    for tenant_id, notice_id in waiting_notices(SWEPT):
        try:
            send(tenant_id, notice_id)
        except Unreachable:
            return
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("notice_not_sent", tenant=str(tenant_id), notice=str(notice_id))
