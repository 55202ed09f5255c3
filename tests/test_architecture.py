"""The house as import-linter cannot see it: the app registry, actions, edges, templates, migrations."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import ModelSignal
from django.forms import ModelForm
from django.urls import get_resolver

import freehold
from freehold.kernel.tenant_row import TenantRow
from tests.bare_text import bare_text

HOUSE = Path(freehold.__file__).parent
ROOT = HOUSE.parent

# The rows, from the top; .importlinter holds the same for imports.
ROWS = [
    "config", "host", "console", "channel", "reporting", "dunning", "payments", "invoicing", "services", "metering",
    "subscriptions", "catalog",
    "provisioning", "delegation", "accounts", "notices", "domains", "audit", "tenants", "ui", "kernel",
]  # fmt: skip

# Who may open a second tenant's scope inside an action, after the one permission check. Each with its reason.
MAY_ENTER = {
    "console.customers.actions.onboard_customer": "a new tenant is prepared under its set-up grant",
    "tenants.actions.create_buyer": "a new tenant comes into being",
    "tenants.actions.create_operator": "the operator comes into being",
    "delegation.actions.set_up_customer": "the set-up grant of a new tenant, and its log",
    "delegation.actions.give_grant": "a grant stands in both logs",
    "delegation.actions.end_grant": "the end of a grant stands in both logs, and both sides are told",
    "delegation.actions.expire_grant": "the end of a grant stands in both logs, and both sides are told",
    "domains.queries": "who acts under a grant may publish with a DNS key of their own tenant",
    "delegation.actions.enter_tenant": "entering is recorded with the one who gave the grant",
    "delegation.actions.warn_of_grant": "the end that comes stands in both logs, and both sides are told",
    "delegation.actions.approve_request": "a grant is given by the tenant that was asked, and all concerned are told",
    "delegation.actions.break_glass": "the glass is broken: the tenant and its seller see the grant and are told at once",
    "delegation.references": "an emergency may name any tenant by its id, which has to exist",
    "delegation.sides": "a request for access stands in the logs of all concerned, and they are told",
    "subscriptions.chain": "the subscriptions of one order move together, with their service and their logs",
    "subscriptions.pseudonyms": "only the seller of a customer can make its pseudonym",
    "subscriptions.actions.order": "an order writes an edge per tier and the customer's instance",
    "subscriptions.actions.change_seats": "the service has the seats of its order",
    "subscriptions.actions.change_plan": "the service has the options of its plan",
    "subscriptions.links": "an order follows the plans that each seller resells",
    "subscriptions.actions.begin_erasure": "the service's data goes with its order",
    "metering.edges": "one quantity stands on each edge of the chain behind an instance",
    "invoicing.actions.set_buyer_profile": "what stands on invoices is in the logs of both ends",
    "services.resold.actions.do_task": "the customer's service is as its supplier has recorded it",
    "payments.mandates": "a mandate is in the logs of both ends",
    "subscriptions.taking_over": "a service stays with whoever supplies it",
    "subscriptions.actions.take_over": "an order that goes on writes an edge per tier",
    "tenants.actions.change_seller": "a customer stops buying from one seller, and begins to from another",
    "delegation.actions.leave_sellers": "the end of a grant stands in both logs, and both sides are told",
    "channel.offers": "a customer with a seller's code reads what that seller sells",
    "channel.logs": "a move stands in the logs of all whom it concerns",
    "channel.telling": "those whom it concerns are told",
    "channel.actions.agree_to_undo": "a move is taken back where the customer's services are",
    "channel.actions.agree_to_handover": "a handover is carried out where its customers are known",
    "channel.actions.announce_to_customer": "a customer that is handed over is told, and chooses",
    "channel.actions.declare_gone": "a partner that is declared gone reads it, and its customers are told",
    "channel.actions.withdraw_declaration": "a partner that is back reads it, and its customers are told",
    "channel.actions.tell_stranded": "a customer whose provider has gone is told, and chooses another",
    "channel.actions.ask_transfer": "a customer uses the code that a seller has given it",
    "channel.actions.accept_terms": "who agreed to which terms stands with both ends",
    "channel.actions.join_as_partner": "a new partner begins with the one who accepted",
    "channel.actions.tell_of_incident": "those whom an incident concerns are told",
    "subscriptions.telling": "those whom it concerns are told what happens to an order",
}

# Actions that no permission guards, each with what guards it instead.
UNGUARDED = {
    "accounts.actions.accept_invitation": "the secret of the invitation is the proof",
    "accounts.actions.accept_with_passkey": "the secret of the invitation is the proof",
    "channel.actions.join_as_partner": "the secret of the invitation is the proof",
    "channel.actions.prove_application": "the secret of the application is the proof",
    "channel.actions.apply_to_sell": "anybody may ask; the seller hears of it once the address is proven",
    "channel.actions.accept_terms.agree": "called by actions on terms, after their check",
    "channel.actions.forget_applications": "for a job: what it deletes has served its day",
    "accounts.actions.note_sign_in": "a sign-in has just been checked",
    "accounts.actions.want_password_reset": "anybody may ask; only the mailbox's reader gets the link",
    "notices.actions.enqueue": "called by other actions, after their check",
    "notices.actions.note_sent": "for the worker: writes down what it did",
    "delegation.actions.advance_grant": "for the worker's sweep: calls actions that check the time",
    "subscriptions.actions.advance": "for the worker's sweep: calls actions that check the day",
    "tenants.actions.set_second_factor": "called by accounts' action, after its check",
    "services.mail.actions.ask_engine": "called by mail's actions, after their check",
    "services.mail.actions.write_sieve": "called by mail's actions, after their check",
    "services.mail.actions.judge_sender": "called by the three verbs on senders, and checks itself",
    "services.mail.actions.ensure_dkim_key": "called by mail's actions and the worker: makes what must be there",
    "services.mail.actions.keep_limits_to_plan": "for the worker: what the plan of a seller says",
    "services.mail.actions.erase_mail": "for the worker: what is wanted gone",
    "metering.actions.note_minutes": "for the worker: writes down what it saw",
    "services.mail.actions.keep_day": "for the worker: writes down what it saw",
    "services.mail.actions.note_access_applied": "for the worker: writes down what it did",
    "services.mail.actions.note_deleted": "for the worker: writes down what it did",
    "services.mail.actions.tell_frozen": "for the worker: tells what the limits did",
    "tenants.actions.create_operator": "for a command on the host: there is nobody yet",
    "audit.actions.record": "written by other actions, after their check",
    "audit.actions.seal": "for a job: adds what proves, changes nothing",
    "delegation.actions.keep_reply": "keeps what its actor was told already",
    "delegation.actions.lock_reply": "shows an actor what the same actor was told already",
    "delegation.actions.count_request": "counts the actor's own requests",
    "delegation.actions.note_entering": "writes into the log; the grant was checked with the scope",
    "provisioning.actions.want": "called by a subscription's actions, after their check",
    "provisioning.actions.take_seats": "called by a service's actions, after their check",
    "provisioning.actions.observe": "for the worker: writes down what it saw",
    "provisioning.actions.try_again.try_when_due": "for the worker's sweep",
    "services.mail.actions.forget_events": "for a job: what it deletes has served its day",
    "delegation.actions.forget_replies": "for a job: what it deletes has served its day",
}


def sources(pattern: str = "*.py") -> Iterator[Path]:
    """Our own files, without tests and migrations."""
    for path in sorted(HOUSE.rglob(pattern)):
        if not {"tests", "migrations", "__pycache__", "static"} & set(path.relative_to(HOUSE).parts):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed once."""
    return ast.parse(path.read_text(), str(path))


def module_name(path: Path) -> str:
    """`freehold/a/b.py` is `a.b`."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def where(path: Path, node: ast.AST) -> str:
    """A place that an editor jumps to."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def actions() -> list[Path]:
    """Every action's file."""
    return [path for path in sources() if path.parent.name == "actions" and path.name != "__init__.py"]


def our_models() -> list[type[models.Model]]:
    """Every model of ours."""
    return [model for model in apps.get_models() if model.__module__.startswith("freehold.")]


def row_of(dotted: str) -> int:
    """How far down the house a module lives; a higher number is lower."""
    return ROWS.index(dotted.removeprefix("freehold.").partition(".")[0])


# The registry


def test_every_package_stands_in_a_row() -> None:
    packages = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}

    assert packages == set(ROWS)


def test_relations_of_models_go_down_only() -> None:
    upwards = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        and field.related_model.__module__.startswith("freehold.")
        and row_of(field.related_model.__module__) < row_of(model.__module__)
    ]  # fmt: skip

    assert upwards == []


def test_models_have_at_most_one_level_of_our_own_inheritance_and_no_save_of_their_own() -> None:
    faults = []
    for model in our_models():
        ours = [base for base in model.__mro__[1:] if base.__module__.startswith("freehold.")]
        if len(ours) > 1:
            faults.append(f"{model._meta.label} inherits through {ours}")
        faults += [
            f"{model._meta.label}.{name} is overridden"
            for name in ("save", "delete", "save_base", "full_clean")
            if name in vars(model)
        ]

    assert faults == []


def test_nothing_listens_to_signals_of_models() -> None:
    listeners = [
        where(path, node)
        for path in sources()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and node.module and "signals" in node.module)
        or (isinstance(node, ast.Name) and node.id == "receiver")
    ]
    ours = [
        receiver
        for name in ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "post_migrate")
        for receiver in _receivers(getattr(models.signals, name))
        if getattr(receiver, "__module__", "").startswith("freehold.")
    ]

    assert [place for place in listeners if "allauth" not in place] == []
    assert ours == []


def _receivers(signal: ModelSignal) -> list[object]:
    return [found() if hasattr(found, "__call__") and "weakref" in str(type(found)) else found  # noqa: B004
            for _, found, *_ in signal.receivers]  # fmt: skip


def test_there_are_no_model_forms_no_model_schemas_and_no_admin_site() -> None:
    for path in sources():
        importlib.import_module(
            f"freehold.{module_name(path)}".rstrip(".")
        ) if path.name == "forms.py" else None
    made = [form for form in ModelForm.__subclasses__() if form.__module__.startswith("freehold.")]

    assert made == []
    assert [where(path, node) for path in sources() for node in ast.walk(tree(path))
            if isinstance(node, ast.Name) and node.id in ("ModelForm", "ModelSchema")] == []  # fmt: skip
    assert not apps.is_installed("django.contrib.admin")


# Actions


def acts(path: Path) -> list[ast.FunctionDef]:
    """The actions proper of a file: public functions in a transaction, or by an actor."""
    return [
        node
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ("actor" in _parameters(node) or _is_atomic(node))
    ]


def _parameters(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}


def _is_atomic(function: ast.FunctionDef) -> bool:
    return any("transaction.atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def _guards(path: Path) -> set[str]:
    """What a file calls that checks a permission: `require`, or an action that does."""
    actions_imported = {
        alias.asname or alias.name
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom) and node.module and ".actions" in node.module
        and not node.module.endswith((".record", ".want"))
        for alias in node.names
    }  # fmt: skip
    called = {
        ast.unparse(node.func).partition(".")[0]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
    }
    return {name for name in called if name.startswith("require") or name in actions_imported}


@pytest.mark.parametrize("path", actions(), ids=module_name)
def test_an_action_takes_an_actor_and_requires_a_permission(path: Path) -> None:
    functions = [act for act in acts(path) if f"{module_name(path)}.{act.name}" not in UNGUARDED]

    assert acts(path), "an action's file has a public function"
    if module_name(path) in UNGUARDED:
        return
    for function in functions:
        assert "actor" in _parameters(function), f"{where(path, function)} does not say who acts"
        assert _guards(path), f"{where(path, function)} requires no permission, and is not on the list"


@pytest.mark.parametrize("path", actions(), ids=module_name)
def test_an_action_is_one_transaction_and_calls_no_network(path: Path) -> None:
    network = {
        "socket",
        "smtplib",
        "imaplib",
        "imapclient",
        "httpx",
        "requests",
        "urllib.request",
        "subprocess",
    }
    imported = {
        name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    }

    assert [where(path, act) for act in acts(path) if not _is_atomic(act)] == []
    assert not imported & network
    assert [name for name in imported if "engine" in name.split(".")] == []


@pytest.mark.parametrize("path", actions(), ids=module_name)
def test_an_action_is_called_by_a_test(path: Path) -> None:
    proper = {act.name for act in acts(path) if "actor" in _parameters(act)}
    untested = proper - _names_in_tests() - _called_by_their_own_file(path)

    assert not untested, f"no test names {sorted(untested)}"


def _called_by_their_own_file(path: Path) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


@cache
def _names_in_tests() -> frozenset[str]:
    files = [*HOUSE.rglob("tests/**/*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"]
    return frozenset(word for file in files for word in re.findall(r"\w+", file.read_text()))


def test_only_those_on_the_list_enter_another_tenant() -> None:
    callers = {
        module_name(path)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.module == "freehold.tenants.row_security"
        and "enter" in {alias.name for alias in node.names}
    }

    assert callers - set(MAY_ENTER) == set(), "give the reason on the list, or do without"
    assert set(MAY_ENTER) - callers == set(), "the list names modules that enter no more"


def test_the_lists_of_exceptions_name_what_exists() -> None:
    names = {module_name(path) for path in actions()}
    names |= {f"{module_name(path)}.{act.name}" for path in actions() for act in acts(path)}

    assert set(UNGUARDED) - names == set()


# Edges and layout


def test_edges_import_no_models() -> None:
    edges = ("views", "api", "jobs", "commands", "middleware")
    faults = [
        where(path, node)
        for path in sources()
        if path.stem in edges or path.parent.name in edges
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("freehold.")
        and (node.module.endswith(".models") or "models" in {alias.name for alias in node.names})
    ]  # fmt: skip

    assert faults == []


def test_no_package_imports_the_models_of_another() -> None:
    faults = []
    for path in sources():
        own = module_name(path).partition(".")[0]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".models"):
                package = node.module.removeprefix("freehold.").partition(".")[0]
                if node.module.startswith("freehold.") and package != own:
                    faults.append(where(path, node))

    assert faults == []


def test_an_init_file_holds_only_its_docstring() -> None:
    faults = []
    for path in sources("__init__.py"):
        body = tree(path).body
        if [
            node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]:
            faults.append(str(path.relative_to(ROOT)))
        is_package = (path.parent / "models.py").exists() or path.parent.parent == HOUSE
        if is_package and not ast.get_docstring(tree(path)):
            faults.append(f"{path.relative_to(ROOT)} says nothing")

    assert faults == []


def test_every_public_function_has_a_docstring() -> None:
    silent = [
        where(path, node)
        for path in sources()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_name_says_nothing() -> None:
    empty = re.compile(r"(Manager|Helper|Util|Utils|Common|Data|Base)$")
    faults = [
        where(path, node)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and empty.search(node.name)
    ] + [str(path) for path in sources() if path.stem in ("utils", "helpers", "common", "managers", "misc")]

    assert faults == []


def test_nothing_is_caught_blindly() -> None:
    faults = [
        where(path, node)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "BaseException"))
    ]

    assert faults == []


def test_jobs_take_only_opaque_arguments() -> None:
    faults = []
    for path in sources("jobs.py"):
        if path.parent.name in ("kernel", "config"):
            continue
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                kinds = {
                    ast.unparse(a.annotation)
                    for a in (*node.args.args, *node.args.kwonlyargs)
                    if a.annotation
                }
                if not kinds <= {"str", "int"}:
                    faults.append(where(path, node))

    assert faults == []


def test_only_the_demo_tells_the_clock_what_time_it_is() -> None:
    """Everything else happens when it happens."""
    callers = {
        module_name(path)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node).rpartition(".")[2] == "as_of"
    }

    assert callers == {"config.demo.seed", "config.demo.history", "config.demo.channel"}


# Words

ERRORS = {"NotFound", "Refused", "NotPermitted", "Conflict", "Unreachable"}
# What speaks before Django is set up, and to nobody but whoever runs the host.
UNTRANSLATED = ("host", "config.demo", "config.environment", "tenants.runtime_role")


def test_every_refusal_speaks_in_its_readers_language() -> None:
    """A sentence goes through gettext where it is written, in the call that refuses or in a helper's caller."""
    faults = []
    for path in sources():
        if module_name(path).startswith(UNTRANSLATED):
            continue
        places = dict.fromkeys(ERRORS, 1) | _helpers_that_refuse(path)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func).rpartition(".")[2]) in places:
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                place = places[name]
                said = node.args[place] if len(node.args) > place else given.get("sentence")
                if said is not None and _is_plain_text(said):
                    faults.append(f"{where(path, said)} {ast.unparse(said)[:60]}")

    assert faults == []


def _helpers_that_refuse(path: Path) -> dict[str, int]:
    """Functions of a file that hand a parameter of theirs on as the sentence of an error, and which one it is."""
    found = {}
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        parameters = [argument.arg for argument in function.args.args]
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call) and ast.unparse(node.func) in ERRORS and len(node.args) > 1
                and isinstance(node.args[1], ast.Name) and node.args[1].id in parameters
            ):  # fmt: skip
                found[function.name] = parameters.index(node.args[1].id)
    return found


def _is_plain_text(node: ast.expr) -> bool:
    """Whether an expression is words that nobody can translate: figures and what others said are none."""
    if isinstance(node, ast.BinOp):
        return _is_plain_text(node.left) or _is_plain_text(node.right)
    if isinstance(node, ast.IfExp):
        return _is_plain_text(node.body) or _is_plain_text(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and _is_plain_text(part) for part in node.values)
    return isinstance(node, ast.Constant) and bool(re.search("[A-Za-z]{2}", str(node.value)))


@pytest.mark.parametrize(
    ("source", "is_plain"),
    [
        ('"Give a name."', True), ('f"{name} is taken."', True), ('"On " + name', True), ('_("Give a name.")', False),
        ('"Yes." if fine else _("No.")', True), ('f"{code} {said}"', False), ("sentence", False),
        ('_("%(name)s is taken.") % {"name": name}', False), ('"%s is taken" % name', True),
    ],
)  # fmt: skip
def test_the_check_of_words_finds_words(source: str, is_plain: bool) -> None:
    assert _is_plain_text(ast.parse(source, mode="eval").body) is is_plain


# Migrations


def test_a_new_tenant_table_brings_its_wall_along() -> None:
    """In the migration that makes the table, not in a later one."""
    faults = []
    for model in our_models():
        table = model._meta.db_table
        columns = {field.column for field in model._meta.concrete_fields}
        if not (issubclass(model, TenantRow) or columns & {"tenant_id", "seller_id", "holder_id"}):
            continue
        package = Path(inspect.getfile(model)).parent
        for migration in sorted((package / "migrations").glob("0*.py")):
            text = migration.read_text()
            made = re.search(rf'CreateModel\(\s*name="{model.__name__}"', text)
            if made and not re.search(rf'(TenantTable|Wall)\(\s*"{table}"', text):
                faults.append(f"{migration.relative_to(ROOT)} makes {table} without its wall")

    assert faults == []


def test_the_migrations_of_each_package_are_one_line() -> None:
    """Two that follow the same one could not be applied."""
    assert MigrationLoader(None).detect_conflicts() == {}


# Pages


def templates() -> list[Path]:
    """Every template."""
    return sorted(path for path in HOUSE.rglob("templates/**/*.html"))


def test_all_text_of_pages_is_translated() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {text[:60]}"
        for path in templates()
        # Mail has a text of its own in each language; the gallery is for whoever develops.
        if path.parent.name != "notices" and path.name != "gallery.html"
        for text in bare_text(path.read_text())
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{% translate 'Hello' %}, {{ name }}!</p>", []),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %} there", ["there"]),
        ('<img alt="A logo"><button aria-label="{{ name }}">×</button>', ["A logo"]),
        ('<input type="submit" value="Send"><button value="send">{{ send }}</button>', ["Send"]),
        ("<code>freehold up</code> {# Why #}{% comment %}Why{% endcomment %}", []),
    ],
)
def test_the_check_of_text_finds_text(template: str, found: list[str]) -> None:
    assert bare_text(template) == found


def test_templates_run_no_script_and_bear_no_style_of_their_own() -> None:
    """The content security policy would refuse them; and `safe` would let a stranger's markup in."""
    inline = re.compile(
        r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|<style\b|\sstyle=|"
        r"\son\w+=[\"']|javascript:|\|\s*safe\b|autoescape off"
    )
    faults = [
        f"{path.relative_to(ROOT)}: {match.group().strip()}"
        for path in templates()
        if path.parent.name != "notices"  # mail has no stylesheet and no policy
        for match in inline.finditer(path.read_text())
    ]

    assert faults == []


def test_templates_reach_for_nothing_on_other_hosts() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in templates()
        for match in re.finditer(r"(?:src|href|action)=\"(?:https?:)?//[^\"]+\"", path.read_text())
        if 'rel="license' not in match.group()
    ]

    assert faults == []


def test_every_address_that_a_template_or_a_view_names_exists() -> None:
    known = _url_names(get_resolver(), "")
    named = {
        (path, name)
        for path in templates()
        for name in re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", path.read_text())
    } | {
        (path, node.args[0].value)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("reverse", "redirect")
        and node.args and isinstance(node.args[0], ast.Constant) and ":" in str(node.args[0].value)
    }  # fmt: skip

    assert sorted(f"{path.relative_to(ROOT)}: {name}" for path, name in named if name not in known) == []


def _url_names(resolver: object, prefix: str) -> set[str]:
    names = set()
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= _url_names(pattern, space)
        elif pattern.name:
            names.add(f"{prefix}{pattern.name}")
    return names


def test_every_template_that_is_named_exists() -> None:
    known = {str(path).partition("/templates/")[2] for path in templates()}
    known |= {
        str(path).partition("/templates/")[2] for path in HOUSE.rglob("templates/**/*") if path.is_file()
    }
    named = {
        (path, name)
        for path in templates()
        for name in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", path.read_text())
    } | {
        (path, node.args[1].value)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id in ("render", "TemplateResponse") and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }  # fmt: skip

    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path, name in named
        if str(name).partition("#")[0] not in known
        and not str(name).startswith(("django/", "allauth/", "account/", "mfa/"))
    }
    assert sorted(missing) == []


def test_every_dotted_name_in_the_settings_exists() -> None:
    named = [settings.FORM_RENDERER, settings.PROCRASTINATE_ON_APP_READY]
    said = [
        *settings.DOMAIN_RECORDS,
        *settings.DOMAIN_NEEDS,
        *settings.DOMAIN_USES,
        *settings.DEVICE_SETUPS,
    ]
    for dotted in [*settings.MIDDLEWARE, *named, *said]:
        module, _, name = dotted.rpartition(".")
        assert hasattr(importlib.import_module(module), name), dotted
