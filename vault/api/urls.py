"""Addresses of the vault's endpoints, each with and without a slash at its end."""

from characters.api.routing import routes

urlpatterns = []
