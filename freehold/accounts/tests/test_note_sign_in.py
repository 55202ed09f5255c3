"""What the log and the person are told of signing in, out, and of changes to it."""

from conftest import Cast
from freehold.accounts.actions.note_sign_in import Where, note_security_change, note_sign_in, note_sign_out
from freehold.accounts.actions.open_mail_session import open_mail_session
from freehold.accounts.models import AppPassword, Person
from freehold.audit.queries import log_lines
from freehold.notices.models import Notice
from freehold.notices.states import SecurityChange
from freehold.tenants.row_security import scope

HERE = Where(ip="192.0.2.1", browser="Chromium <script>")


def max_of(cast: Cast) -> Person:
    """Max's row."""
    return Person.objects.get(id=cast.member.person_id)


def test_only_a_browser_not_seen_before_is_written_about(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        note_sign_in(max_of(cast), where=HERE, is_new_browser=False)
        assert Notice.objects.count() == 0

        note_sign_in(max_of(cast), where=HERE, is_new_browser=True)
        assert Notice.objects.get().context["browser"] == HERE.browser
        assert [line.action for line in log_lines(cast.member.tenant_id)[:2]] == ["accounts.sign_in"] * 2


def test_signing_out_closes_the_mail_of_that_browser_alone(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        closed, other = (open_mail_session(actor=cast.member) for _ in range(2))
        note_sign_out(max_of(cast), mail_session_id=closed.id)
        note_sign_out(max_of(cast), mail_session_id=None)

        assert AppPassword.objects.get(id=closed.id).revoked_at is not None
        assert AppPassword.objects.get(id=other.id).revoked_at is None


def test_a_change_is_on_record_and_told(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        note_security_change(max_of(cast), SecurityChange.PASSKEY_ADDED, where=HERE)

        assert log_lines(cast.member.tenant_id)[0].action == "accounts.passkey_added"
        assert Notice.objects.get().context["change"] == "passkey_added"
