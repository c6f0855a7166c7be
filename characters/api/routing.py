"""Addresses that work with and without a slash at their end; the OpenAPI document lists the one that is given."""

from django.urls import URLPattern, path
from rest_framework.views import APIView


def routes(address: str, view: type[APIView], name: str) -> list[URLPattern]:
    """Make the two patterns of an address; `name` is of the first."""
    other = address.removesuffix("/") if address.endswith("/") else f"{address}/"
    return [path(address, view.as_view(), name=name), path(other, view.as_view(schema=None))]
