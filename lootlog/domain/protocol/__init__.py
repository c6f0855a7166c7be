"""The documented loot sync protocol: its seven messages in frames of 255 bytes, and a peer that speaks them.

`escaping`, `compact`, `lines`, `lists`, `messages`, `frames` and `reassembly` are the codec. `log`, `outbox`, `queue`,
`turn`, `coordinator`, `member`, `leadership` and `peer` are the state machine, which is told what arrived and what time
it is, and answers with what to send: it knows no socket, clock or database.
"""
