"""Addresses of the ledger's endpoints, each with and without a slash at its end."""

from characters.api.routing import routes
from lootlog.api.alike import QuarantineAlike, QuarantineReasons
from lootlog.api.conflicts import ForkResolve, Forks, QuarantineAccept, QuarantineDismiss, QuarantineList
from lootlog.api.digests import ProfileDigest
from lootlog.api.entries import Entries, OneEntry
from lootlog.api.export import LedgerExport
from lootlog.api.messages import Messages
from lootlog.api.peers import Peers
from lootlog.api.profiles import OneProfile, ProfileRestore, Profiles
from lootlog.api.standings import Checkpoints, Explanation, Standings
from lootlog.api.uploads import (
    OneUpload,
    UploadApply,
    UploadDismiss,
    UploadPreview,
    UploadRedo,
    Uploads,
    UploadUndo,
)
from lootlog.api.writing import EntryAmend, EntryVoid

PROFILE = "lootlog/profiles/<int:pk>"

urlpatterns = [
    *routes("lootlog/profiles/", Profiles, "api-loot-profiles"),
    *routes(f"{PROFILE}/", OneProfile, "api-loot-profile"),
    *routes(f"{PROFILE}/restore", ProfileRestore, "api-loot-profile-restore"),
    *routes(f"{PROFILE}/entries/", Entries, "api-loot-entries"),
    *routes(f"{PROFILE}/entries/<str:entry>/", OneEntry, "api-loot-entry"),
    *routes(f"{PROFILE}/entries/<str:entry>/void", EntryVoid, "api-loot-entry-void"),
    *routes(f"{PROFILE}/entries/<str:entry>/amend", EntryAmend, "api-loot-entry-amend"),
    *routes(f"{PROFILE}/standings/", Standings, "api-loot-standings"),
    *routes(f"{PROFILE}/standings/<int:target>/explain", Explanation, "api-loot-explanation"),
    *routes(f"{PROFILE}/checkpoints/", Checkpoints, "api-loot-checkpoints"),
    *routes(f"{PROFILE}/export/", LedgerExport, "api-loot-export"),
    *routes(f"{PROFILE}/uploads/", Uploads, "api-loot-uploads"),
    *routes(f"{PROFILE}/uploads/<int:upload>/", OneUpload, "api-loot-upload"),
    *routes(f"{PROFILE}/uploads/<int:upload>/preview", UploadPreview, "api-loot-upload-preview"),
    *routes(f"{PROFILE}/uploads/<int:upload>/apply", UploadApply, "api-loot-upload-apply"),
    *routes(f"{PROFILE}/uploads/<int:upload>/undo", UploadUndo, "api-loot-upload-undo"),
    *routes(f"{PROFILE}/uploads/<int:upload>/redo", UploadRedo, "api-loot-upload-redo"),
    *routes(f"{PROFILE}/uploads/<int:upload>/dismiss", UploadDismiss, "api-loot-upload-dismiss"),
    *routes(f"{PROFILE}/quarantine/", QuarantineList, "api-loot-quarantine"),
    *routes(f"{PROFILE}/quarantine/reasons/", QuarantineReasons, "api-loot-quarantine-reasons"),
    *routes(f"{PROFILE}/quarantine/decide", QuarantineAlike, "api-loot-quarantine-decide"),
    *routes(f"{PROFILE}/quarantine/<int:item>/accept", QuarantineAccept, "api-loot-quarantine-accept"),
    *routes(f"{PROFILE}/quarantine/<int:item>/dismiss", QuarantineDismiss, "api-loot-quarantine-dismiss"),
    *routes(f"{PROFILE}/forks/", Forks, "api-loot-forks"),
    *routes(f"{PROFILE}/forks/<int:fork>/resolve", ForkResolve, "api-loot-fork-resolve"),
    *routes(f"{PROFILE}/digest/", ProfileDigest, "api-loot-digest"),
    *routes(f"{PROFILE}/messages/", Messages, "api-loot-messages"),
    *routes(f"{PROFILE}/peers/", Peers, "api-loot-peers"),
]
