"""Addresses of the ledger's pages."""

from django.urls import path

from lootlog.pages import (
    awarding,
    character,
    conflicts,
    explain,
    file,
    files,
    ledger,
    profiles,
    standings,
    sync,
    taking_back,
)

urlpatterns = [
    path("guilds/<int:pk>/loot/", standings.guild_loot, name="guild-loot"),
    path("guilds/<int:pk>/loot/profiles/", profiles.profiles_page, name="guild-loot-profiles"),
    path("characters/<int:pk>/loot/", character.character_points, name="character-loot"),
    path("loot/<int:pk>/profile/<str:what>/", profiles.change_profile, name="loot-profile"),
    path("loot/<int:pk>/", standings.standings_page, name="loot"),
    path("loot/<int:pk>/targets/<int:target_id>/", explain.explain_page, name="loot-explain"),
    path("loot/<int:pk>/entries/", ledger.ledger_page, name="loot-ledger"),
    path("loot/<int:pk>/entries/live/", ledger.live_part, name="loot-live"),
    path("loot/<int:pk>/entries/<str:name>/", ledger.entry_page, name="loot-entry"),
    path("loot/<int:pk>/entries/<str:name>/void/", taking_back.void_entry, name="loot-void"),
    path("loot/<int:pk>/entries/<str:name>/amend/", taking_back.amend_entry, name="loot-amend"),
    path("loot/<int:pk>/deliveries/<int:delivery_id>/", ledger.delivery_page, name="loot-delivery"),
    path("loot/<int:pk>/deliveries/<int:delivery_id>/void/", taking_back.void_delivery, name="loot-delivery-void"),
    path("loot/<int:pk>/award/", awarding.award_page, name="loot-award"),
    path("loot/<int:pk>/files/", files.files_page, name="loot-files"),
    path("loot/<int:pk>/files/<int:upload_id>/", file.file_page, name="loot-file"),
    path("loot/<int:pk>/files/<int:upload_id>/state/", files.state_part, name="loot-file-state"),
    path("loot/<int:pk>/files/<int:upload_id>/<str:what>/", file.change_file, name="loot-file-change"),
    path("loot/<int:pk>/conflicts/", conflicts.conflicts_page, name="loot-conflicts"),
    path("loot/<int:pk>/conflicts/forks/<int:fork_id>/", conflicts.settle_fork, name="loot-fork"),
    path("loot/<int:pk>/conflicts/aside/alike/<str:what>/", conflicts.decide_alike, name="loot-aside-alike"),
    path("loot/<int:pk>/conflicts/aside/<int:item_id>/<str:what>/", conflicts.decide_aside, name="loot-aside"),
    path("loot/<int:pk>/sync/", sync.sync_page, name="loot-sync"),
    path("loot/<int:pk>/sync/part/", sync.sync_part, name="loot-sync-part"),
]
