"""Files of a lake in a bucket: of S3, or of a server of one's own that speaks as S3 does.

Its keys come from the environment (`settings.BucketAccess`) and go to DuckDB as a secret of one connection's memory,
which is for the files of one catalogue and is never written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from pydantic import SecretStr

from pipelines.errors import PassingError, UsageError
from pipelines.settings import BucketAccess
from pipelines.sql import literal
from pipelines.storing.extensions import load_extensions

_PLACE = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/(?!\.+(/|$))[\w.-]+)*/?", re.ASCII)
_KEY = re.compile(r"(?<![a-z])(password|secret|(\w+_)?key|token)\w*\s*=", re.IGNORECASE)
_ENDPOINT = re.compile(r"(https?)://([^/@?#\s]+)/?")
_REFUSED, _MISSING = (400, 401, 403), 404
_OWN_REGION = "us-east-1"
"""What a server of one's own takes its region to be, and wants to see in a signature, unless it is told otherwise."""
_NO_ANSWER = " error for HTTP "
_EXTENSION = "httpfs"


def is_bucket(place: str) -> bool:
    """Whether files lie in a bucket and not in a folder."""
    return place.startswith("s3://")


def checked_place(place: str) -> str:
    """The same folder or bucket, where it is one and nothing else.

    Raises:
        UsageError: it is neither, or a key stands in it; the message does not quote it.
    """
    if _KEY.search(place) or (re.match(r"\w\w+:/", place) and not _PLACE.fullmatch(place)):
        raise UsageError(
            "CVM_LAKE_DATA ต้องเป็นโฟลเดอร์ หรือ s3://BUCKET/PREFIX (ตัวอักษรอังกฤษ ตัวเลข . _ -) ไม่มีกุญแจหรือรหัสผ่าน "
            "ให้เก็บกุญแจไว้ใน AWS_ACCESS_KEY_ID และ AWS_SECRET_ACCESS_KEY",
            "CVM_LAKE_DATA has to be a folder, or s3://BUCKET/PREFIX of Latin letters, digits and . _ -, without a "
            "key or password; keys belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    return place


def load_for_bucket(connection: duckdb.DuckDBPyConnection, error: duckdb.Error) -> bool:
    """Whether a catalogue could not be attached because its files lie in a bucket; what it lacked is there now.

    Raises:
        RunError: the extension is not to be had.
    """
    if _EXTENSION not in str(error):
        return False
    load_extensions(connection, [_EXTENSION])
    return True


def open_bucket(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Let a connection read and write what lies beneath a place in a bucket; nothing where it is a folder.

    Raises:
        PassingError: the bucket cannot be reached, or refuses the key.
        UsageError: the environment does not say how to open it.
    """
    if not is_bucket(place):
        return
    told = {"scope": place, **_told(place)}
    load_extensions(connection, [_EXTENSION])
    options = ", ".join(f"{name} ${name}" for name in told)
    connection.execute(f'create or replace temporary secret "cvm {place}" (type s3, {options})', told)
    with told_if_closed(place):
        connection.execute(f"from glob({literal(f'{place}cvm-looks-whether-it-may-look*')})").fetchall()


@contextmanager
def told_if_closed(place: str) -> Iterator[None]:
    """Around what reads or writes at a place, be it in a bucket.

    Raises:
        PassingError: the bucket cannot be reached, or refuses the key.
    """
    try:
        yield
    except duckdb.IOException as error:
        if not isinstance(error, duckdb.HTTPException) and _NO_ANSWER not in str(error):
            raise
        raise _closed(place, error) from error


def _told(place: str) -> dict[str, str | bool]:
    """What the environment says of the way into a bucket, as DuckDB names it."""
    access = BucketAccess()
    if access.access_key_id is None or access.secret_access_key is None:
        raise UsageError(
            f"ไฟล์ของคลังข้อมูลกลางอยู่ที่ {place} ให้ตั้ง AWS_ACCESS_KEY_ID และ AWS_SECRET_ACCESS_KEY ก่อน",
            f"the files of the lake lie in {place}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY first",
        )
    found: dict[str, str | SecretStr | None] = {
        "key_id": access.access_key_id,
        "secret": access.secret_access_key,
        "session_token": access.session_token,
        "region": access.region,
    }
    told: dict[str, str | bool] = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in found.items()
        if value is not None
    }
    endpoint = access.endpoint_url_s3 or access.endpoint_url
    if endpoint is None:
        return told
    parts = _ENDPOINT.fullmatch(endpoint)
    if parts is None:
        raise UsageError(
            "AWS_ENDPOINT_URL_S3 (หรือ AWS_ENDPOINT_URL) ต้องเป็น https://HOST หรือ http://HOST:PORT",
            "AWS_ENDPOINT_URL_S3 (or AWS_ENDPOINT_URL) has to be https://HOST or http://HOST:PORT",
        )
    of_server = {"endpoint": parts[2], "url_style": "path", "use_ssl": parts[1] == "https"}
    return {"region": _OWN_REGION, **told, **of_server}


def _closed(place: str, error: duckdb.Error) -> PassingError:
    status = error.status_code if isinstance(error, duckdb.HTTPException) else None
    if status in _REFUSED:
        return PassingError(
            f"เซิร์ฟเวอร์ไม่ให้เปิด {place} ด้วยกุญแจนี้ (HTTP {status}) ไม่มีอะไรหาย ให้ตรวจ AWS_ACCESS_KEY_ID "
            "AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION และสิทธิ์ของกุญแจ (s3:ListBucket ด้วย) แล้วสั่งใหม่",
            f"the server does not open {place} to this key (HTTP {status}); nothing is lost. Check AWS_ACCESS_KEY_ID, "
            "AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and what the key may do (s3:ListBucket, too), and "
            "run it again",
        )
    if status == _MISSING:
        return PassingError(
            f"ไม่มีถังเก็บไฟล์ของ {place} บนเซิร์ฟเวอร์นี้ ไม่มีอะไรหาย ให้ตรวจ CVM_LAKE_DATA และ AWS_ENDPOINT_URL_S3 "
            "หรือสร้างถังก่อน แล้วสั่งใหม่",
            f"this server has no bucket for {place}; nothing is lost. Check CVM_LAKE_DATA and AWS_ENDPOINT_URL_S3, or "
            "make the bucket, and run it again",
        )
    return PassingError(
        f"ติดต่อเซิร์ฟเวอร์ของ {place} ไม่ได้ ไม่มีอะไรหาย ให้ตรวจ AWS_ENDPOINT_URL_S3 (หรือ AWS_REGION) เครือข่าย "
        "และว่าเซิร์ฟเวอร์ทำงานอยู่ แล้วสั่งใหม่",
        f"the server of {place} cannot be reached; nothing is lost. Check AWS_ENDPOINT_URL_S3 (or AWS_REGION), the "
        "network, and that the server runs, and run it again",
    )
