"""What is attached to letters, and who renders it: one line each."""

from collections.abc import Callable, Mapping
from uuid import UUID

from freehold.invoicing.queries.documents import rendered_pdf
from freehold.notices.letters import Attachment
from freehold.notices.states import Attached


def _invoice(invoice_id: UUID) -> Attachment:
    """The PDF, with its XML within."""
    return Attachment(*rendered_pdf(invoice_id))


RENDERERS: Mapping[Attached, Callable[[UUID], Attachment]] = {Attached.INVOICE: _invoice}
