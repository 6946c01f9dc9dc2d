import errno

import pytest

from cas_portal.launcher import messages


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, "is full: free at least"),
        (errno.EACCES, "cannot be written by this user"),
        (errno.EROFS, "cannot be written by this user"),
        (errno.EIO, "could not be used"),
    ],
)
def test_each_error_of_the_system_says_what_to_do(number, expected):
    said = messages.of_os_error(OSError(number, "reason"), "/some/folder")
    assert expected in said
    assert "/some/folder" in said
    assert said.endswith("run the same command again.")


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("initdb: error: could not write: No space left on device", "is full"),
        ("error: Failed to fetch: `https://example.org/simple/uv/`", "cannot be reached"),
        ("Temporary failure in name resolution", "cannot be reached"),
        ("The virtual environment was not created because ensurepip is not available", "apt install python3-venv"),
        ("mkdir: Permission denied", "cannot be written"),
    ],
)
def test_what_a_program_printed_is_recognized(output, expected):
    assert expected in messages.of_output(output, "/some/folder")


def test_other_output_is_left_to_the_caller():
    assert messages.of_output("something else", "/some/folder") is None


def test_a_busy_port_names_the_next_one():
    assert "PORT=8001 make run" in messages.busy_port(8000)
