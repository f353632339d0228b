"""`python -m tests.bench screens`, `python -m tests.bench record [--keep DIR]`."""

import sys

if sys.argv[1:] == ["screens"]:
    from tests.bench import screens

    screens.main()
elif sys.argv[1:2] == ["record"]:
    from tests.bench import record

    record.main(sys.argv[2:])
else:
    sys.exit("usage: python -m tests.bench screens | record [--keep DIR]")
