"""How long it takes in a preview from saving a file to the new text at its address."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import DESK


@dataclass(frozen=True, slots=True)
class Server:
    """A preview's command, the port that it listens on, and the file of the event that is edited."""

    command: list[str]
    port: int
    file: Path


def our_server(site: Path) -> Server:
    """Our preview."""
    port = _free_port()
    command = [sys.executable, "-m", "builder", "serve", "-C", str(site), "--port", str(port)]
    return Server(command, port, _middle(site))


def hugo_server(program: Path, site: Path) -> Server:
    """Hugo's server, with no page left out of a rebuild."""
    port = _free_port()
    command = [str(program), "server", "--source", str(site), "--bind", "127.0.0.1", "--port", str(port), "--cacheDir", str(site / ".cache"), "--disableFastRender"]
    return Server(command, port, _middle(site))


def latency(server: Server, times: int) -> list[float]:
    """Seconds from each saving to the first answer that holds the new text."""
    address = f"/events/{server.file.stem}/"
    process = subprocess.Popen(server.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=DESK)
    try:
        _wait_for(server.port, address, "<h1")
        found = []
        for turn in range(times):
            time.sleep(max(2.0, 3 * (found[-1] if found else 0)))  # until what the last one set off has ended
            with server.file.open("a", encoding="utf-8") as file:
                file.write(f"\nMarked sentence {turn}.\n")
            start = time.perf_counter()
            _wait_for(server.port, address, f"Marked sentence {turn}.")
            found.append(time.perf_counter() - start)
        return found
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, address: str, text: str, limit_s: float = 180) -> None:
    end = time.perf_counter() + limit_s
    while time.perf_counter() < end:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=limit_s)
            connection.request("GET", address)
            body = connection.getresponse().read()
            connection.close()
            if text.encode() in body:
                return
        time.sleep(0.004)
    raise RuntimeError(f"{address} did not show the new text within {limit_s} s")


def _middle(site: Path) -> Path:
    files = sorted(p for p in (site / "content").rglob("*.md") if p.stem[:2] == "20" and len(p.stem) > 11)
    return files[len(files) // 2]


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
