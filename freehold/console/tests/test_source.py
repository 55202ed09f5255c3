"""Everybody who uses an instance may have its source."""

import io
import tarfile

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_source_of_the_running_instance_is_a_link_away() -> None:
    answer = Client().get("/source/")

    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        names = archive.getnames()
    assert "freehold/freehold/kernel/permission.py" in names
    assert "freehold/LICENSE" in names
    assert not [
        name for name in names if "__pycache__" in name or ".data" in name or "secrets" in name.split("/")
    ]


@pytest.mark.django_db
def test_the_sign_in_page_links_to_it() -> None:
    assert 'href="/source/"' in Client().get("/account/login/").content.decode()
