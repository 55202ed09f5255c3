"""The web as it runs in life, on a committed world of its own: for journeys in a browser."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from conftest import connect_as
from freehold.host import database

Running = tuple[database.Cluster, dict[str, str]]


@contextmanager
def site_of(
    cluster: Running, blocker: DjangoDbBlocker, name: str, fill: Callable[[], str]
) -> Iterator[tuple[str, str]]:
    """Copy the migrated database under a name, fill it, and serve it: the origin, and what `fill` returned."""
    running, passwords = cluster
    superuser = running.dsn(database.SUPERUSER, passwords[database.SUPERUSER], "postgres")
    with blocker.unblock():
        connection.close()
        with psycopg.connect(superuser, autocommit=True) as raw:
            raw.execute(f"create database {name} template {database.DATABASE} owner freehold_owner")
        try:
            connect_as(running, passwords, "freehold_app")
            connection.settings_dict["NAME"] = name
            filled = fill()
        finally:
            connect_as(running, passwords, "freehold_app")
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database.DATABASE
    port = database.free_port()
    folder = Path(tempfile.mkdtemp(prefix="freehold-web-"))
    web = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
         "--blocking-threads", "4", "freehold.config.wsgi:application"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
            "FREEHOLD_DATABASE_DSN": running.dsn("freehold_app", passwords["freehold_app"], name),
            "FREEHOLD_DATA": str(folder),
            "FREEHOLD_ORIGIN": f"http://localhost:{port}",
        },
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/account/login/", timeout=5)
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://localhost:{port}", filled
    finally:
        web.terminate()
        web.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
