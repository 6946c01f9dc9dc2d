"""Files in S3, private, handed out by short-lived links."""

from botocore.config import Config
from storages.backends.s3 import S3Storage


class PrivateStorage(S3Storage):
    """S3 storage on the portable subset: no checksums the small servers do not know, short time-outs."""

    def get_default_settings(self) -> dict:
        """Return the library's defaults with a client that never waits long for a dead server."""
        client = Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=2,
            read_timeout=10,
            retries={"max_attempts": 2},
        )
        return {**super().get_default_settings(), "client_config": client}
