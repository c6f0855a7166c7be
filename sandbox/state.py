"""What the routes of one running sandbox share."""

from dataclasses import dataclass, field

from aiohttp import web

from sandbox.buckets import Buckets
from sandbox.clock import Clock
from sandbox.counters import Counters
from sandbox.faults import Faults
from sandbox.hub import Hub
from sandbox.points import Points
from sandbox.tokens import Tokens
from sandbox.world.identities import Identities
from sandbox.world.library import Library
from sandbox.world.records import WorldConfig
from sandbox.world.world import World


@dataclass
class Sandbox:
    """A world, its clock, and everything that happens at the door. Latency is in seconds."""

    world: World
    clock: Clock = field(default_factory=Clock)
    latency: float = 0.0
    tokens: Tokens = field(default_factory=Tokens)
    counters: Counters = field(default_factory=Counters)
    points: Points = field(default_factory=Points)
    buckets: Buckets = field(default_factory=Buckets)
    hub: Hub = field(default_factory=Hub)

    def __post_init__(self) -> None:
        """Open the library, learn who is who, and set up the faults of the world."""
        self.library = Library(self.world)
        self.identities = Identities(self.world)
        self.faults = Faults(self.world.seed)

    def forget(self) -> None:
        """Drop what was worked out about the world; needed after a change of names or memberships."""
        self.world.forget()
        self.library.forget()

    def reset(self, config: WorldConfig | None = None) -> None:
        """Begin again with a fresh world, no faults, and counters at zero; the clock and latency stay."""
        self.world = World(config or self.world.config)
        self.library = Library(self.world)
        self.identities = Identities(self.world)
        self.faults.clear()
        self.counters.reset()
        self.points.reset()
        self.buckets.reset()


KEY = web.AppKey("sandbox", Sandbox)
