"""Uploading exports, and what became of them."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.bodies import FILE_BODIES, FileEndpoint
from characters.api.endpoints import Endpoint
from characters.api.schema import Problem
from characters.models import ApiToken, Guild
from characters.selectors.access import Standing
from guild_identity.api.api_keys import ApiKeyAuthentication
from guild_identity.api.asking import GUILD, IdentityEndpoint, IdentityList
from guild_identity.api.upload_shapes import (
    CompanionShape,
    NotesStatusShape,
    TakenShape,
    UploadDetailShape,
    UploadShape,
)
from guild_identity.models import AddonUpload
from guild_identity.selectors.uploads import notes_status, upload_detail, upload_rows, uploads_of
from guild_identity.services.importing import take_upload
from guild_identity.services.uploads import LARGEST_UPLOAD, is_known

FORCE = OpenApiParameter("force", bool, description="Take an export of a guild with another name.")
BODIES: dict[Any, Any] = {**FILE_BODIES, "application/json": OpenApiTypes.OBJECT}
TOO_LARGE = OpenApiResponse(Problem, description="The file is too large.")


class Unreadable(ValidationError):
    """400: an upload was kept and could not be processed; the answer says why, and which it is."""

    def __init__(self, upload: AddonUpload) -> None:
        super().__init__({"detail": upload.error, "upload": str(upload.pk)})


class OfficersEndpoint(IdentityEndpoint):
    """An endpoint for officers, whatever the scope of their token: programs upload with narrow ones."""

    def for_officers(self, guild: Guild) -> Guild:
        """Return the guild again if whoever asks is an officer of it.

        :raises PermissionDenied: when not.
        """
        if getattr(guild, "viewer_standing", None) != Standing.OFFICER:
            self.permission_denied(self.request, message="Only officers of this guild may do that.")
        return guild


class UploadEndpoint(FileEndpoint, OfficersEndpoint):
    """An endpoint that takes an export as its body."""

    write_scope = ApiToken.Scope.UPLOAD
    throttle_scope = "sync"
    largest_file = LARGEST_UPLOAD
    upload_source = "api"

    def taken(self, request: Request, now: datetime) -> AddonUpload:
        """Keep and process what was sent."""
        guild = self.led_guild()
        data, name = self.sent_file()
        is_forced = request.query_params.get("force", "").lower() in ("1", "true", "yes")
        return take_upload(
            guild, data, file_name=name, source=self.upload_source, user=self.user, now=now, is_forced=is_forced
        )


class AddonUploads(UploadEndpoint):
    """An export that a person or a program uploads."""

    authentication_classes = [*Endpoint.authentication_classes, ApiKeyAuthentication]

    @extend_schema(
        operation_id="guild_sync_addon_upload",
        parameters=[GUILD, FORCE],
        request=BODIES,
        responses={200: TakenShape, 201: TakenShape, 413: TOO_LARGE},
    )
    def post(self, request: Request) -> Response:
        """Upload an export: SavedVariables/GuildSync.lua or JSON of the same shape. Answers with the report by row.

        Lists of alts are taken as well: Guild_Roster_Manager.lua, or a CSV with character, realm, main and main_realm.
        Matching, checks and the report follow in the background: see the runs at guild-sync/status.
        """
        now = self.now
        upload = self.taken(request, now)
        if upload.status == AddonUpload.Status.FAILED:
            raise Unreadable(upload)
        known = is_known(upload, now=now)
        code = status.HTTP_200_OK if known else status.HTTP_201_CREATED
        return Response({**upload_detail(upload), "is_known": known}, status=code)


class CompanionUpload(UploadEndpoint):
    """The address of the companion program that exists already."""

    authentication_classes = [ApiKeyAuthentication, *Endpoint.authentication_classes]
    upload_source = "companion"

    @extend_schema(
        operation_id="guild_sync_companion_upload",
        parameters=[GUILD],
        request=BODIES,
        responses={200: CompanionShape, 413: TOO_LARGE},
    )
    def post(self, request: Request) -> Response:
        """Take the companion's JSON; the key is an API token in the header X-API-Key."""
        upload = self.taken(request, self.now)
        if upload.status == AddonUpload.Status.FAILED:
            raise Unreadable(upload)
        received = upload.counts.get("characters", 0)
        return Response({"ok": True, "status": upload.status, "characters_received": received, "upload": upload.pk})


class UploadList(IdentityList, OfficersEndpoint):
    """What was uploaded for a guild."""

    csv_name = "uploads"
    csv_columns = list(UploadShape().fields)

    @extend_schema(operation_id="guild_sync_uploads_list", parameters=[GUILD], responses=UploadShape(many=True))
    def get(self, request: Request) -> Response:
        """List uploads, newest first."""
        return self.paged(uploads_of([self.led_guild()]), upload_rows)


class UploadDetail(OfficersEndpoint):
    """One upload."""

    @extend_schema(operation_id="guild_sync_uploads_retrieve", responses=UploadDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return an upload with the report by row."""
        uploads = AddonUpload.objects.select_related("uploaded_by").defer("raw")
        return Response(upload_detail(self.led(uploads, pk, "upload")))


class NotesStatus(OfficersEndpoint):
    """How fresh a guild's notes are."""

    authentication_classes = [*Endpoint.authentication_classes, ApiKeyAuthentication]

    @extend_schema(operation_id="guild_sync_notes_status", parameters=[GUILD], responses=NotesStatusShape)
    def get(self, request: Request) -> Response:
        """Return how many members have notes, of when the newest are, and the last upload."""
        return Response(notes_status(self.led_guild()))
