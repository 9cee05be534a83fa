#!/usr/bin/env python3
"""Humanshelf from nothing but Python 3.11 or newer with pip, on Linux or macOS.

    python3 bootstrap.py run     serve on http://127.0.0.1:8000    (run --help: its options)
    python3 bootstrap.py test    the whole suite                   (test ARGS: passed on to pytest)
    python3 bootstrap.py lint    style, types, import contract, templates

The first start fetches the pinned packages into a private .venv beside this
file; later starts find it done. To start afresh, delete .venv.
"""

# Standard library only, and nothing an old Python cannot parse, annotations
# included: it must get as far as the sentence that says it is too old.

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "humanshelf.json"

SERVE = {
    "port": "port to listen on (8000)",
    "host": "address to listen on (127.0.0.1)",
    "data": "folder for keys and libraries",
    "base-domain": "domain below which each library has its own (localhost)",
    "tls-cert": "certificate file, needed off loopback",
    "tls-key": "key file of the certificate",
    "tenants": "folder of the library bundles to bring in (tenants/)",
}
LINTERS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "import contract": ["lint-imports"],
    "templates": ["djlint", "--lint", "src"],
    "types": ["mypy"],
    "own rules": ["python", "tools/scan.py"],
    "bandit": [
        "bandit",
        "-q",
        "-ll",
        "-c",
        "pyproject.toml",
        "-r",
        "src",
        "tools",
        "bootstrap.py",
        "gunicorn.conf.py",
    ],
}
# The first has no window, which costs a third less than another that does not show its own.
BROWSERS = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
OFFLINE = "connection broken", "ConnectionError", "ProtocolError", "ReadTimeout", "not fetch URL"
# Settings of a machine's own pip and Python that have no meaning in a private .venv.
UNWANTED = "PIP_PREFIX", "PIP_QUIET", "PIP_ROOT", "PIP_TARGET", "PYTHONHOME", "PYTHONPATH"

COMPILE = """
import os, sys
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for po in sys.argv[1:]:
    language, mo = po.split(os.sep)[-3], po[:-2] + "mo"
    try:
        with open(po, "rb") as source:
            catalogue = read_po(source, locale=language, abort_invalid=True)
    except Exception as trouble:
        sys.exit(f"Error: {po}: {trouble}")
    with open(mo + ".new", "wb") as target:
        write_mo(target, catalogue)
    os.replace(mo + ".new", mo)
"""


def main(args):
    """Do what the first word says."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older one is told
        version = platform.python_version()
        stop(f"Humanshelf needs Python 3.11 or newer; this one, {sys.executable}, is {version}.")
    if os.name != "posix":
        stop("Humanshelf runs on Linux and macOS; on Windows start it inside WSL.")
    if Path(sys.prefix).resolve() == VENV:  # .venv may have to be made anew: not by its own Python
        os.execv(sys._base_executable, [sys._base_executable, __file__, *args])
    if not args or args[0] in ("-h", "--help"):
        print(__doc__.strip())
    elif args[0] not in COMMANDS:
        stop(f"bootstrap.py knows run, test and lint, not {args[0]!r}.")
    else:
        COMMANDS[args[0]](args[1:])


def stop(sentence):
    """End with 1 and one sentence on standard error."""
    raise SystemExit(sentence)


# ---------------------------------------------------------------- the three commands


def run(args):
    """Become the server, so that signals reach it."""
    options = serve_options(args, os.environ)
    prepare("run")
    os.environ.setdefault("HUMANSHELF_SHOW", "1")  # Who starts this wants to read what to open.
    become("humanshelf", "serve", *options)


def serve_options(args, environ):
    """What was asked for, on the command line or else by environment, as `serve` takes it."""
    parser = argparse.ArgumentParser(
        "bootstrap.py run",
        description="Serve Humanshelf with the libraries of tenants/ and their samples.",
        epilog="By environment too: HUMANSHELF_PORT, HUMANSHELF_BASE_DOMAIN, …",
        allow_abbrev=False,
    )
    for name, meaning in SERVE.items():
        setting = environ.get("HUMANSHELF_" + name.replace("-", "_").upper())
        parser.add_argument("--" + name, dest=name, metavar="VALUE", default=setting, help=meaning)
    bare = environ.get("HUMANSHELF_NO_SAMPLE", "").lower() in ("1", "true", "yes", "on")
    parser.add_argument("--no-sample", action="store_true", default=bare, help="no sample content")
    asked = vars(parser.parse_args(args))
    flag = ["--no-sample"] if asked["no_sample"] else []
    return [f"--{name}={asked[name]}" for name in SERVE if asked[name]] + flag


def test(args):
    """Become pytest over the whole suite, with a browser to drive."""
    prepare("run", "test")
    browser = find_chromium(os.environ) or install_chromium()
    if browser:
        os.environ["HUMANSHELF_CHROMIUM"] = browser
    else:
        gap = "No browser tests: install Chromium, or name one in HUMANSHELF_CHROMIUM."
        if everything_is_required():
            stop(gap)
        os.environ["NOT_RUN"] = gap
        print(gap)
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = str(ROOT)
    # Servers and commands are started by the dozen: each would compile the product for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    cores = min(os.cpu_count() or 1, 8)
    # In halves, of which the quicker takes over from the slower: a module's server is started once.
    spread = ["-n", str(cores), "--dist", "worksteal"]
    become("pytest", "-p", "bootstrap", *spread, *args)


def lint(args):
    """Run every linter, one line each, and name those that are not content."""
    prepare("run", "lint")
    failed = [name for name, command in LINTERS.items() if not passes(name, *command)]
    if failed:
        stop("Lint failed: " + ", ".join(failed) + ".")


def passes(name, tool, *args):
    """Whether a linter is content; only if not, what it says."""
    command = [PYTHON.with_name(tool), *args]
    with step(name) as tell:
        done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
        tell("ok" if done.returncode == 0 else "FAILED")
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def become(module, *args):
    """Turn this process into a module of .venv; -P keeps the current folder out of its imports."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", module, *args])


COMMANDS = {"run": run, "test": test, "lint": lint}


# ---------------------------------------------------------------- the private .venv


def prepare(*wanted):
    """Make .venv hold these sets of packages; a moment's work when it does."""
    with alone(), interruptible():
        made = read_stamp()
        missing = [name for name in wanted if name not in made]
        if missing:
            build(made, missing)
        compile_catalogues()


def build(made, missing):
    """Install the missing sets: what fails leaves nothing half made, what is killed is redone."""
    if not os.access(ROOT, os.W_OK):
        stop(f"Cannot write to {ROOT}, where Humanshelf keeps its packages in .venv.")
    if VENV.exists() and any(VENV.iterdir()) and not STAMP.exists():
        stop(f"{VENV} was not made by bootstrap.py: move it away and start again.")
    print("Preparing Humanshelf. This happens once.", flush=True)
    try:
        if not made:
            make_venv()
        write_stamp({})
        for name in missing:
            install(name)
            made[name] = digest(name)
        write_stamp(made)
    except BaseException as failure:
        # pip fetches everything before it changes anything: where it refused,
        # what stood still stands. Not so where it was cut short.
        if made and isinstance(failure, SystemExit):
            write_stamp(made)
        else:
            shutil.rmtree(VENV, ignore_errors=True)
        raise


def read_stamp():
    """The sets that .venv holds whole; none if one was made from another lock, Python or place."""
    try:
        made = json.loads(STAMP.read_text())
        whole = os.access(PYTHON, os.X_OK) and all(made[name] == digest(name) for name in made)
    except (OSError, ValueError):
        return {}
    return made if whole else {}


def write_stamp(made):
    STAMP.write_text(json.dumps(made))


def lock_of(name):
    return ROOT / "requirements" / f"{name}.txt"


def digest(name):
    """Of all that decides what an installed set is: its lock, the Python, where .venv stands."""
    parts = lock_of(name).read_bytes(), sys.implementation.cache_tag.encode(), os.fsencode(ROOT)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv():
    """An environment whose Python finds src/, in place of any half-made one."""
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    write_stamp({})  # known as ours from here on, to be cleared away
    without = ["--without-pip"] if outer_pip() else []
    with step(f"making .venv with Python {platform.python_version()}"):
        follow([sys.executable, "-m", "venv", *without, str(VENV)], "Python could not make .venv")
    packages = sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)})
    Path(packages, "humanshelf.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")


def outer_pip():
    """Whether this Python's own pip can install into .venv, which is 4 s quicker than a second pip.

    If not, ensurepip gives .venv one; Debian keeps each of the two in a package of its own.
    """
    if importlib.util.find_spec("pip"):
        import pip

        if [int(part) for part in re.findall(r"\d+", pip.__version__)] >= [22, 3]:
            return True
    if importlib.util.find_spec("ensurepip"):
        return False
    stop(
        "This Python has no pip of 22.3 or newer; on Debian and Ubuntu, "
        "apt install python3-pip python3-venv."
    )


def install(name):
    """Let pip install a lock: wheels only, each with its hash."""
    lock = lock_of(name).read_text().splitlines()
    total = len({line.split("==")[0] for line in lock if "==" in line and "win32" not in line})
    inner = [str(PYTHON), "-P", "-m", "pip"]
    outer = [sys.executable, "-P", "-m", "pip", "--python", str(PYTHON)]
    pip = [*(outer if outer_pip() else inner), "install", "--no-input", "--progress-bar=off"]
    what = ["--require-hashes", "--only-binary=:all:", f"--requirement={lock_of(name)}"]
    with step(f"fetching {total} packages to {name}") as tell:
        fetched = 0

        def count(line):
            nonlocal fetched
            if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
                fetched += 1
                tell(f"{fetched} of {total}")
            elif line.startswith("Installing collected"):
                tell("installing")

        follow([*pip, *what], f"pip could not install {lock_of(name).name}", count)
        tell("")


def follow(command, failure, listen=lambda line: None):
    """Run a command, hearing each line it says, and explain its failure in a sentence."""
    said = []
    settings = {name: os.environ[name] for name in os.environ if name not in UNWANTED}
    settings.update(PIP_USER="0", PIP_RETRIES=settings.get("PIP_RETRIES", "2"))
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    manner = {"text": True, "errors": "replace", "close_fds": False, "start_new_session": True}
    with subprocess.Popen(command, env=settings, **pipes, **manner) as process:
        try:
            for line in process.stdout:
                said.append(line)
                listen(line)
        except BaseException:
            os.killpg(process.pid, signal.SIGINT)  # pip has a child of its own
            raise
    if process.returncode:
        stop(explain(failure, said))


def explain(failure, said):
    """One sentence out of a page of complaints."""
    text = "".join(said)
    if any(mark in text for mark in OFFLINE):
        return (
            "Could not reach the package index: connect to the internet once, "
            "or set PIP_INDEX_URL or PIP_FIND_LINKS."
        )
    if "DO NOT MATCH THE HASHES" in text:
        return f"{failure}: a package is not the one whose hash is pinned. Nothing was kept."
    errors = [line for line in said if line.startswith(("ERROR:", "Error:"))] or said or ["?"]
    return f"{failure}: {errors[-1].split(':', 1)[-1].strip()}"


def compile_catalogues():
    """Make the .mo of each .po that is newer."""
    stale = [po for po in ROOT.glob("translations/*/LC_MESSAGES/*.po") if not compiled(po)]
    if stale:
        with step(f"compiling {len(stale)} of the message catalogues"):
            command = [str(PYTHON), "-I", "-c", COMPILE, *map(str, sorted(stale))]
            follow(command, "The message catalogues could not be compiled")


def compiled(po):
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


# ---------------------------------------------------------------- the browser


def find_chromium(environ):
    """The Chromium to drive: the one named, else the first on the path."""
    named = environ.get("HUMANSHELF_CHROMIUM")
    found = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if named and not found:
        stop(f"HUMANSHELF_CHROMIUM names {named}, which is no program.")
    return found


def install_chromium():
    """Debian's Chromium, where we may; None elsewhere."""
    if os.geteuid() or platform.system() != "Linux" or not shutil.which("apt-get"):
        return None
    if platform.freedesktop_os_release().get("ID") != "debian":
        return None  # Ubuntu's package of that name is only a pointer to a snap
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    with step("installing Debian's Chromium"), contextlib.suppress(SystemExit):
        follow(["apt-get", "update"], "")
        # Playwright's driver needs libatomic1, which a bare Debian lacks, and pages need letters.
        letters = ["fonts-dejavu", "fonts-liberation"]
        follow(["apt-get", "install", "-y", BROWSERS[0], "libatomic1", *letters], "")
    return find_chromium({})


def everything_is_required():
    return os.environ.get("REQUIRE_ALL") == "1"


def pytest_terminal_summary(terminalreporter):
    """As a plugin of pytest: say at the end, too, what could not run."""
    gap = os.environ.get("NOT_RUN")
    if gap:
        terminalreporter.section("NOT RUN", red=True)
        terminalreporter.write_line(gap)


def pytest_sessionfinish(session, exitstatus):
    """As a plugin of pytest: where everything is required, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped") if reporter else None
    if skipped and everything_is_required():
        os.environ["NOT_RUN"] = f"REQUIRE_ALL=1 allows no skipped test; skipped: {len(skipped)}."
        session.exitstatus = exitstatus or 1


# ---------------------------------------------------------------- manners


@contextlib.contextmanager
def step(what):
    """One line that says what is done and how long it took; on a terminal, how far it is too."""
    started, detail, moving = time.monotonic(), "", sys.stdout.isatty()

    def tell(news):
        nonlocal detail
        detail = news
        if moving:
            print(f"\r\x1b[K  {what:<44}{detail}", end="", flush=True)

    print(f"  {what:<44}", end="", flush=True)
    try:
        yield tell
    finally:
        tell(detail)
        shown = len(detail) if moving else 0
        print(f"{detail[shown:]:<{10 - shown}}{time.monotonic() - started:6.1f} s", flush=True)


@contextlib.contextmanager
def alone():
    """Two first starts at once would make .venv over each other: the second waits.

    The lock passes to what we start: a pip that outlives us is waited for too.
    """
    import fcntl

    with open(__file__) as own:
        os.set_inheritable(own.fileno(), True)
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another start is preparing .venv; waiting for it.", flush=True)
            fcntl.flock(own, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def interruptible():
    """Let a polite kill end us as Ctrl-C does: cleaning up."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next start begins where it has to.")
    except OSError as trouble:
        stop(f"Could not go on: {trouble}.")
