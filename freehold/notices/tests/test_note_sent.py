"""What becomes of a notice is noted once: whoever comes late changes nothing."""

from conftest import Cast
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.actions.note_sent import note_failed, note_refused, note_sent
from freehold.notices.models import Notice
from freehold.notices.states import NoticeState, NoticeTemplate
from freehold.tenants.row_security import scope


def test_a_sent_notice_stays_sent(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        notice_id = enqueue_notice(
            NoticeTemplate.ERASED, to="a@b.example", language="de-AT", secrets={"a": "b"}
        )
        note_failed(notice_id, error="not yet")
        note_sent(notice_id)
        note_refused(notice_id, error="too late")

        row = Notice.objects.get()
        assert (row.state, row.tries, row.sealed, row.last_error, row.language) == (
            NoticeState.SENT, 2, "", "", "de",
        )  # fmt: skip


def test_another_tenant_notes_nothing(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        notice_id = enqueue_notice(NoticeTemplate.ERASED, to="a@b.example", language="en")
    with scope(cast.rival.tenant_id):
        note_sent(notice_id)

    with scope(cast.customer.tenant_id):
        assert Notice.objects.get().state == NoticeState.WAITING
