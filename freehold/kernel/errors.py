"""The four ways in which Freehold says no, each with one HTTP status and one exit code."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

CHANGED_MEANWHILE = (
    "changed_meanwhile"  # the code of a Conflict: the version that somebody saw is not the present one
)


class FreeholdError(Exception):
    """A refusal that a person can read. `code` names it for programs, `sentence` says what to do next."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    exit_code = 1

    def __init__(self, code: str, sentence: str = "", *, field: str = "") -> None:
        super().__init__(sentence or code)
        self.code = code
        self.sentence = sentence
        self.field = field


class NotFound(FreeholdError):
    """What does not exist, or what the actor may not see: nobody can tell the two apart."""

    status = HTTPStatus.NOT_FOUND
    exit_code = 4

    def __init__(self, code: str = "not_found", sentence: str = "") -> None:
        super().__init__(code, sentence)


class Refused(FreeholdError):
    """A rule says no; nothing has changed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    exit_code = 3


class NotPermitted(FreeholdError):
    """The actor sees the thing, but no role of theirs may do this to it.

    No kind of `Refused`, so that no form shows it beside a field: it goes up to the edge, which records it.
    """

    status = HTTPStatus.FORBIDDEN
    exit_code = 3

    def __init__(self, code: str = "not_permitted", sentence: str = "") -> None:
        super().__init__(code, sentence)


class Conflict(FreeholdError):
    """Somebody else was quicker, or the thing exists already."""

    status = HTTPStatus.CONFLICT
    exit_code = 5


class Unreachable(FreeholdError):
    """An engine or a network service does not answer; trying again later may help."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    exit_code = 6

    def __init__(self, code: str, sentence: str = "", *, retry_after_seconds: int = 30) -> None:
        super().__init__(code, sentence)
        self.retry_after_seconds = retry_after_seconds


@contextmanager
def naming(fields: Mapping[str, str]) -> Iterator[None]:
    """Give the field of a refusal the name that it bears in the form of the caller."""
    try:
        yield
    except FreeholdError as error:
        error.field = fields.get(error.field, error.field)
        raise
