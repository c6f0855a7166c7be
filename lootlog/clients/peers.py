"""The ledger of a Vaultkeeper server, as a peer sees it over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import sleep
from urllib.parse import urlsplit

import msgspec

from characters.clients.answers import Rejected
from characters.clients.http import post_json
from characters.domain.errors import ErrorKind, Refused, UpstreamError
from lootlog.domain.exchange.carried import Carried, read_carried
from lootlog.domain.exchange.messages import Answer, Ask, BadMessage, Device, Wait, read_answer

UPSTREAM = "ledger server"
# A swap of two thousand entries is merged while we wait.
TIMEOUT_S = 60.0
# How long to stand in line before giving up for this time.
LONGEST_WAIT_S = 300.0
_ANSWERED = (400, 403, 409, 413)


@dataclass
class Server:
    """One profile of a server. `trips` and `size` count what a sync costs: messages, and bytes of JSON there and back.

    `token` is the secret of an API token, "" to ask as nobody.
    """

    url: str
    profile: int
    token: str = field(repr=False)
    device: Device
    trips: int = 0
    size: int = 0

    def ask(self, question: Ask) -> Answer:
        """Ask, and wait for our turn where others come first.

        :raises Refused: when the server refuses, or its answer is none.
        :raises UpstreamError: when it cannot be reached or is busy.
        """
        waited = 0.0
        while True:
            answer = self._ask(question)
            if not isinstance(answer, Wait):
                return answer
            waited += max(0.1, answer.seconds)
            if waited > LONGEST_WAIT_S:
                message = f"{answer.before} others were still before us after {waited:.0f} s"
                raise UpstreamError(ErrorKind.UNAVAILABLE, message)
            sleep(max(0.1, answer.seconds))

    def carry(self, frames: Sequence[str], name: str) -> Carried:
        """Take frames of the documented protocol there in the name of a character, and bring the answer.

        :raises Refused: or UpstreamError, as `ask`.
        """
        document = {"frames": list(frames), "name": name}
        body = self._post(document)
        self._count(document, body)
        return read_carried(body)

    def _ask(self, question: Ask) -> Answer:
        document = msgspec.to_builtins(msgspec.structs.replace(question, peer=self.device))
        body = self._post(document)
        self._count(document, body)
        return read_answer(body)

    def _count(self, document: object, body: object) -> None:
        self.trips += 1
        self.size += len(msgspec.json.encode(document)) + len(msgspec.json.encode(body))

    def _post(self, document: object) -> object:
        headers = {"Authorization": f"Token {self.token}"} if self.token else {}
        url = f"{_origin(self.url)}/api/lootlog/profiles/{self.profile}/messages/"
        try:
            return post_json(UPSTREAM, url, body=document, headers=headers, timeout=TIMEOUT_S).body
        except Rejected as rejection:
            if rejection.status == 401:
                raise Refused("The server does not know the token, or it has ended.") from rejection
            if rejection.status == 404:
                raise Refused(f"The server has no profile {self.profile}, or does not show it to us.") from rejection
            if rejection.status in _ANSWERED:
                raise Refused(f"The server refuses: {rejection.reason or rejection}") from rejection
            raise


def _origin(url: str) -> str:
    parts = urlsplit(url.strip())
    if not parts.scheme or not parts.netloc or parts.query or parts.fragment:
        raise BadMessage(f"“{url:.80}” is no address of a server. Write it like https://vault.example.org.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
