"""Bodies that are files: read whole, whatever they are called, and never more of them than an upload may have."""

from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from guild_identity.services.uploads import LARGEST_UPLOAD, TOO_LARGE

# What a form adds around a file.
ROOM_FOR_FORM = 64 * 1024


class BodyTooLarge(APIException):
    """413: the body is larger than an upload may be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = TOO_LARGE
    default_code = "too_large"


class WholeBody(BaseParser):
    """Takes a body as bytes, whatever its type."""

    media_type = "*/*"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Read the body.

        :raises BodyTooLarge: when there is more of it than an upload may have.
        """
        data = stream.read(LARGEST_UPLOAD + 1)
        if len(data) > LARGEST_UPLOAD:
            raise BodyTooLarge
        return data


def refuse_large(request: Request) -> None:
    """Refuse a body that says itself that it is too large, before any of it is read.

    :raises BodyTooLarge: when it is.
    """
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    if length.isdigit() and int(length) > LARGEST_UPLOAD + ROOM_FOR_FORM:
        raise BodyTooLarge


def sent_file(request: Request) -> tuple[bytes, str]:
    """Return the bytes that were sent, as the body itself or as the file of a form, and the file's name.

    :raises ValidationError: when a form has no file, or there is nothing at all.
    :raises BodyTooLarge: when it is larger than an upload may be.
    """
    data: Any = request.data
    name = request.headers.get("X-File-Name", "")
    if isinstance(data, QueryDict | MultiValueDict):
        file = next(iter(request.FILES.values()), None)
        if not isinstance(file, UploadedFile):
            raise ValidationError({"detail": "Send the export as the body, or as the file of a form."})
        if (file.size or 0) > LARGEST_UPLOAD:
            raise BodyTooLarge
        data, name = file.read(), file.name or ""
    if not isinstance(data, bytes) or not data.strip():
        raise ValidationError({"detail": "The file is empty."})
    return data, name
