"""Figures that the house must reach: `make bench` measures them and prints one table.

`python -m tests.benchmarks` measures every subject, or those named after it, each in a process and a throw-away
PostgreSQL database of its own. A subject is a module with `measure() -> list[Row]`.
"""
