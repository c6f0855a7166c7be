"""Syncing a ledger of one's own with a server's. Needs no database."""

from collections.abc import Callable

from lootlog.clients.peers import Server
from lootlog.domain.digests import Digest
from lootlog.domain.exchange.asking import Outcome, Reconciliation
from lootlog.domain.exchange.messages import AskWeeks, BadMessage, Facts, Weeks
from lootlog.domain.exchange.shelf import Holding


def meet_server(server: Server) -> Facts:
    """Ask which profile a server's is.

    :raises Refused: or UpstreamError, as `sync`.
    """
    weeks = server.ask(AskWeeks(root=str(Digest())))
    if not isinstance(weeks, Weeks):
        raise BadMessage("The server did not answer with its weeks.")
    return weeks.profile


def sync(
    server: Server,
    held: Holding,
    outcome: Outcome,
    *,
    may_bring: bool = True,
    heard: Callable[[], None] = lambda: None,
) -> None:
    """Make a holding and a server's profile equal, and fill `outcome`, whose `kept_back` is not offered again.

    `heard` is called after every answer. What came before an error is held, and stands in `outcome`.

    :raises Refused: when the server refuses, or answers what is none.
    :raises UpstreamError: when it cannot be reached.
    """
    asking = Reconciliation(held, outcome, may_bring=may_bring).run()
    question = next(asking, None)
    while question is not None:
        answer = server.ask(question)
        try:
            question = asking.send(answer)
        except StopIteration:
            question = None
        heard()
