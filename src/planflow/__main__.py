"""``python -m planflow``: the command line."""

import sys

from planflow.cli import main

sys.exit(main())
