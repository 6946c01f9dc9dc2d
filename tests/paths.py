"""Where the community's reference pages lie when they are beside this clone."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def shared_dir() -> Path:
    """Return the folder of reference pages, or skip the test: it is not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("The reference pages (../shared) are not beside this clone.")
    return SHARED
