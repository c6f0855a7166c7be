"""The documented loot sync protocol: its seven messages in frames of 255 bytes, and a peer that speaks them.

The codec, from the inside out: `escaping`, `compact`, `lines` (entries), `lists` (ids), `messages`, `frames`,
`reassembly`, and `portions`, which divides what is long. The state machine is told what arrived and what time it is,
and answers with what to send: `peer` is its face, `session` its part in a group, `coordinator` (with `queue` and
`turn`) and `member` its two roles, `leadership` decides between coordinators, `books` holds profiles and lets entries
in, `wire` and `outbox` send. `status` is what people see. None of them knows a socket, a clock or a database.
"""
