"""Files for a guild's ledgers: sent and looked at, then applied, undone or dismissed."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.bodies import FILE_BODIES, FileEndpoint
from characters.api.permissions import GuildOfficer
from characters.api.schema import Problem
from characters.models import ApiToken
from characters.selectors.access import Standing
from lootlog.api.asking import LedgerEndpoint
from lootlog.api.reading import ReadingList
from lootlog.api.upload_shapes import LootTakenShape, LootUploadDetailShape, LootUploadShape, MappingInput, ReasonInput
from lootlog.models import Profile, Upload
from lootlog.selectors.uploads import upload_detail, upload_rows, uploads_of
from lootlog.services.importing import begin_apply, finish_apply, preview_upload, read_upload
from lootlog.services.undoing import redo_import, undo_import
from lootlog.services.uploads import LARGEST_UPLOAD, dismiss_upload, is_known, is_small, receive_upload
from lootlog.tasks import work_upload

TOO_LARGE = OpenApiResponse(Problem, description="The file is too large.")
LATER = OpenApiResponse(LootUploadDetailShape, description="The file is large: it is done in the background.")


class Unreadable(ValidationError):
    """400: a file was kept and could not be read; the answer says why, and which upload it is."""

    def __init__(self, upload: Upload) -> None:
        super().__init__({"detail": upload.error, "upload": str(upload.pk)})


class UploadEndpoint(LedgerEndpoint):
    """An endpoint about uploads of a profile's guild, for its officers."""

    def officers(self, pk: int) -> Profile:
        """Return a profile of whose guild the request comes from an officer, whatever the scope of their token."""
        profile = self.profile(pk)
        if getattr(self.guild(profile.guild_id), "viewer_standing", None) != Standing.OFFICER:
            self.permission_denied(self.request, message=GuildOfficer.message)
        return profile

    def upload(self, profile: Profile, pk: int) -> Upload:
        """Return an upload of the profile's guild.

        :raises NotFound: when there is none.
        """
        found = uploads_of(profile.guild).filter(pk=pk).first()
        if found is None:
            raise NotFound(f"The guild has no upload {pk}.")
        return found


class Uploads(FileEndpoint, ReadingList, UploadEndpoint):
    """What was sent for the ledgers of a guild."""

    write_scope = ApiToken.Scope.UPLOAD
    throttle_scope = "sync"
    largest_file = LARGEST_UPLOAD
    csv_name = "loot-uploads"
    csv_columns = list(LootUploadShape().fields)

    @extend_schema(operation_id="loot_uploads_list", responses=LootUploadShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List the uploads of the profile's guild, the newest first; for officers."""
        return self.paged(uploads_of(self.officers(pk).guild), upload_rows, lambda row: row)

    @extend_schema(
        operation_id="loot_uploads_create",
        request=FILE_BODIES,
        responses={200: LootTakenShape, 201: LootTakenShape, 202: LootTakenShape, 413: TOO_LARGE},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Send a file: SavedVariables of a loot addon, lines with “|”, RCLootCouncil's history, or our own export.

        Answers with what applying it would do; no ledger changes. 202: the file is large and read in the background.
        """
        profile, now = self.officers(pk), self.now
        data, name = self.sent_file()
        upload = receive_upload(profile.guild, data, file_name=name, user=self.user, now=now, profile=profile)
        known = is_known(upload, now=now)
        code: int = status.HTTP_200_OK if known else status.HTTP_201_CREATED
        if upload.state == Upload.State.WAITING and not is_small(upload):
            transaction.on_commit(lambda: work_upload.delay(upload.pk))
            code = status.HTTP_202_ACCEPTED
        else:
            upload = read_upload(upload, now=now)
        if upload.state == Upload.State.FAILED:
            raise Unreadable(upload)
        return Response({**upload_detail(upload), "is_known": known}, status=code)


class OneUpload(UploadEndpoint):
    """One upload."""

    @extend_schema(operation_id="loot_uploads_retrieve", responses=LootUploadDetailShape)
    def get(self, request: Request, pk: int, upload: int) -> Response:
        """Return an upload with its report; for officers."""
        return Response(upload_detail(self.upload(self.officers(pk), upload)))


class UploadPreview(UploadEndpoint):
    """What applying an upload would do with other profiles."""

    write_scope = ApiToken.Scope.UPLOAD

    @extend_schema(operation_id="loot_uploads_preview", request=MappingInput, responses=LootUploadDetailShape)
    def post(self, request: Request, pk: int, upload: int) -> Response:
        """Choose other profiles and see what applying it would do. No ledger changes."""
        found = self.upload(self.officers(pk), upload)
        body = self.body(MappingInput)
        read = preview_upload(found, body["profiles"], prices=body.get("prices"), now=self.now)
        return Response(upload_detail(read))


class UploadApply(UploadEndpoint):
    """An upload that shall enter the ledgers."""

    throttle_scope = "sync"

    @extend_schema(
        operation_id="loot_uploads_apply", request=MappingInput, responses={200: LootUploadDetailShape, 202: LATER}
    )
    def post(self, request: Request, pk: int, upload: int) -> Response:
        """Let a file's entries into the ledgers, all or nothing; for officers.

        Each of the file's profiles needs a choice, unless one was made for an earlier file of that program.
        """
        found = self.upload(self.officers_profile(pk), upload)
        body = self.body(MappingInput)
        begun = begin_apply(found, body["profiles"], prices=body.get("prices"), user=self.user, now=self.now)
        if is_small(begun):
            finish_apply(begun, now=self.now)
            return self._answer(found, status.HTTP_200_OK)
        transaction.on_commit(lambda: work_upload.delay(begun.pk))
        return self._answer(found, status.HTTP_202_ACCEPTED)

    def _answer(self, upload: Upload, code: int) -> Response:
        return Response(upload_detail(uploads_of(upload.guild).get(pk=upload.pk)), status=code)


class UploadTurn(UploadEndpoint):
    """An import that is taken back, or brought back."""

    turn: Any = None

    def turned(self, pk: int, upload: int) -> Response:
        """Do it, in the name of whoever asks."""
        profile = self.officers_profile(pk)
        found = self.upload(profile, upload)
        reason = self.body(ReasonInput)["reason"]
        type(self).turn(found, reason, by=self.writer(profile))
        return Response(upload_detail(uploads_of(profile.guild).get(pk=found.pk)))


class UploadUndo(UploadTurn):
    """An import that is taken back."""

    turn = undo_import

    @extend_schema(operation_id="loot_uploads_undo", request=ReasonInput, responses=LootUploadDetailShape)
    def post(self, request: Request, pk: int, upload: int) -> Response:
        """Take out, by voids, what the import brought and what still counts; for officers."""
        return self.turned(pk, upload)


class UploadRedo(UploadTurn):
    """An import that is brought back."""

    turn = redo_import

    @extend_schema(operation_id="loot_uploads_redo", request=ReasonInput, responses=LootUploadDetailShape)
    def post(self, request: Request, pk: int, upload: int) -> Response:
        """Bring back, by voids of voids, what undoing the import took out; for officers."""
        return self.turned(pk, upload)


class UploadDismiss(UploadEndpoint):
    """An upload that shall not be applied."""

    @extend_schema(operation_id="loot_uploads_dismiss", request=None, responses=LootUploadDetailShape)
    def post(self, request: Request, pk: int, upload: int) -> Response:
        """Put away a file that was never applied; for officers."""
        profile = self.officers_profile(pk)
        found = dismiss_upload(self.upload(profile, upload))
        return Response(upload_detail(uploads_of(profile.guild).get(pk=found.pk)))
