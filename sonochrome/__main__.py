"""Start the command; everything heavy is imported by the subcommand that needs it."""

import os
import sys

# Small matrix products are ten times slower when BLAS spreads them over threads; numpy reads this when first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Run one subcommand; faults of the world end as one clear line and exit status 2."""
    if sys.argv[1:] in (["--version"], ["-V"]):  # answered before anything is imported
        from sonochrome import __version__

        sys.stdout.write(f"sonochrome {__version__}\n")
        return
    from sonochrome.cli import cli

    cli.main(prog_name="sonochrome")


if __name__ == "__main__":
    main()
