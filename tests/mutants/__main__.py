"""`python -m tests.mutants [BOOK ...] [-j N]`; what a worker does stands in `run`, where a spawned process finds it."""

import sys

from tests.mutants.run import main

if __name__ == "__main__":
    sys.exit(main())
