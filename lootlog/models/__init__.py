"""The ledger's tables."""

from lootlog.models.deliveries import Delivery, Quarantined, SourceProfile, Upload
from lootlog.models.derived import Checkpoint, Voided, WeekBalance, WeekDigest
from lootlog.models.ledger import Fork, LogEntry, Stream, Target
from lootlog.models.peers import Peer
from lootlog.models.profiles import Profile

__all__ = [
    "Checkpoint",
    "Delivery",
    "Fork",
    "LogEntry",
    "Peer",
    "Profile",
    "Quarantined",
    "SourceProfile",
    "Stream",
    "Target",
    "Upload",
    "Voided",
    "WeekBalance",
    "WeekDigest",
]
