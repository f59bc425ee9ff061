"""A damaged member of an archive hides no other from the search."""

from __future__ import annotations

import io
import zipfile

from pipelines.erasing.proving import _unpacked


def test_what_follows_a_damaged_member_is_looked_into() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first.xml", b"first " * 500)
        archive.writestr("second.xml", b"second " * 500)
    content = bytearray(written.getvalue())
    begins = 30 + len("first.xml")
    content[begins : begins + 8] = b"\xff" * 8
    assert list(_unpacked(bytes(content)))[-1] == b"second " * 500


def test_a_container_that_cannot_be_opened_is_searched_as_bytes() -> None:
    assert list(_unpacked(b"PK no archive")) == [b"PK no archive"]
