"""The API under /api/v1/: who may come in, what is read, how it is described. Operations stand in the packages."""

import json
from http import HTTPStatus
from typing import NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import APIKeyCookie, HttpBearer

from freehold.accounts.api import router as accounts
from freehold.audit.api import router as audit
from freehold.catalog.api import router as catalog
from freehold.channel.api.operations import ROUTERS as CHANNEL
from freehold.config.once import KEY_HEADER, LONGEST_KEY, guarded
from freehold.config.problems import MEDIA_TYPE, Problem, problem_of
from freehold.console.settings.api import router as settings_router
from freehold.delegation.actions.note_entering import note_entering
from freehold.delegation.api.operations import ROUTERS as DELEGATION
from freehold.delegation.middleware import GRANT_HEADER
from freehold.delegation.queries import Entered
from freehold.domains.api import router as domains
from freehold.dunning.api import router as dunning
from freehold.invoicing.api import router as invoicing
from freehold.kernel.actor import Actor, Via
from freehold.kernel.errors import NotPermitted
from freehold.metering.api import router as metering
from freehold.payments.api.operations import ROUTERS as PAYMENTS
from freehold.provisioning.api import router as provisioning
from freehold.reporting.api import router as reporting
from freehold.services.mail.api.operations import ROUTERS as MAIL
from freehold.services.resold.api import router as resold
from freehold.subscriptions.api import router as subscriptions
from freehold.tenants.api import router as tenants

DESCRIPTION = """\
All that the pages do. Sign in with an API token (`Authorization: Bearer …`), which a person makes for
themselves; with `Freehold-Grant: <id>` it acts in a customer's tenant under that grant, and the customer's log
says so. Errors are problem documents (RFC 9457). Lists are read by cursor. Every POST takes an
`Idempotency-Key`: for 24 hours the same request with the same key is answered as the first time and done once.
"""


class Token(HttpBearer):
    """An API token. The middleware has looked it up: it sets the scope, so that nothing is read before."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002 - ninja's signature
        """The token's person, in their tenant or under the grant that the request names."""
        return _actor(request, Via.API)


class Session(APIKeyCookie):
    """The browser's session, with Django's CSRF token on whatever changes something."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002
        """The person who is signed in."""
        return _actor(request, Via.PAGE)


def _actor(request: HttpRequest, via: Via) -> Actor | None:
    entered: Entered | None = getattr(request, "entered", None)
    if entered is None or entered.actor.via is not via:
        return None
    if entered.second_factor_required and via is Via.PAGE:
        raise NotPermitted(
            "second_factor_required", _("Set up a second factor first: your company requires it.")
        )
    named = request.headers.get(GRANT_HEADER, "") if via is Via.API else ""
    if entered.grant_refused or (named and entered.actor.grant_id is None):
        raise NotPermitted("no_such_grant", _("This grant is over, or is not yours. Nothing was done."))
    if via is Via.API and entered.actor.grant_id is not None:
        note_entering(actor=entered.actor)
    return entered.actor


class StrictJson(Parser):
    """JSON as RFC 8259 has it: no NaN, no name twice, no character that cannot be kept."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """The body, which is an object. Every refusal here is answered with 400."""
        try:
            read = json.loads(request.body, parse_constant=_no_constant, object_pairs_hook=_unique)
            json.dumps(read, ensure_ascii=False).encode()  # a lone surrogate has no UTF-8
            kept = not _holds_nul(read)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not (kept and isinstance(read, dict)):
            raise ValueError("the body is not an object, or holds U+0000")
        return read

    def parse_querydict(
        self,
        data: MultiValueDict[str, str],
        list_fields: list[str],
        request: HttpRequest,  # noqa: ARG002
    ) -> dict[str, object]:
        """The query, without the character that PostgreSQL cannot keep."""
        values = {name: [value.replace("\0", "") for value in data.getlist(name)] for name in data}
        return {name: found if name in list_fields else found[-1] for name, found in values.items()}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)


class Api(NinjaAPI):
    """The API: errors are problems, and the description tells what all operations share."""

    def on_exception(self, request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        """Answer an error as a problem; what nobody foresaw goes on, to the log and a 500."""
        answer = problem_of(request, exc) if isinstance(exc, Exception) else None
        if answer is None:
            raise exc
        return answer

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, object] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = _problem_schema(schema["components"]["schemas"])
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                _describe_shared(operation, method=method)
        return schema


def _problem_schema(schemas: dict[str, object]) -> dict[str, object]:
    described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(described.pop("$defs"))
    return described


def _describe_shared(operation: dict[str, dict[str, object]], *, method: str) -> None:
    """Add the problems that any operation may answer with, and the headers that any takes."""
    statuses = [400, 401, 403, 404, 422, 429, 500, 503]
    statuses += [409, 413, 415] if method != "get" else []
    for status in sorted(statuses):
        operation["responses"].setdefault(
            str(status),
            {
                "description": HTTPStatus(status).phrase,
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
    parameters: list[object] = operation["parameters"]  # type: ignore[assignment]
    if method == "post":
        parameters.append(
            {
                "in": "header",
                "name": KEY_HEADER,
                "required": False,
                "description": "makes the request happen once, however often it is sent within 24 hours",
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
            }
        )
    parameters.append(
        {
            "in": "header",
            "name": GRANT_HEADER,
            "required": False,
            "description": "act in a customer's tenant under this grant",
            "schema": {"type": "string", "format": "uuid"},
        }
    )


api = Api(
    title="Freehold",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=[Token(), Session()],
    parser=StrictJson(),
)
api.add_decorator(guarded, mode="view")
for router in (
    tenants,
    settings_router,
    *DELEGATION,
    accounts,
    audit,
    domains,
    catalog,
    subscriptions,
    metering,
    invoicing,
    dunning,
    *PAYMENTS,
    reporting,
    *CHANNEL,
    provisioning,
    resold,
    *MAIL,
):
    api.add_router("", router)
