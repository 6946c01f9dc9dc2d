#!/usr/bin/env python3
"""Runs any management command by itself: with this clone's packages, and with its own servers when none are given."""

import sys

from cas_portal.launcher import python_version

python_version.require()

from cas_portal.launcher import command  # noqa: E402 - an old Python cannot read it, so the check comes first

if __name__ == "__main__":
    sys.exit(command.main(sys.argv))
