"""A server that answers with whatever bytes a test wants, however broken."""

import socket
import threading
from collections.abc import Callable


class raw_server:
    """A server that does one thing with one connection."""

    def __init__(self, behaviour: Callable[[socket.socket], None]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.behaviour = behaviour
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
                with connection:
                    connection.recv(65_536)
                    self.behaviour(connection)
            except OSError:
                if self.listener.fileno() < 0:
                    return

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.listener.close()
