"""Bills of Northwind, as Alder gets them."""

from datetime import date
from uuid import UUID

from conftest import Cast
from freehold.services.resold.actions.check_bill import check_bill
from freehold.services.resold.queries.bills import Trial, try_bill
from freehold.tenants.row_security import scope

TODAY = date(2026, 11, 25)
HEAD = "Subscription,Product,Start,End,Quantity,Amount,Currency\n"


def line(reference: str = "NW-1001", *, seats: int | str = 3, amount: str = "27.00", month: int = 11) -> str:
    return f"{reference},Northwind Office,2026-{month:02}-01,2026-{month:02}-{30 if month == 11 else 31},{seats},{amount},EUR\n"


def checked(cast: Cast, *lines: str, name: str = "bill.csv", vendor: str = "Northwind") -> UUID:
    """A file that was read for a trial."""
    with scope(cast.partner.tenant_id):
        return check_bill(vendor, (HEAD + "".join(lines)).encode(), file_name=name, actor=cast.partner)


def tried(cast: Cast, bill_id: UUID) -> Trial:
    with scope(cast.partner.tenant_id):
        return try_bill(cast.partner, bill_id, today=TODAY)
