"""The API's operations on reports."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Path, Query, Router

from freehold.invoicing.charged import GivenCredit, place_of, service_credits
from freehold.kernel import clock
from freehold.kernel.errors import NotFound
from freehold.kernel.schemas import PAGE, ApiRequest, Cursor, Limit, Page, Part, part_of, read_cursor
from freehold.kernel.service_levels import Minutes
from freehold.reporting.queries.availability import MonthOfService, availability
from freehold.reporting.queries.drift import Checked
from freehold.reporting.queries.drift import drift as drift_of
from freehold.reporting.queries.margin import Asked, MarginReport, whole_months
from freehold.reporting.queries.margin import margin as margin_of
from freehold.reporting.queries.receivables import Receivables
from freehold.reporting.queries.receivables import receivables as owed_to
from freehold.reporting.queries.statement import (
    Got,
    ServicePart,
    Statement,
    find_month,
    months_of,
    statement_of,
)
from freehold.reporting.schemas import (
    AvailabilityReportOut,
    CheckedOut,
    DriftFilters,
    MarginFilters,
    MarginOut,
    MonthOut,
    ReceivablesFilters,
    ReceivablesOut,
    ServiceCreditFilters,
    ServiceCreditOut,
    StatementOut,
)
from freehold.reporting.words import written_plans

router = Router(tags=["reports"])
Month = Annotated[str, Path(description="such as 2026-10", max_length=7)]


@router.get("/reports/margin", response=MarginOut, operation_id="get_margin", summary="What you earned")
def get_margin(request: ApiRequest, asked: Query[MarginFilters]) -> MarginReport:
    """What you charged your buyers, less what you were charged for the same orders."""
    return margin_of(request.actor, Asked(**dict(asked)))


@router.get(
    "/statements",
    response=list[MonthOut],
    operation_id="list_statements",
    summary="The months that there are statements of",
)
def list_statements(request: ApiRequest) -> list[dict[str, object]]:
    """The months in which anything was ordered, the newest first: 24 at most."""
    today = clock.today()
    return [
        {"month": one.start.strftime("%Y-%m"), "is_running": today in one}
        for one in months_of(request.actor, today=today)
    ]


@router.get(
    "/statements/{month}",
    response=StatementOut,
    operation_id="get_statement",
    summary="What you got in a month beside what you paid",
)
def get_statement(request: ApiRequest, month: Month) -> dict[str, object]:
    """Each service with what it read and how it answered, and the documents of the month. What was not measured is null."""
    today = clock.today()
    found = find_month(month, months_of(request.actor, today=today))
    if found is None:
        raise NotFound
    return _told(statement_of(request.actor, found, now=clock.now()))


def _told(found: Statement) -> dict[str, object]:
    return {
        "starts_on": found.month.start,
        "ends_on": found.month.end,
        "is_running": found.is_running,
        "services": [_service(one) for one in found.parts],
        "documents": found.documents,
    }


def _service(part: ServicePart) -> dict[str, object]:
    known = part.availability
    return {
        "number": part.order.number,
        "plan": written_plans(part.plans),
        "starts_on": part.days.start,
        "ends_on": part.days.end,
        "got": [_got(one) for one in part.got],
        "availability": known
        and {
            **_minutes(known.whole),
            "percent": known.whole.percent,
            "minutes": known.minutes,
            "doors": [{"title": title, **_minutes(minutes)} for title, minutes in known.doors],
        },
        "charged": part.charged,
        "promised": part.promised,
        "credited": part.credit.amount if part.credit else None,
    }


def _got(got: Got) -> dict[str, object]:
    return {
        "meter": got.meter.name,
        "title": str(got.meter.title),
        "unit": got.meter.unit,
        "quantity": got.quantity,
        "last": got.last,
        "days_measured": got.days_read,
        "days": got.days,
        "now": got.now,
    }


def _minutes(minutes: Minutes) -> dict[str, object]:
    return {"minutes_asked": minutes.asked, "minutes_up": minutes.up}


@router.get(
    "/reports/receivables",
    response=ReceivablesOut,
    operation_id="get_receivables",
    summary="What is owed to you",
)
def get_receivables(request: ApiRequest, asked: Query[ReceivablesFilters]) -> Receivables:
    """What is open of your invoices today, less credit notes and payments, by how long it has been due."""
    return owed_to(request.actor, **dict(asked))


@router.get(
    "/reports/drift",
    response=CheckedOut,
    operation_id="get_drift",
    summary="Where bought, provided and billed differ",
)
def get_drift(request: ApiRequest, asked: Query[DriftFilters]) -> Checked:
    """Each day of the months, on each of your edges, five thousand orders at once. Nothing is to be found."""
    return drift_of(request.actor, whole_months(asked.since, asked.until), after=asked.after)


@router.get(
    "/availability",
    response=AvailabilityReportOut,
    operation_id="get_availability",
    summary="How services answered",
)
def get_availability(request: ApiRequest) -> dict[str, object]:
    """Each service that runs here, by month and door."""
    services = availability(request.actor, now=clock.now())
    return {
        "services": [
            {
                "kind": one.kind,
                "title": one.title,
                "months": [_month_of_service(month, one.doors) for month in one.months],
            }
            for one in services
        ]
    }


@router.get(
    "/service-credits",
    response=Page[ServiceCreditOut],
    operation_id="list_service_credits",
    summary="What was credited for months whose promise was missed",
)
def list_service_credits(
    request: ApiRequest, filters: Query[ServiceCreditFilters], cursor: Cursor = "", limit: Limit = PAGE
) -> Part[dict[str, object]]:
    """The newest month first."""
    after = read_cursor(cursor, tuple[date, UUID])
    part = part_of(
        service_credits(request.actor, side=filters.side, after=after, limit=limit + 1),
        limit=limit,
        place=place_of,
    )
    return Part(items=[_credit(one) for one in part.items], next=part.next)


def _month_of_service(one: MonthOfService, doors: Sequence[str]) -> dict[str, object]:
    return {
        **_minutes(one.whole),
        "month": one.month,
        "percent": one.whole.percent,
        "minutes": one.minutes,
        "doors": [
            {"title": title, **_minutes(minutes)} for title, minutes in zip(doors, one.doors, strict=True)
        ],
    }


def _credit(credit: GivenCredit) -> dict[str, object]:
    return {
        "order_number": credit.order_number,
        "month": credit.month,
        "promised": credit.promised,
        "measured": credit.measured.percent,
        "percent": credit.percent,
        "amount": credit.amount,
        "invoice_number": credit.invoice_number,
    }
