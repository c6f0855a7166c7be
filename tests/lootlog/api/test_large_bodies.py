"""Bodies that are larger than a file may be, really sent: refused, and not kept in memory."""

import tracemalloc

import pytest

from lootlog.models import Upload
from lootlog.services.uploads import LARGEST_UPLOAD

MEGABYTE = 1024 * 1024
SENT = 100 * MEGABYTE


class Sender:
    """A body that is made while it is read, and counts what was taken of it."""

    def __init__(self, size: int, head: bytes = b"") -> None:
        self.left, self.head, self.taken = size, head, 0

    def read(self, size: int = -1) -> bytes:
        count = self.left if size < 0 else min(size, self.left)
        self.left -= count
        self.taken += count
        piece, self.head = (self.head[:count] + b"-" * count)[:count], self.head[count:]
        return piece

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)


FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.lua"\r\n\r\n'


@pytest.mark.parametrize(
    ("path", "kind", "head"),
    [
        ("/api/lootlog/profiles/{}/uploads/", "application/octet-stream", b""),
        ("/api/lootlog/profiles/{}/uploads/", "multipart/form-data; boundary=x", FORM),
        ("/loot/{}/files/", "multipart/form-data; boundary=x", FORM),
    ],
    ids=["body", "form", "page"],
)
@pytest.mark.parametrize("says_its_size", [True, False])
def test_a_hundred_megabytes_are_refused_and_fill_no_memory(world, profile, path, kind, head, says_its_size):
    client, sender = world.client("officer"), Sender(SENT, head)
    length = {"CONTENT_LENGTH": str(SENT)} if says_its_size else {"HTTP_TRANSFER_ENCODING": "chunked"}
    environment = {"PATH_INFO": path.format(profile.pk), "REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, **length}
    client.get(environment["PATH_INFO"])
    tracemalloc.start()
    answer = client.request(**environment, **{"wsgi.input": sender})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 413 if says_its_size else answer.status_code in (400, 403, 413)
    assert (sender.taken, peak < 20 * MEGABYTE, Upload.objects.exists()) == (0, True, False)


def test_what_is_a_little_too_large_is_read_no_further_than_a_file_may_be(world, profile):
    sender = Sender(LARGEST_UPLOAD + 1000)
    answer = world.client("officer").request(
        PATH_INFO=f"/api/lootlog/profiles/{profile.pk}/uploads/", REQUEST_METHOD="POST",
        CONTENT_TYPE="application/octet-stream", CONTENT_LENGTH=str(LARGEST_UPLOAD + 1000), **{"wsgi.input": sender},
    )  # fmt: skip
    assert (answer.status_code, Upload.objects.exists()) == (413, False)
    assert sender.taken == LARGEST_UPLOAD + 1
