"""Documents to be, out of what a chunk of buyers owes: rated in Python, and rendered as the rows that will be written.

A chunk's rows go to PostgreSQL as a few arrays of text. What many orders share (the same plan, seats and period) is rated and
rendered once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from freehold.invoicing.document import DocumentKind
from freehold.invoicing.reading import Buyer, LastBilled, RunBefore, Seller
from freehold.invoicing.rules.billing import (
    BilledLine,
    DueLine,
    DuePeriods,
    Rhythm,
    bills_differences,
    due_periods,
    first_lines,
    settled_lines,
    whole_span,
)
from freehold.invoicing.rules.levels import credit_lines, is_charged_by, missed_in
from freehold.invoicing.rules.tax import BuyerTax, Treatment, treatment_of
from freehold.invoicing.rules.totals import Totals, is_absurd, parted, totals_of
from freehold.invoicing.states import ParkReason
from freehold.invoicing.words import Details, told_missed, unit_of
from freehold.kernel.period import Period
from freehold.kernel.pricing import Terms, Timing
from freehold.kernel.rating import Span
from freehold.kernel.service_levels import Minutes
from freehold.subscriptions.charged import ChargedSubscription

NOBODY = UUID(int=0)  # stands in for a profile that is missing, to see whether it is missed
NO_PERIODS = DuePeriods((), ())
ZERO = Decimal(0)
A_DAY = timedelta(days=1)  # longer than any transaction that records a phase
UNRATEABLE = (ArithmeticError, LookupError, ValueError, TypeError)

Order = ChargedSubscription
Quantities = Mapping[tuple[UUID, Period], Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line before its document has a sign: what it amounts to, and all texts of its row."""

    amount: Decimal
    treatment: Treatment
    start: date
    end: date
    due: DueLine
    cells: tuple[str, ...]  # as on an invoice


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it has a number."""

    buyer_id: UUID
    buyer: Buyer
    language: str
    currency: str
    totals: Totals
    start: date
    end: date
    lines: Sequence[tuple[Order, DraftLine]]


@dataclass(frozen=True, slots=True)
class Parking:
    """A buyer that is passed over."""

    buyer_id: UUID
    reason: ParkReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """An order with the periods that are due, whether all that was billed is settled anew, and months that may be credited."""

    order: Order
    periods: DuePeriods
    settles: bool
    missed: tuple[Period, ...] = ()


@dataclass(slots=True)
class Drafting:
    """Drafts the documents of one seller at one cut-off; remembers what many orders share."""

    seller: Seller
    cut_off: date
    minutes: Mapping[str, Mapping[date, Mapping[date, Minutes]]] = field(
        default_factory=dict
    )  # by kind, month, day
    details: Details = field(default_factory=Details)
    _whole: dict[tuple[object, ...], tuple[Terms, list[DraftLine]]] = field(default_factory=dict)
    _treatments: dict[tuple[BuyerTax, date], Treatment] = field(default_factory=dict)
    _periods: dict[tuple[Rhythm, date | None], DuePeriods] = field(default_factory=dict)
    _in_arrears: dict[int, tuple[Terms, bool]] = field(default_factory=dict)

    @property
    def stand_in(self) -> Buyer:
        """Somebody of the seller's own country, in place of a buyer without a profile."""
        return Buyer(NOBODY, BuyerTax(self.seller.tax.country, has_vat_id=False), "")

    def due(
        self,
        orders: Iterable[Order],
        last: Mapping[UUID, LastBilled],
        before: RunBefore | None,
        late: Collection[UUID],
        missed: Mapping[UUID, Sequence[Period]],
    ) -> dict[UUID, list[Due]]:
        """The orders of each buyer that has any period due, anything to settle, or a month whose promise may be missed."""
        found: dict[UUID, list[Due]] = {}
        for order in orders:
            billed = last.get(order.id)
            settles, after = self._since(order, billed, before, is_late=order.id in late)
            rhythm = Rhythm(order.began, order.interval, order.anchor, order.timing)
            periods = self._periods.get((rhythm, after))
            if periods is None:
                periods = self._periods[rhythm, after] = due_periods(
                    rhythm, after=after, cut_off=self.cut_off
                )
            months = missed.get(order.id, ())
            if settles or periods != NO_PERIODS or months:
                found.setdefault(order.buyer_id, []).append(Due(order, periods, settles, tuple(months)))
        return found

    def _since(
        self, order: Order, billed: LastBilled | None, before: RunBefore | None, *, is_late: bool
    ) -> tuple[bool, date | None]:
        """Whether an order is settled anew, and after which day its periods count."""
        is_known = before is not None and order.buyer_id not in before.parked
        if billed is None:
            seen = is_known and before is not None and order.last_phase_recorded_at < before.began_at - A_DAY
            return False, before.cut_off if before is not None and seen else None
        if is_late or order.last_phase_recorded_at > billed.at - A_DAY:
            return True, None
        return False, max(
            billed.cut_off, before.cut_off
        ) if before is not None and is_known else billed.cut_off

    def is_due(
        self, dues: Sequence[Due], last: Mapping[UUID, LastBilled], last_issued_on: date | None
    ) -> bool:
        """Whether a buyer gets a document: for a period that is new, or for differences once a month."""
        if bills_differences(last_issued_on, cut_off=self.cut_off):
            return True
        return any(self._has_new(one, last.get(one.order.id)) for one in dues)

    def _has_new(self, due: Due, billed: LastBilled | None) -> bool:
        if not due.settles:
            return due.periods != NO_PERIODS
        rhythm = Rhythm(due.order.began, due.order.interval, due.order.anchor, due.order.timing)
        after = billed.cut_off if billed else None
        return due_periods(rhythm, after=after, cut_off=self.cut_off) != NO_PERIODS

    def draft(
        self,
        buyer_id: UUID,
        buyer: Buyer | None,
        dues: Sequence[Due],
        spans: Mapping[UUID, Sequence[Span]],
        used: Quantities,
        billed: Mapping[UUID, Sequence[BilledLine]],
    ) -> list[Draft] | Parking:
        """The document of one buyer; none when nothing is owed, and two where some of it lies outside VAT and some does not."""
        known = buyer or self.stand_in
        language = known.language or self.seller.language
        try:
            lines: list[tuple[Order, DraftLine]] = []
            currencies = set()
            for due in dues:
                own = spans.get(due.order.id, ())
                if not own:
                    continue
                currencies.add(own[0].terms.currency)
                drafted = list(self._lines(due, own, used, billed, known, language))
                if due.missed:
                    drafted += self._credits(due, own, billed, drafted, known, language)
                lines += [(due.order, line) for line in drafted]
        except UNRATEABLE as fault:
            return Parking(buyer_id, ParkReason.NOT_RATED, f"{type(fault).__name__}: {fault}")
        if not lines:
            return []
        if buyer is None:
            return Parking(buyer_id, ParkReason.NO_PROFILE)
        if len(currencies) > 1:
            return Parking(buyer_id, ParkReason.CURRENCIES, ", ".join(sorted(currencies)))
        (currency,) = currencies
        parts = [
            self._checked(buyer_id, buyer, language, currency, part)
            for part in parted([(line.treatment.category, (order, line)) for order, line in lines])
        ]
        faults = [part for part in parts if isinstance(part, Parking)]
        return faults[0] if faults else [part for part in parts if isinstance(part, Draft)]

    def _checked(
        self, buyer_id: UUID, buyer: Buyer, language: str, currency: str, lines: list[tuple[Order, DraftLine]]
    ) -> Draft | Parking:
        totals = totals_of([(line.treatment, line.amount) for _order, line in lines], currency=currency)
        if is_absurd(totals):
            return Parking(buyer_id, ParkReason.ABSURD, f"{totals.gross} {currency}")
        if sum((line.amount for _order, line in lines), ZERO) != totals.net * totals.sign:
            return Parking(buyer_id, ParkReason.DISAGREES, f"{totals.net} {currency}")
        return Draft(
            buyer_id=buyer_id,
            buyer=buyer,
            language=language,
            currency=currency,
            totals=totals,
            start=min(line.start for _order, line in lines),
            end=max(line.end for _order, line in lines),
            lines=lines,
        )

    def _lines(
        self,
        due: Due,
        spans: Sequence[Span],
        used: Quantities,
        billed: Mapping[UUID, Sequence[BilledLine]],
        buyer: Buyer,
        language: str,
    ) -> Iterable[DraftLine]:
        order, currency = due.order, spans[0].terms.currency
        if due.settles:
            quantities = {period: used.get((order.id, period), {}) for period in due.periods.over}
            found = settled_lines(
                spans,
                due.periods,
                quantities,
                billed.get(order.id, ()),
                timing=order.timing,
                currency=currency,
            )
            return [self._drafted(line, buyer, language) for line in found]
        lines: list[DraftLine] = []
        for period in due.periods.begun:
            lines += self._begun(spans, period, buyer, language, currency)
        over = tuple(period for period in due.periods.over if self._owes_at_end(order, spans, period))
        if over:
            quantities = {period: used.get((order.id, period), {}) for period in over}
            found = first_lines(
                spans, DuePeriods((), over), quantities, timing=order.timing, currency=currency
            )
            lines += [self._drafted(line, buyer, language) for line in found]
        return lines

    def _credits(
        self,
        due: Due,
        spans: Sequence[Span],
        billed: Mapping[UUID, Sequence[BilledLine]],
        drafted: Sequence[DraftLine],
        buyer: Buyer,
        language: str,
    ) -> list[DraftLine]:
        """The credits of months in which less was there than promised."""
        order, new = due.order, [line.due for line in drafted]
        rhythm = Rhythm(order.began, order.interval, order.anchor, order.timing)
        found: list[DueLine] = []
        for month in due.missed:
            missed = missed_in(month, spans, self.minutes[order.kind][month.start])
            if missed is not None and is_charged_by(self.cut_off, month, rhythm):
                standing = billed.get(order.id, ())
                found += credit_lines(missed, standing, new, currency=spans[0].terms.currency)
        return [self._drafted(line, buyer, language) for line in found]

    def _begun(
        self, spans: Sequence[Span], period: Period, buyer: Buyer, language: str, currency: str
    ) -> list[DraftLine]:
        """The seats and flat amounts of a period in advance; when nothing changes within it, rated once for all orders alike."""
        span = whole_span(spans, period)
        if span is None:
            found = first_lines(
                spans, DuePeriods((period,), ()), {}, timing=Timing.ADVANCE, currency=currency
            )
            return [self._drafted(line, buyer, language) for line in found]
        key = (id(span.terms), span.seats, span.plan, span.is_charged, period, buyer.tax, language)
        known = self._whole.get(key)
        if known is None:
            found = first_lines(
                spans, DuePeriods((period,), ()), {}, timing=Timing.ADVANCE, currency=currency
            )
            # The terms are kept, so that no others come to bear their address.
            known = self._whole[key] = span.terms, [self._drafted(line, buyer, language) for line in found]
        return known[1]

    def _owes_at_end(self, order: Order, spans: Sequence[Span], period: Period) -> bool:
        """Whether anything is charged at the end of a period: usage, a minimum, or all of it."""
        if order.timing is Timing.ARREARS:
            return True
        return any(self._has_usage(span.terms) for span in spans if span.start < period.end)

    def _has_usage(self, terms: Terms) -> bool:
        known = self._in_arrears.get(id(terms))
        if known is None:
            known = self._in_arrears[id(terms)] = terms, bool(terms.minimum) or terms.counts_usage
        return known[1]

    def wants_usage(self, due: Due, spans: Sequence[Span]) -> bool:
        """Whether the usage of an order is asked for."""
        return bool(due.periods.over) and any(self._has_usage(span.terms) for span in spans)

    def _drafted(self, line: DueLine, buyer: Buyer, language: str) -> DraftLine:
        charge, amount = line.settled.charge, line.amount
        treatment = line.credits.treatment if line.credits else self._treatment(buyer, charge.period.last_day)
        return DraftLine(
            amount=amount,
            treatment=treatment,
            start=charge.days.start,
            end=charge.days.end,
            due=line,
            cells=cells_of(line, treatment, self.details, language, kind=DocumentKind.INVOICE),
        )

    def _treatment(self, buyer: Buyer, on: date) -> Treatment:
        known = self._treatments.get((buyer.tax, on))
        if known is None:
            known = self._treatments[buyer.tax, on] = treatment_of(self.seller.tax, buyer.tax, on=on)
        return known


def cells_of(
    line: DueLine, treatment: Treatment, details: Details, language: str, *, kind: DocumentKind
) -> tuple[str, ...]:
    """What a line's row holds in the order of `writing.LINE_CELLS`, as PostgreSQL reads the elements of an array."""
    charge, amount = line.settled.charge, line.amount
    sign = -1 if kind is DocumentKind.CREDIT_NOTE else 1
    quantity = (-charge.quantity if line.settled.amount < 0 else charge.quantity) * sign
    credited = line.credits.number if line.credits else ""
    missed = line.missed
    detail = (
        details.of(charge, credited=credited, language=language)
        if missed is None
        else told_missed(missed, credited, language)
    )
    return (
        quoted(charge.plan), quoted(detail), quoted(credited), str(charge.days.start), str(charge.days.end),
        str(quantity), unit_of(charge, details.meters),
        str(charge.unit_price), str(amount * sign), treatment.category.value, str(treatment.rate), quoted(charge.meter),
        str(charge.period.start), str(charge.period.end), str(charge.seats), str(charge.numerator),
        str(line.settled.amount) if missed is None else "NULL",
    )  # fmt: skip


def quoted(text: str) -> str:
    """A text as the element of an array."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
