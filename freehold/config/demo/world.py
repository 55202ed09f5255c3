"""Who lives in the demo's world, and what they sell. Everybody here is made up."""

from dataclasses import dataclass

COUNTRY = "DE"


@dataclass(frozen=True, slots=True)
class Address:
    """How a company stands on invoices: its legal name, where it is, its VAT identifier and account if it has them.

    A customer with an account pays by direct debit.
    """

    legal_name: str
    street: str
    postcode: str
    city: str
    tax_id: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a customer changed about its order: on a day of a month, counted from the history's first."""

    month: int
    day: int
    seats: int | None = None
    to_larger_plan: bool = False


@dataclass(frozen=True, slots=True)
class Outage:
    """When a door of mail did not answer: on a day of a month, counted from the history's first, from a minute of the day on."""

    month: int
    day: int
    door: str
    minute: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Company:
    """A customer of the demo: its domain and its people, the first of whom looks after things."""

    name: str
    domain: str
    reference: str
    people: tuple[str, ...]
    address: Address
    joins_after: int  # days of the demo's history
    seats: int
    stored_gb: float  # at first; it grows
    pays: bool = True  # or only at first
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Seller:
    """A partner of the demo."""

    name: str
    domain: str
    accent: str
    phone: str
    administrator: str
    prices: tuple[str, str]
    address: Address
    customers: tuple[Company, ...]


PROMISED = (("99.9", "10"), ("99", "25"))  # percent of a month, and of its price that is credited below
OUTAGES = (
    Outage(month=1, day=9, door="receiving", minute=125, minutes=75),
    Outage(month=2, day=18, door="sending", minute=700, minutes=4),
)
OPERATOR = Address(
    "Meridian Hosting GmbH", "Hafenstr. 1", "20457", "Hamburg", "DE275194831", "DE49999999990000123401"
)
PARTNERS = (
    Seller(
        name="Alder IT",
        domain="alder-it.example",
        accent="#2f5d50",
        phone="+49 30 5550 1200",
        administrator="Anna Alder",
        prices=("4.50", "7.90"),
        address=Address(
            "Alder IT GmbH", "Lindenallee 8", "10115", "Berlin", "DE283104579", "DE22999999990000123402"
        ),
        customers=(
            Company(
                "Bright Bakery",
                "bright-bakery.example",
                "A-1001",
                ("Bea Bright", "Ben Baker", "Bo Brezel"),
                Address(
                    "Bright Bakery KG", "Marktplatz 3", "14467", "Potsdam", iban="DE65999999990000123501"
                ),
                joins_after=7,
                seats=3,
                stored_gb=11.2,
                changes=(Change(month=1, day=15, seats=5), Change(month=2, day=20, seats=4)),
            ),
            Company(
                "Elm Street School",
                "elm-school.example",
                "A-1002",
                ("Ella Elm", "Eric Essay"),
                Address("Elm Street School gGmbH", "Ulmenweg 12", "12165", "Berlin"),
                joins_after=14,
                seats=4,
                stored_gb=6.4,
                changes=(Change(month=2, day=12, seats=2),),
            ),
        ),
    ),
    Seller(
        name="Birch Systems",
        domain="birch-systems.example",
        accent="#1d4f91",
        phone="+49 40 5550 7700",
        administrator="Bert Birch",
        prices=("4.20", "8.50"),
        address=Address(
            "Birch Systems GmbH",
            "Elbchaussee 40",
            "22765",
            "Hamburg",
            "DE290427167",
            "DE92999999990000123403",
        ),
        customers=(
            Company(
                "Cedar Legal",
                "cedar-legal.example",
                "2001",
                ("Cleo Cedar", "Carl Clause", "Cora Court"),
                Address("Cedar Legal PartG mbB", "Neuer Wall 21", "20354", "Hamburg", "DE301155287"),
                joins_after=9,
                seats=3,
                stored_gb=24.8,
                changes=(Change(month=2, day=6, to_larger_plan=True),),
            ),
            Company(
                "Dune Design",
                "dune-design.example",
                "2002",
                ("Dora Dune",),
                Address("Dune Design", "Deichstr. 5", "25813", "Husum"),
                joins_after=21,
                seats=1,
                stored_gb=3.1,
                pays=False,
            ),
        ),
    ),
)
