"""Peers over HTTP: messages of the exchange, one for one answer."""

from secrets import randbelow
from typing import IO, Annotated, Any

import msgspec
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from msgspec import Meta
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.permissions import acts_as_officer
from characters.api.schema import Problem
from characters.models import Guild
from characters.selectors.access import Standing
from lootlog.api.asking import LedgerEndpoint
from lootlog.domain.exchange.carried import MOST_FRAMES
from lootlog.domain.exchange.messages import Ask, AskSwap, BadMessage, read_ask
from lootlog.domain.protocol.frames import LONGEST
from lootlog.models import Profile
from lootlog.services.coordinating import Member, answer_frames
from lootlog.services.exchanging import Asker, answer_peer

# Two thousand entries of the longest texts that a ledger takes are smaller.
LARGEST_BODY = 12 * 1024 * 1024
SERIALS = 36**5


class Frames(msgspec.Struct, forbid_unknown_fields=True):
    """Frames of the documented protocol, and the character that sends them."""

    frames: Annotated[list[Annotated[str, Meta(max_length=LONGEST)]], Meta(max_length=MOST_FRAMES)]
    name: str


class MessageTooLarge(APIException):
    """413: the body is larger than any message of the exchange."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"A message has at most {LARGEST_BODY // 1024**2} MB. Bring fewer entries at once."
    default_code = "too_large"


class MessageBody(BaseParser):
    """Reads JSON, as large as a message may be."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Read the body.

        :raises MessageTooLarge: when there is more of it than a message may have.
        :raises ParseError: when it is no JSON.
        """
        data = stream.read(LARGEST_BODY + 1)
        if len(data) > LARGEST_BODY:
            raise MessageTooLarge
        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise ParseError(f"The body is no JSON: {error}.") from None


class Messages(LedgerEndpoint):
    """Where peers sync."""

    # What a message needs depends on what it holds: asking is reading, bringing is an officer's.
    permission_classes = []
    parser_classes = [MessageBody]

    @extend_schema(
        operation_id="loot_messages",
        request={"application/json": OpenApiTypes.OBJECT},
        responses={200: OpenApiTypes.OBJECT, 413: Problem},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer one message of the exchange, by which two ledgers become equal; or frames of the documented protocol.

        `ask` is `weeks`, `buckets`, `hashes` or `swap`; `manage.py lootlog_peer` speaks it. Whoever may read the
        profile may ask; entries are brought by its officers, who name their device in `peer`.

        Frames come as `{"frames": [...], "name": "Name-Realm"}` from a member of the guild, with all parts of a
        message together, and are answered with frames of the coordinator `sender`. Who gets `before` above 0 waits for
        its turn, and asks again with the same or with no frames.
        """
        profile = self.profile(pk)
        if isinstance(request.data, dict) and "frames" in request.data:
            return self.frames(profile)
        ask = self.ask()
        guild = self.guild(profile.guild_id)
        if isinstance(ask, AskSwap) and ask.bring:
            self.officers_profile(pk)
        answered = answer_peer(profile, ask, self.asker(ask, guild), now=self.now)
        return Response(msgspec.to_builtins(answered))

    def ask(self) -> Ask:
        """Read the message.

        :raises ValidationError: when the body is none.
        """
        try:
            return read_ask(self.request.data)
        except BadMessage as error:
            raise ValidationError({"detail": str(error)}) from None

    def frames(self, profile: Profile) -> Response:
        """Answer frames.

        :raises ValidationError: when the body has another shape.
        :raises NotAuthenticated: or PermissionDenied, when whoever sends them is no member of the guild.
        """
        guild = self.guild(profile.guild_id)
        if getattr(guild, "viewer_standing", Standing.STRANGER) == Standing.STRANGER:
            self.permission_denied(self.request, message="Frames are taken from members of the guild.")
        try:
            sent = msgspec.convert(self.request.data, Frames)
        except msgspec.ValidationError as error:
            raise ValidationError({"detail": f"These are no frames: {error}."}) from None
        member = Member(self.user, sent.name, may_bring=acts_as_officer(self.request, guild))
        framed = answer_frames(profile, sent.frames, member, now=self.now, serial=randbelow(SERIALS))
        return Response(msgspec.to_builtins(framed))

    def asker(self, ask: Ask, guild: Guild) -> Asker:
        """Tell who asks. Only devices of the guild's members are kept."""
        is_member = getattr(guild, "viewer_standing", Standing.STRANGER) != Standing.STRANGER
        user = self.user if is_member and self.request.user.is_authenticated else None
        return Asker(user, ask.peer, may_bring=acts_as_officer(self.request, guild))
