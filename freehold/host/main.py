"""The command line `freehold`: the host's own verbs, and those of every package that has a `commands.py`."""

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from freehold.host import demo as the_demo
from freehold.host import instance
from freehold.host.layout import Layout, exists, layout_at
from freehold.host.runtime import Runtime
from freehold.host.supervisor import Supervisor
from freehold.kernel.errors import FreeholdError, Refused

SETTINGS = "freehold.config.settings"
DEFAULT_DATA = "demo-data"
USAGE_EXIT = 2

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="The folder of the instance.", envvar="FREEHOLD_DATA", show_default=DEFAULT_DATA
    ),
]
Offset = Annotated[
    int | None, typer.Option("--port-offset", help="Added to every port; remembered by the instance.")
]
Detach = Annotated[bool, typer.Option("--detach", help="Return when all parts answer; they go on running.")]

app = typer.Typer(
    help="Hosted business services that partners own.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def choose(
    data: Data = None,
) -> None:
    """Hosted business services that partners own."""
    if data is not None:
        os.environ["FREEHOLD_DATA"] = str(data.expanduser().resolve())


@app.command()
def up(data: Data = None, port_offset: Offset = None, detach: Detach = False) -> None:
    """Start every part of the instance and keep it alive until ctrl-C or SIGTERM."""
    folder = _folder(data)
    if detach:
        instance.start_detached(folder, port_offset)
        instance.print_status(folder)
    else:
        instance.run(folder, port_offset)


@app.command()
def down(data: Data = None) -> None:
    """Stop every part of the instance, in order."""
    instance.stop(_folder(data))


@app.command()
def status(data: Data = None) -> None:
    """Say which parts run, since when, and whether they answer."""
    if not instance.print_status(_folder(data)):
        raise typer.Exit(1)


@app.command()
def doctor(data: Data = None) -> None:
    """Say in plain sentences what is missing or wrong on this host, and how to mend it."""
    findings = importlib.import_module("freehold.host.doctor").examine(layout_at(_folder(data)))
    for finding in findings:
        print(f"{'WRONG' if finding.is_wrong else 'good '}  {finding.sentence}")
        if finding.is_wrong:
            print(f"       To mend: {finding.mend}")
    if any(finding.is_wrong for finding in findings):
        raise typer.Exit(1)


@app.command()
def demo(
    data: Data = None,
    port_offset: Offset = None,
    detach: Detach = False,
    stop: Annotated[bool, typer.Option("--stop", help="Stop a detached demo.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no passwords.")] = False,
) -> None:
    """Start the instance as a demo: with a small world in it the first time, and a DNS server for that world."""
    folder = _folder(data)
    if stop:
        instance.stop(folder)
        return
    layout_at(folder, demo=True)
    if detach:
        instance.start_detached(folder, port_offset, verb=("demo", "--quiet"))
        the_demo.print_paper(folder)
    else:
        instance.run(folder, port_offset, wholly_up=the_demo.fill if quiet else _fill_and_print)


def _fill_and_print(layout: Layout, runtime: Runtime, supervisor: Supervisor) -> None:
    the_demo.fill(layout, runtime, supervisor)
    the_demo.print_paper(layout.folder)


@app.command("demo-world", hidden=True)
def demo_world(file: Path) -> None:
    """Make the demo's world, and leave its people in a file; the demo starts this as a process of its own."""
    _set_django_up()
    the_demo.seed(file)


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database's schema up to date, as its owner."""
    if not os.environ.get("FREEHOLD_OWNER_DSN"):
        _use_instance(_folder(data), "owner")
    os.environ["FREEHOLD_ROLE"] = "owner"
    _set_django_up()
    importlib.import_module("freehold.host.migrate").migrate()


@app.command()
def worker(
    data: Data = None,
    ready_file: Annotated[
        Path | None, typer.Option("--ready-file", help="Made once the queue can be read.")
    ] = None,
) -> None:
    """Run jobs until SIGTERM."""
    if not os.environ.get("FREEHOLD_WORKER_DSN"):
        _use_instance(_folder(data), "worker")
    os.environ["FREEHOLD_ROLE"] = "worker"
    _set_django_up()
    importlib.import_module("freehold.tenants.runtime_role").check_runtime_role()
    importlib.import_module("freehold.host.worker").run_worker(ready_file)


def main() -> None:
    """Run one command. A refusal is one plain sentence on standard error and an exit code, never a traceback."""
    try:
        if _needs_domain(sys.argv[1:]):
            _add_domain_verbs()
        app(standalone_mode=True)
    except FreeholdError as error:
        print(error.sentence or error.code, file=sys.stderr)
        sys.exit(error.exit_code)
    except PermissionError as error:
        print(f"You may not read or write {error.filename}. Run this as its owner.", file=sys.stderr)
        sys.exit(1)


def _folder(data: Path | None) -> Path:
    folder = (data or Path(os.environ.get("FREEHOLD_DATA") or DEFAULT_DATA)).expanduser().resolve()
    os.environ["FREEHOLD_DATA"] = str(folder)
    return folder


def _needs_domain(arguments: list[str]) -> bool:
    own = {
        command.name or (command.callback.__name__ if command.callback else "")
        for command in app.registered_commands
    }
    words = [word for word in arguments if not word.startswith("-")]
    return not (own & set(words[:2]))


def _add_domain_verbs() -> None:
    """Add `commands.py` of every installed app: its `app` becomes a word of ours.

    Where they are many it is a package, whose `verbs` holds them all.
    """
    arguments = sys.argv[1:]
    if "--data" in arguments[:-1]:
        os.environ["FREEHOLD_DATA"] = str(
            Path(arguments[arguments.index("--data") + 1]).expanduser().resolve()
        )
    folder = _folder(None)
    if not os.environ.get("FREEHOLD_DATABASE_DSN") and exists(folder):
        _use_instance(folder, "web")
    _set_django_up()
    from django.apps import apps  # noqa: PLC0415 - only now is Django set up

    for config in apps.get_app_configs():
        name = f"{config.name}.commands"
        if not config.name.startswith("freehold.") or not (found := importlib.util.find_spec(name)):
            continue
        module = f"{name}.verbs" if found.submodule_search_locations else name
        app.add_typer(importlib.import_module(module).app)


def _use_instance(folder: Path, role: str) -> None:
    """Take connection and keys of the instance in `folder`. Raises: Refused."""
    if not exists(folder):
        raise Refused(
            "no_instance", f"There is no instance in {folder}. Start one: freehold up --data {folder}"
        )
    os.environ.update(layout_at(folder).environment(role))


def _set_django_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - only now is the environment set

    django.setup()


if __name__ == "__main__":
    main()
