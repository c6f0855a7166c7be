"""Addresses of the identity wing's endpoints, each with and without a slash at its end."""

from characters.api.routing import routes
from guild_identity.api.events import Events, EventUndo
from guild_identity.api.issues import IssueResolve, Issues
from guild_identity.api.links import Confirm, Link, Links
from guild_identity.api.orphans import Mismatches, OrphanCharacters, OrphanDiscordUsers
from guild_identity.api.pipelines import PipelineTrigger, ReportTrigger, SyncStatus
from guild_identity.api.players import PlayerDetail, PlayerList, PlayerMerge, PlayerSplit
from guild_identity.api.proposals import ProposalAccept, ProposalReject, Proposals
from guild_identity.api.uploads import AddonUploads, CompanionUpload, NotesStatus, UploadDetail, UploadList

urlpatterns = [
    *routes("identity/players", PlayerList, "api-players"),
    *routes("identity/players/<int:pk>/", PlayerDetail, "api-player"),
    *routes("identity/players/<int:pk>/merge", PlayerMerge, "api-player-merge"),
    *routes("identity/players/<int:pk>/split", PlayerSplit, "api-player-split"),
    *routes("identity/orphans/wow", OrphanCharacters, "api-orphan-characters"),
    *routes("identity/orphans/discord", OrphanDiscordUsers, "api-orphan-discord-users"),
    *routes("identity/mismatches", Mismatches, "api-mismatches"),
    *routes("identity/proposals", Proposals, "api-proposals"),
    *routes("identity/proposals/<int:pk>/accept", ProposalAccept, "api-proposal-accept"),
    *routes("identity/proposals/<int:pk>/reject", ProposalReject, "api-proposal-reject"),
    *routes("identity/link", Links, "api-link"),
    *routes("identity/link/<int:pk>", Link, "api-unlink"),
    *routes("identity/confirm", Confirm, "api-confirm"),
    *routes("identity/events", Events, "api-identity-events"),
    *routes("identity/events/<int:pk>/undo", EventUndo, "api-identity-event-undo"),
    *routes("identity/issues", Issues, "api-issues"),
    *routes("identity/issues/<int:pk>/resolve", IssueResolve, "api-issue-resolve"),
    *routes("guild-sync/blizzard/trigger", PipelineTrigger, "api-pipeline-trigger"),
    *routes("guild-sync/status", SyncStatus, "api-guild-sync-status"),
    *routes("guild-sync/report/trigger", ReportTrigger, "api-report-trigger"),
    *routes("guild-sync/addon/upload", AddonUploads, "api-addon-upload"),
    *routes("guild-sync/addon/uploads/", UploadList, "api-addon-uploads"),
    *routes("guild-sync/addon/uploads/<int:pk>/", UploadDetail, "api-addon-upload-report"),
    *routes("guild-sync/addon-upload", CompanionUpload, "api-companion-upload"),
    *routes("guild-sync/addon-upload/status", NotesStatus, "api-notes-status"),
]
