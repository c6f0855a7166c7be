"""Bodies that are files: read whole, whatever they are called, and never more of them than an endpoint takes."""

from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from drf_spectacular.types import OpenApiTypes
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from characters.api.endpoints import Endpoint

MEGABYTE = 1024 * 1024
# What a form adds around a file.
ROOM_FOR_FORM = 64 * 1024
FILE_BODIES: dict[Any, Any] = {
    "application/octet-stream": OpenApiTypes.BINARY,
    "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
}


class BodyTooLarge(APIException):
    """413: the body is larger than the endpoint takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self, largest: int) -> None:
        super().__init__(f"The file is larger than {largest // MEGABYTE} MB.")


class WholeBody(BaseParser):
    """Takes a body as bytes, whatever its type, up to the view's `largest_file`."""

    media_type = "*/*"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Read the body.

        :raises BodyTooLarge: when there is more of it than the endpoint takes.
        """
        largest: int = parser_context["view"].largest_file
        data = stream.read(largest + 1)
        if len(data) > largest:
            raise BodyTooLarge(largest)
        return data


class FileEndpoint(Endpoint):
    """An endpoint that takes a file as its body, or as the file of a form."""

    largest_file = 20 * MEGABYTE
    parser_classes = [MultiPartParser, WholeBody]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Turn away bodies that say themselves that they are too large, before anything reads them."""
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if length.isdigit() and int(length) > self.largest_file + ROOM_FOR_FORM:
            raise BodyTooLarge(self.largest_file)
        super().initial(request, *args, **kwargs)

    def sent_file(self) -> tuple[bytes, str]:
        """Return the bytes that were sent and the file's name, which may be empty.

        :raises ValidationError: when a form has no file, or there is nothing at all.
        :raises BodyTooLarge: when it is larger than the endpoint takes.
        """
        data: Any = self.request.data
        name = self.request.headers.get("X-File-Name", "")
        if isinstance(data, QueryDict | MultiValueDict):
            file = next(iter(self.request.FILES.values()), None)
            if not isinstance(file, UploadedFile):
                raise ValidationError({"detail": "Send the file as the body, or as the file of a form."})
            if (file.size or 0) > self.largest_file:
                raise BodyTooLarge(self.largest_file)
            data, name = file.read(), file.name or ""
        if not isinstance(data, bytes) or not data.strip():
            raise ValidationError({"detail": "The file is empty."})
        return data, name
