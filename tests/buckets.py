"""A throw-away server for S3 on loopback, for the tests of a lake whose files lie in a bucket.

It is moto's, in a process of its own. It checks the signature of every request and what the policy of its user allows,
so a wrong key is refused here as elsewhere. What it holds is in memory, and gone when the tests end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import free_port

_PATIENCE_SECONDS = 60
_BUCKET = "lake"
_UNSIGNED = {"aws_access_key_id": "nobody", "aws_secret_access_key": "none", "region_name": "us-east-1"}


@dataclass(frozen=True)
class Key:
    """Who one is to the server."""

    name: str
    secret: str


@dataclass(frozen=True)
class Bucket:
    """A bucket, and the keys of who may do everything in it and of who may read what lies beneath `public` alone."""

    endpoint: str
    loader: Key
    reader: Key

    def place(self, name: str) -> str:
        """A setting `lake_data` for a lake of this name."""
        return f"s3://{_BUCKET}/{name}"

    def environment(self, key: Key | None = None) -> dict[str, str]:
        """What one has to set to come in; as the loader unless told."""
        key = key or self.loader
        return {
            "AWS_ACCESS_KEY_ID": key.name,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            "AWS_ENDPOINT_URL_S3": self.endpoint,
        }

    def keys(self, prefix: str) -> list[str]:
        """What it holds beneath a prefix, in order."""
        pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=_BUCKET, Prefix=prefix)
        return sorted(one["Key"] for page in pages for one in page.get("Contents", ()))

    def write(self, key: str, content: bytes) -> None:
        """Put a file there."""
        self._client().put_object(Bucket=_BUCKET, Key=key, Body=content)

    def remove(self, key: str) -> None:
        """Take a file away, as nobody should."""
        self._client().delete_object(Bucket=_BUCKET, Key=key)

    def _client(self) -> Any:
        import boto3

        as_loader = {"aws_access_key_id": self.loader.name, "aws_secret_access_key": self.loader.secret}
        return boto3.client("s3", endpoint_url=self.endpoint, **(_UNSIGNED | as_loader))


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """A bucket for this run of the tests; each test has a prefix of its own in it."""
    port, log = free_port(), tmp_path_factory.mktemp("bucket") / "log"
    with log.open("wb") as told:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        server = subprocess.Popen(command, stdout=told, stderr=told, env=_without_keys())
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait(endpoint, server, log)
        yield _filled(endpoint)
    finally:
        server.kill()
        server.wait()


def _without_keys() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def _wait(endpoint: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{endpoint}/moto-api/data.json", timeout=_PATIENCE_SECONDS).close()
            return
        except urllib.error.URLError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(log.read_text(errors="replace")) from None
            time.sleep(0.1)


def _filled(endpoint: str) -> Bucket:
    """The bucket and its users; from then on every request has to be signed by one of them."""
    import boto3

    boto3.client("s3", endpoint_url=endpoint, **_UNSIGNED).create_bucket(Bucket=_BUCKET)
    users = boto3.client("iam", endpoint_url=endpoint, **_UNSIGNED)
    whole = f"arn:aws:s3:::{_BUCKET}"
    loader = _user(users, "loader", {"s3:*": f"{whole}*"})
    reader = _user(users, "reader", {"s3:GetObject": f"{whole}/*/public/*", "s3:ListBucket": whole})
    request = urllib.request.Request(
        f"{endpoint}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}, method="POST"
    )
    urllib.request.urlopen(request).close()
    return Bucket(endpoint, loader, reader)


def _user(users: Any, name: str, allowed: dict[str, str]) -> Key:
    said = [{"Effect": "Allow", "Action": action, "Resource": where} for action, where in allowed.items()]
    users.create_user(UserName=name)
    users.put_user_policy(
        UserName=name, PolicyName="may", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": said})
    )
    made = users.create_access_key(UserName=name)["AccessKey"]
    return Key(made["AccessKeyId"], made["SecretAccessKey"])
