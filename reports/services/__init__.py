"""The verbs of files that leave the house."""

from reports.services.exports import TOPIC, download_address, message_key, note_list_shown, request_export
from reports.services.making import delete_old, give_up, make_export

__all__ = [
    "TOPIC",
    "delete_old",
    "download_address",
    "give_up",
    "make_export",
    "message_key",
    "note_list_shown",
    "request_export",
]
