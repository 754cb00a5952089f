"""The client behind the functions of the package: made at the first call, ended with the interpreter."""

from __future__ import annotations

import atexit
import threading

from ._client import AsyncClient, Client

_lock = threading.Lock()
_client: Client | None = None
_async_client: AsyncClient | None = None


def default_client() -> Client:
    global _client
    with _lock:
        if _client is None:
            _client = Client()
            atexit.register(_client.close)
        return _client


def default_async_client() -> AsyncClient:
    """Over the same process."""
    global _async_client
    connection = default_client()._connection
    with _lock:
        if _async_client is None:
            _async_client = AsyncClient.__new__(AsyncClient)
            _async_client._connection = connection
        return _async_client
