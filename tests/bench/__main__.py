"""`python -m tests.bench screens`."""

import sys

from tests.bench import screens

if sys.argv[1:] != ["screens"]:
    sys.exit("usage: python -m tests.bench screens")
screens.main()
