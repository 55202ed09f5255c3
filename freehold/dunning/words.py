"""The words of letters, as people read them."""

from django.utils.translation import gettext_lazy as _

from freehold.notices.states import NoticeState
from freehold.ui.pills import Tone

NO_ADDRESS = (Tone.WARNING, _("No address"))
STATES = {
    NoticeState.WAITING: (Tone.CHANGING, _("On its way")),
    NoticeState.SENT: (Tone.SUCCESS, _("Sent")),
    NoticeState.REFUSED: (Tone.DANGER, _("Turned down")),
}
