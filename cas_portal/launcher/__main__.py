"""The commands behind the Makefile: python -m cas_portal.launcher run | reset | manage | exec."""

import sys

from cas_portal.launcher import python_version

python_version.require()

from cas_portal.launcher import cli  # noqa: E402 - an old Python cannot read it, so the check comes first

if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[1:]))
