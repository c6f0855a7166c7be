"""The game's upstreams in miniature, served over HTTP from one world that lives through time.

`world/` is pure: facts of the seasons, a cast of guilds and players, and what each of them does in each week,
generated on demand from (config, period) or scripted by a test. Nothing in it reads a clock or does input or
output; every question takes the moment it is asked at, in Unix milliseconds UTC.

`blizzard/`, `raiderio/` and `warcraftlogs/` turn the world into the answers of the real upstreams: documents
(pure) and routes. `control/` is the sandbox's own side under /sandbox/: clock, faults, events, truth, counters.
`server.py` puts them together; `gate.py` is what every request passes (counting, latency, faults);
`cli.py` is the command line, used by `manage.py sandbox` and `python -m sandbox`.

The sandbox imports none of the other apps and none of them imports it: they meet over HTTP only.
"""
