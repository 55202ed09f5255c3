"""The supplier's pages about vendors, and what others see of it on theirs."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Browser, Cast
from freehold.services.resold.states import TaskState
from freehold.services.resold.tests.bills import HEAD, line
from freehold.services.resold.tests.conftest import REFERENCE, Sold, make_plan

SignedIn = Callable[..., Browser]


def test_a_task_is_read_assigned_and_noted_as_done(sold: Sold, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    (task,) = sold.tasks()
    here = f"/vendors/tasks/{task.id}/"

    listed = browser.get("/vendors/").content.decode()
    refused = browser.post(here, {"reference": ""})
    assigned = browser.post(f"{here}assignee/", {"assignee": str(cast.partner.person_id)}, follow=True)
    done = browser.post(here, {"reference": REFERENCE, "note": "By phone"}, follow=True)

    assert "Set up 3 seats of Northwind Office" in listed
    assert "Acme Dental" in listed
    assert refused.status_code == 422
    assert "Anna Alder" in assigned.content.decode()
    assert "There is nothing to do." in done.content.decode()
    (closed,) = sold.tasks(TaskState.DONE)
    assert (closed.reference, closed.note, closed.assignee) == (REFERENCE, "By phone", "Anna Alder")
    assert "By phone" in browser.get(here).content.decode()
    assert REFERENCE in browser.get("/vendors/held/").content.decode()


def test_a_reference_is_put_right_on_its_page(sold: Sold, cast: Cast, signed_in: SignedIn) -> None:
    sold.do()
    browser = signed_in(cast.partner)
    (task,) = sold.tasks(TaskState.DONE)
    here = f"/vendors/held/{task.supply_id}/"

    answer = browser.post(here, {"reference": "NW-7", "version": "2"}, follow=True)

    assert "NW-7" in answer.content.decode()
    assert browser.post(here, {"reference": "NW-8", "version": "2"}).status_code == 422


def test_the_customer_reads_by_when_it_is_set_up_and_nothing_it_cannot_know(
    sold: Sold, cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)
    order = f"/subscriptions/{sold.number}/"

    waiting = browser.get(order).content.decode()
    service = browser.get(f"/services/{sold.order.instance_id}/").content.decode()
    sold.do()
    running = browser.get(order).content.decode()

    assert "It is being set up by hand, by" in waiting
    assert "Your seller sees to it." in waiting
    assert "It is being set up by hand, by" in service
    assert "in use" not in waiting
    assert "Try again now" not in service
    assert "The service is running." in running
    assert "Northwind" not in browser.get("/vendors/").content.decode()


def test_its_supplier_reads_that_its_own_people_see_to_it(
    sold: Sold, cast: Cast, signed_in: SignedIn
) -> None:
    page = signed_in(cast.partner).get(f"/subscriptions/{sold.number}/").content.decode()

    assert "It is being set up by hand, by" in page
    assert "Your own people see to it" in page


def test_before_the_worker_has_looked_the_order_says_that_people_see_to_it(
    cast: Cast, signed_in: SignedIn
) -> None:
    plan_id = make_plan(cast.partner)
    ordered = signed_in(cast.customer).post(
        f"/subscriptions/new/{plan_id}/",
        {"seats": "2", "interval": "month", "reference": "", "confirm": "1"},
        follow=True,
    )

    page = ordered.content.decode()
    assert "Ordered. People set it up by hand; below stands who, and by when." in page
    assert "People see to it by hand. By when stands here in a moment." in page


def test_the_price_page_has_each_meter_once_and_under_its_name(
    sold: Sold, cast: Cast, signed_in: SignedIn
) -> None:
    page = signed_in(cast.partner).get(f"/plans/{sold.plan_id}/price/").content.decode()

    assert page.count('name="seats_held_price"') == page.count('name="seats_steps"') == 1
    assert page.count("<h2>Seats set up</h2>") == page.count("<h2>A seat</h2>") == 1


def test_a_partner_makes_a_plan_of_another_vendors_service(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    offering = browser.post(
        "/plans/offerings/new/", {"name": "Office", "description": "", "kind": "resold"}, follow=True
    )
    page = offering.redirect_chain[0][0]
    given = {
        "name": "Alder Office", "description": "", "trial_days": "0", "option_vendor": "",
        "option_product": "Northwind Office", "option_working_days": "2",
    }  # fmt: skip
    refused = browser.post(page, given)
    made = browser.post(page, given | {"option_vendor": "Northwind"}, follow=True)

    assert refused.status_code == 422
    assert "Alder Office" in made.content.decode()
    assert (
        browser.post("/plans/offerings/new/", {"name": "Mail", "description": "", "kind": "mail"}).status_code
        == 422
    )


def test_a_buyer_reads_before_the_order_who_makes_it_and_when_it_is_set_up(
    sold: Sold, cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)
    here = f"/subscriptions/new/{sold.plan_id}/"
    given = {"seats": "2", "reference": "", "interval": "month"}

    summary = browser.post(here, given).content.decode()
    ordered = browser.post(here, given | {"confirm": "1"}, follow=True).content.decode()

    assert "It is Northwind Office, which Northwind makes and runs." in summary
    assert "People set it up, within 2 working days of the order." in summary
    assert "made ready at once" not in summary
    assert "People set it up by hand" in ordered


def test_a_bill_is_read_in_looked_at_and_taken_in(sold: Sold, cast: Cast, signed_in: SignedIn) -> None:
    sold.do()
    browser = signed_in(cast.partner)
    content = HEAD + line(REFERENCE) + line("<b>=1+1</b>", amount="9.00") + line(amount="NaN")
    file = SimpleUploadedFile("nov <i>.csv", content.encode("utf-8-sig"), "text/csv")

    looked = browser.post(
        "/vendors/bills/new/", {"known": "Northwind", "vendor": "", "file": file}, follow=True
    )
    here = looked.redirect_chain[0][0]
    page = looked.content.decode()
    refused = browser.post(here, {"version": "1"})
    taken = browser.post(here, {"version": "1", "leave_out": "on"}, follow=True).content.decode()

    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page
    assert "No order here" in page
    assert "Its amount is no number" in page
    assert refused.status_code == 422
    assert "2 lines are taken in." in taken
    assert "1 left out" in taken
    assert "nov &lt;i&gt;.csv" in browser.get("/vendors/bills/").content.decode()
    assert browser.post(f"{here}discard/", follow=True).status_code == 200
    assert "Taken in" in browser.get("/vendors/bills/").content.decode()


def test_columns_are_chosen_on_the_page(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    file = SimpleUploadedFile("x.csv", b"a;b;c\nNW-1;5,00;01.11.2026\n", "text/csv")
    looked = browser.post("/vendors/bills/new/", {"vendor": "Northwind", "file": file}, follow=True)
    here = looked.redirect_chain[0][0]
    given = {"version": "1", "currency": "EUR", "dates": "day_first", "decimals": "comma"}

    refused = browser.post(f"{here}columns/", given | {"reference": "a", "amount": "b"})
    chosen = browser.post(
        f"{here}columns/", given | {"reference": "a", "amount": "b", "starts_on": "c"}, follow=True
    ).content.decode()
    discarded = browser.post(f"{here}discard/", follow=True).content.decode()

    assert "Say first which column" in looked.content.decode()
    assert refused.status_code == 422
    assert "Take in 1 line" in chosen
    assert "Nothing of it was counted." in discarded


def test_what_is_no_bill_is_told_beside_the_field(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    for content, told in ((b"PK\x03\x04", "Save it as CSV first."), (b"x" * 5_000_001, "larger than 5 MB")):
        file = SimpleUploadedFile("x.csv", content)
        answer = browser.post("/vendors/bills/new/", {"vendor": "Northwind", "file": file})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert "No bill is here yet." in browser.get("/vendors/bills/").content.decode()


def test_sold_and_bought_stand_beside_each_other(sold: Sold, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)

    waits = browser.get("/vendors/matching/").content.decode()
    sold.do()
    agrees = browser.get("/vendors/matching/").content.decode()
    amiss = browser.get("/vendors/matching/?show=amiss").content.decode()

    assert "There is a task for it" in waits
    assert "the one order agrees" in agrees
    assert "Acme Dental" in agrees
    assert "Acme Dental" not in amiss
    assert browser.get("/vendors/matching/?day=never").status_code == 200


def test_a_day_is_had_as_csv_of_which_no_cell_is_a_formula(
    sold: Sold, cast: Cast, signed_in: SignedIn
) -> None:
    sold.do(reference="=HYPERLINK(1)")

    answer = signed_in(cast.partner).get("/vendors/matching/csv/")

    rows = answer.content.decode().splitlines()
    assert rows[0].startswith("customer,order,vendor")
    assert rows[1].split(",")[4:] == ["'=HYPERLINK(1)", "3", "3", "", "agrees"]


def test_who_has_no_mail_reads_nothing_of_it_in_the_navigation(
    sold: Sold, cast: Cast, signed_in: SignedIn
) -> None:
    home = signed_in(cast.customer).get("/").content.decode()
    rival = signed_in(cast.rival_customer).get("/").content.decode()

    assert 'href="/mail/"' not in home
    assert 'href="/inbox/"' not in home
    assert 'href="/inbox/"' in rival


def test_facts_are_told_in_words(sold: Sold, cast: Cast, signed_in: SignedIn) -> None:
    sold.do()

    page = signed_in(cast.customer).get(f"/services/{sold.order.instance_id}/").content.decode()

    assert "Reference at the vendor" in page
    assert "seats_held" not in page
