"""Files and messages of loot addons, as the programs write them, and what a reading of them amounts to."""

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

from lootlog.domain.amounts import plain
from lootlog.domain.drafts import Reading
from lootlog.domain.entries import Entry
from lootlog.domain.imports.files import read_file
from lootlog.domain.replay import standings
from lootlog.domain.sealing import seal

FILES = Path(__file__).resolve().parent.parent / "lootlog" / "files"
PROFILE = UUID("0920f000-5f83-4ad6-97e1-f3f705424b3b")
RAID = "p_6943058076927bbf43645796"


def recorded(name: str, **options: Any) -> Reading:
    """Read one of the files beside the tests."""
    return read_file((FILES / name).read_bytes(), file_name=name, **options)


def entries_of(reading: Reading, profile: str | None = None) -> list[Entry]:
    """Give a reading's drafts their places."""
    drafts = [draft for draft in reading.drafts if profile in (None, draft.profile)]
    return [entry for _, entry in seal(PROFILE, drafts, {})[0]]


def held(reading: Reading, profile: str | None = None, home_realm: str = "") -> dict[str, str]:
    """Return what everybody holds after a reading, as text."""
    sums = standings(entries_of(reading, profile), home_realm=home_realm)
    return {who: plain(points) for who, points in sums.items()}


def lua(value: Any) -> str:
    """Write a value in Lua; numbers as keys stay numbers."""
    if isinstance(value, list):
        value = dict(enumerate(value, start=1))
    if isinstance(value, dict):
        return "{\n" + "".join(f"[{lua(key)}] = {lua(item)},\n" for key, item in value.items()) + "}"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\0", "\\0") + '"'
    return (
        {True: "true", False: "false", None: "nil"}[value]
        if value is None or value is True or value is False
        else repr(value)
    )


def variables(**values: Any) -> bytes:
    """Write a file of saved variables."""
    return "".join(f"\n{name} = {lua(value)}\n" for name, value in values.items()).encode()


def line(**changes: Any) -> dict[str, Any]:
    """Write an entry of the first generation; a field that is None is left out."""
    entry = {
        "id": 1, "timestamp": 1766000001, "actor": "Leader-Garona", "target": "Thrall-Garona", "delta": 5,
        "newTotal": 5, "reason": "Boss kill", "profile": "Default", **changes,
    }  # fmt: skip
    return {name: value for name, value in entry.items() if value is not None}


def gen1(logs: Any, *, points: Any = None, following: int | None = None, name: str = "Default") -> bytes:
    """Write the first generation's file with one profile."""
    profile = {"logs": logs, "points": {who: {"total": total} for who, total in (points or {}).items()}}
    if following is not None:
        profile["nextLogId"] = following
    return variables(SpectrumFederationDB={"schemaVersion": 2, "profiles": {name: profile}})


def event(
    counter: int = 1, kind: str = "POINT_CHANGE", *, author: str = "Leader-Garona", **fields: Any
) -> dict[str, Any]:
    """Write an event of the second generation; fields with an underscore are the event's, the others its data."""
    data = {name: value for name, value in fields.items() if not name.startswith("_")}
    if kind == "POINT_CHANGE":
        data = {"member": "Thrall-Garona", "change": "INCREMENT", **data}
    row = {
        "_id": f"{author}:{counter}", "_author": author, "_counter": counter, "_timestamp": 1766000000 + counter,
        "_eventType": kind, "_data": data,
    }  # fmt: skip
    return {**row, **{name: value for name, value in fields.items() if name.startswith("_")}}


def gen2(logs: Any, **profile: Any) -> bytes:
    """Write the second generation's file with one profile."""
    saved = {"_profileId": RAID, "_profileName": "Raid-Team-A", "_lootLogs": logs, **profile}
    return variables(SpectrumFederationDB={"lootHelper": {"profiles": {RAID: saved}}})


def snapshot(logs: list[Any], **changes: Any) -> dict[str, Any]:
    """Write what a newcomer is sent."""
    meta = {"version": 1, "_profileId": RAID, "_profileName": "Raid-Team-A", "_author": "Leader-Garona"}
    return {"version": 1, "meta": meta, "adminUsers": ["Leader-Garona"], "lootLogs": logs, **changes}


def cbor(value: Any) -> bytes:
    """Write CBOR as the client does: texts as bytes, an empty table as an empty array."""
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[value]
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, str):
        return _head(2, len(value.encode())) + value.encode()
    if isinstance(value, list) or not value:
        return _head(4, len(value)) + b"".join(map(cbor, value))
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def _head(major: int, count: int) -> bytes:
    for detail, form, limit in ((24, ">B", 2**8), (25, ">H", 2**16), (26, ">I", 2**32), (27, ">Q", 2**64)):
        if count < 24:
            return bytes([major << 5 | count])
        if count < limit:
            return bytes([major << 5 | detail]) + struct.pack(form, count)
    raise ValueError(count)


def deflated(data: bytes, window: int = -15) -> bytes:
    """Compress, raw unless told otherwise."""
    stream = zlib.compressobj(9, zlib.DEFLATED, window)
    return stream.compress(data) + stream.flush()


def envelope(kind: str, data: Any, *, encoding: str = "B64CBOR", protocol: int = 1, window: int = -15) -> bytes:
    """Write a message of the second generation."""
    packed = deflated(cbor(data), window) if encoding == "B64CBORZ" else cbor(data)
    return b"%s\t%d\t%s\t%s" % (kind.encode(), protocol, encoding.encode(), base64.b64encode(packed))


def parts(message: bytes, size: int = 254) -> list[bytes]:
    """Cut a message into frames."""
    if len(message) <= size + 1:
        return [message]
    pieces = [message[start : start + size] for start in range(0, len(message), size)]
    marks = [b"\x01", *[b"\x02"] * (len(pieces) - 2), b"\x03"]
    return [mark + piece for mark, piece in zip(marks, pieces, strict=True)]


def frames(messages: list[bytes], *, sender: str = "Leader-Garona", prefix: str = "SF_LHB") -> list[str]:
    """Write the lines of a recording."""
    return [
        json.dumps({"from": sender, "prefix": prefix, "channel": "RAID", "text_b64": base64.b64encode(part).decode()})
        for message in messages
        for part in parts(message)
    ]


def recording(lines: list[str]) -> Reading:
    """Read the lines of a recording."""
    return read_file("\n".join(lines).encode())
