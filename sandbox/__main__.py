"""`python -m sandbox`: the sandbox without Django."""

import argparse

from sandbox.cli import add_arguments, run


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The game's APIs in miniature.")
    add_arguments(parser)
    options = parser.parse_args()
    try:
        run(vars(options), lambda line: print(line, flush=True))
    except OSError as error:
        parser.exit(1, f"Cannot listen on {options.host}:{options.port}: {error.strerror or error}\n")


if __name__ == "__main__":
    main()
