"""How long a second start takes until it serves, and how long it takes to end."""

import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stage import free_port

ROOT = Path(__file__).parents[1]


def once(data: str) -> tuple[float, float]:
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "bootstrap.py"), "run", "--data", data, "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    while not answers(port):
        time.sleep(0.02)
    served = time.perf_counter() - began
    process.send_signal(signal.SIGTERM)
    began = time.perf_counter()
    assert process.wait(30) == 0
    return served, time.perf_counter() - began


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.sendall(b"GET /events/autumn HTTP/1.0\r\nHost: baku.localhost\r\n\r\n")
            return b" 200 " in probe.recv(64)
    except OSError:
        return False


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        once(folder)
        runs = [once(folder) for _ in range(5)]
    served, ended = ([run[n] for run in runs] for n in (0, 1))
    print(
        f"second start serves after {statistics.median(served):.2f} s ({max(served):.2f} at most)"
    )
    print(f"ends {statistics.median(ended):.2f} s after SIGTERM")
