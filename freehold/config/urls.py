"""All addresses."""

from django.urls import URLPattern, URLResolver, path

from freehold.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
]
