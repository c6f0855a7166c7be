"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from config.shell import health

urlpatterns = [
    path("admin/guild_identity/desk/", include("guild_identity.admin.desk.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/", include("config.api")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("characters.pages.urls")),
    path("", include("vault.pages.urls")),
    path("", include("guild_identity.pages.urls")),
    path("", include("lootlog.pages.urls")),
]
