"""Real servers and processes, for the drills of tests/chaos and the figures of tests/benchmarks."""
