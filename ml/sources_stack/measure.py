"""Images per second of the replaced systems' stack: `python3 -m ml.sources_stack.measure --images DIR`.

Prints one JSON line. `--phone [DIR]` measures phone-like pictures made from those of `--images`.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ml.sources_stack.phone import make_phone_pictures

_PROCESSES = 2
_PATIENCE = 120


@contextmanager
def _running(command: list[str], **options: object) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, stdout=sys.stderr, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _redis_command(port: int, folder: str) -> list[str]:
    """A broker of this run only: on loopback, nothing written to disk."""
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("redis-server is not installed (Debian's package of that name)")
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder]
    return [program, *where, "--save", "", "--appendonly", "no", "--loglevel", "warning"]


def _worker_command() -> list[str]:
    app = ["-m", "celery", "-A", "ml.sources_stack.tasks", "worker", "--loglevel", "warning"]
    return [sys.executable, *app, "--pool", "prefork", "--concurrency", str(_PROCESSES)]


def _await_redis(url: str) -> None:
    import redis

    deadline = time.monotonic() + _PATIENCE
    with redis.Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            try:
                client.ping()
                return
            except redis.exceptions.ConnectionError:
                time.sleep(0.05)
    sys.exit("redis-server did not start")


def _classify(paths: list[Path]) -> list[dict[str, object]]:
    """A task per picture; back when the last result is stored."""
    from ml.sources_stack.tasks import classify

    results = [classify.delay(str(path)) for path in paths]
    return [result.get(timeout=_PATIENCE) for result in results]


def _warm_up(paths: list[Path]) -> None:
    """Until every process has worked."""
    seen: set[object] = set()
    deadline = time.monotonic() + _PATIENCE
    while len(seen) < _PROCESSES:
        if time.monotonic() > deadline:
            sys.exit("a worker process took no task")
        seen |= {result["process"] for result in _classify(paths)}


def measure(paths: list[Path]) -> float:
    """Images per second from the first task started to the last result."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        port = _free_port()
        url = f"redis://127.0.0.1:{port}/0"
        os.environ["SOURCES_STACK_REDIS"] = url
        stack.enter_context(_running(_redis_command(port, folder)))
        _await_redis(url)
        stack.enter_context(_running(_worker_command()))
        _warm_up(paths[:40])
        results = _classify(paths)
        return len(paths) / (time.time() - min(float(r["started"]) for r in results))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--phone", nargs="?", const="", help="where to keep the enlarged pictures")
    options = parser.parse_args()
    paths = sorted(options.images.glob("*.jpg"))[: options.count]
    if len(paths) < options.count:
        sys.exit(f"{len(paths)} JPEG pictures in {options.images}, {options.count} wanted")
    with ExitStack() as stack:
        name = "sources_stack_images_per_second"
        if options.phone is not None:
            name = "sources_stack_phone_images_per_second"
            folder = options.phone or stack.enter_context(tempfile.TemporaryDirectory())
            paths = make_phone_pictures(paths, Path(folder))
        print(json.dumps({"name": name, "value": round(measure(paths), 3), "unit": "images/s"}))


if __name__ == "__main__":
    main()
