"""What the frame of every page says: whose brand, where one can go, who acts and for whom."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A link with an icon: an entry of the navigation or of the person's own menu."""

    label: str
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Places of the navigation that belong together, under a heading or none."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Whom a customer's person asks for help."""

    name: str
    phone: str = ""
    email: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether it has said how."""
        return bool(self.phone or self.email)


@dataclass(frozen=True, slots=True)
class FootLink:
    """A link at the foot of every page: to help, to what the law asks for, to the source."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a page's own content.

    `acting_for` is empty at home; under a grant it names the tenant acted in, `acting_under` the grant's
    holder, and `acting_until` is None for standing support.
    """

    brand_name: str
    home_url: str = "/"
    logo_url: str = ""
    brand_css_url: str = ""
    navigation: tuple[Section, ...] = ()
    person_name: str = ""
    person_email: str = ""
    person_places: tuple[Place, ...] = ()
    sign_out_url: str = ""
    acting_for: str = ""
    acting_under: str = ""
    acting_until: datetime | None = None
    leave_url: str = ""
    support: Support | None = None
    foot: tuple[FootLink, ...] = ()
    source_url: str = ""

    @property
    def brand_letter(self) -> str:
        """Stands in the mark of a brand that has no logo."""
        return self.brand_name[:1].upper()
