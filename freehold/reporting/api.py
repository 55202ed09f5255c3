"""The API's operations on reports."""

from ninja import Query, Router

from freehold.kernel.schemas import ApiRequest
from freehold.reporting.queries.margin import Asked, MarginReport
from freehold.reporting.queries.margin import margin as margin_of
from freehold.reporting.schemas import MarginFilters, MarginOut

router = Router(tags=["reports"])


@router.get("/reports/margin", response=MarginOut, operation_id="get_margin", summary="What you earned")
def get_margin(request: ApiRequest, asked: Query[MarginFilters]) -> MarginReport:
    """What you charged your buyers, less what you were charged for the same orders."""
    return margin_of(request.actor, Asked(**dict(asked)))
