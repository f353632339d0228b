"""`python -m groupcare` is the `groupcare` command."""

import sys

from groupcare.cli.main import main

sys.exit(main())
