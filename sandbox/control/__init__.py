"""The sandbox's own side: clock, faults, events, truth and counters under /sandbox/."""
