"""The game's upstreams in miniature, served over HTTP from one world that lives through time.

`world/` is pure: facts of the seasons, a cast of guilds and players, and what each of them does in each week,
generated on demand from (config, period) or scripted by a test. Nothing in it reads a clock or does input or
output; every question takes the moment it is asked at, in Unix milliseconds UTC.

`world/people/` tells how people call themselves and what notes say of them, `world/identities.py` who is on the
guilds' Discord servers, and `world/labelled.py` invents guilds of any size in which it is known who is who.

`blizzard/`, `raiderio/`, `warcraftlogs/` and `discord/` turn the world into the answers of the real upstreams:
documents (pure) and routes, for Discord its gateway too (`hub.py` keeps the sessions, `buckets.py` the rate limits).
`addon.py` writes the officers' roster export.

`control/` is the sandbox's own side under /sandbox/: clock, faults, events, truth, counters.
`server.py` puts them together; `gate.py` is what every request passes (counting, latency, faults);
`cli.py` is the command line, used by `manage.py sandbox` and `python -m sandbox`.

The sandbox imports none of the other apps and none of them imports it: they meet over HTTP only.
"""
