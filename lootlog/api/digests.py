"""The tree of digests, for whoever wants to compare a ledger with their own."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.domain.errors import Refused
from lootlog.api.asking import LedgerEndpoint
from lootlog.api.digest_shapes import DigestShape
from lootlog.domain.digests import DEEPEST
from lootlog.domain.exchange.messages import MOST_HASHES, Node
from lootlog.models import Profile
from lootlog.selectors.digests import LedgerDigest, bucket_digests, hashes_of, ledger_digest

LAST_WEEK = 10_000
WEEK = OpenApiParameter("week", int, description="Only this week: its buckets, or the hashes in one of them.")
BITS = OpenApiParameter(
    "bits", int, description=f"Buckets are told by so many leading bits, 0 to {DEEPEST}; 0 without."
)
BUCKET = OpenApiParameter("bucket", int, description="The hashes in this bucket of the week.")


class ProfileDigest(LedgerEndpoint):
    """What a profile holds, in digests."""

    @extend_schema(operation_id="loot_digest", parameters=[WEEK, BITS, BUCKET], responses=DigestShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return the digest of all and of the weeks; of a week its buckets; of a bucket its hashes, in their order.

        Two ledgers with the same digest hold the same entries.
        """
        profile = self.profile(pk)
        digest = ledger_digest(profile)
        below = self.below(profile, digest)
        return Response({"profile": profile.uuid, "position": digest.position, "digest": str(digest.root), **below})

    def below(self, profile: Profile, digest: LedgerDigest) -> dict[str, Any]:
        """Return what was asked for below the root."""
        week, bits, bucket = self.number("week", LAST_WEEK), self.number("bits", DEEPEST), self.number("bucket", 2**16)
        if week is None:
            return {"weeks": [{"week": week, "digest": str(found)} for week, found in sorted(digest.weeks.items())]}
        if bucket is None:
            found = sorted(bucket_digests(profile, week, bits or 0).items())
            return {"buckets": [{"bucket": bucket, "digest": str(digest)} for bucket, digest in found]}
        if bucket >> (bits or 0):
            raise Refused(f"bucket: with {bits or 0} bits there are {1 << (bits or 0)} of them.")
        hashes = hashes_of(profile, Node(week, bits or 0, bucket))
        if len(hashes) > MOST_HASHES:
            raise Refused(f"That bucket holds {len(hashes):,} hashes. Ask with more bits.")
        return {"hashes": hashes}

    def number(self, name: str, largest: int) -> int | None:
        """Read a parameter.

        :raises Refused: when it is no number from 0 to `largest`.
        """
        written = self.request.query_params.get(name, "").strip()
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and len(written) < 9 and int(written) <= largest):
            raise Refused(f"{name}: “{written:.40}” is no whole number from 0 to {largest}.")
        return int(written)
