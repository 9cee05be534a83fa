"""A start that cannot be good is refused: one clear sentence, exit 1, nothing made."""

import re
import shutil
import socket

import pytest
from commands import CERT, KEY, humanshelf, left_of, serving, uids

from browsing import ROOT

LOOPBACK = (
    "Off loopback (0.0.0.0) people need TLS: give --tls-cert and --tls-key, or name the proxy"
    " that ends TLS with --proxy."
)
TOGETHER = "--tls-cert and --tls-key belong together: give both or neither."
NO_PAIR = "{} and {} are not a certificate and its key, in PEM and without a password."
PROXY = "--proxy takes the proxy's address, for example 10.0.0.1, not {!r}."
CASES = [
    ("off loopback without TLS", ["--host=0.0.0.0"], {}, LOOPBACK),
    ("off loopback by environment", [], {"HUMANSHELF_HOST": "0.0.0.0"}, LOOPBACK),
    ("an empty name is no proxy", ["--host=0.0.0.0", "--proxy="], {}, LOOPBACK),
    ("certificate without key", [f"--tls-cert={CERT}"], {}, TOGETHER),
    ("key without certificate", [f"--tls-key={KEY}"], {}, TOGETHER),
    (
        "no such certificate",
        ["--tls-cert=/nowhere/cert.pem", f"--tls-key={KEY}"],
        {},
        "The file /nowhere/cert.pem cannot be read.",
    ),
    (
        "a folder for a certificate",
        ["--tls-cert=/tmp", f"--tls-key={KEY}"],
        {},
        "The file /tmp cannot be read.",
    ),
    (
        "certificate and key mistaken for each other",
        [f"--tls-cert={KEY}", f"--tls-key={CERT}"],
        {},
        NO_PAIR.format(KEY, CERT),
    ),
    (
        "a certificate that is none",
        [f"--tls-cert={ROOT}/README.md", f"--tls-key={KEY}"],
        {},
        NO_PAIR.format(f"{ROOT}/README.md", KEY),
    ),
    ("a proxy by name", ["--proxy=nginx"], {}, PROXY.format("nginx")),
    ("any proxy at all", ["--host=0.0.0.0", "--proxy=*"], {}, PROXY.format("*")),
    (
        "an address of another machine",
        ["--host=203.0.113.9", "--proxy=10.0.0.1"],
        {},
        "203.0.113.9 is no address of this machine.",
    ),
    (
        "a base domain that is none",
        ["--base-domain=human shelf!"],
        {},
        "the base domain must be a host name, not 'human shelf!'",
    ),
    (
        "a folder of bundles that is not there",
        ["--tenants=/nowhere"],
        {},
        "There is no folder /nowhere.",
    ),
    (
        "a number that is none",
        [],
        {"HUMANSHELF_STREAMS": "many"},
        "HUMANSHELF_STREAMS must be a number, not 'many'",
    ),
    (
        "a digit that is no number",
        [],
        {"HUMANSHELF_STREAMS": "²"},
        "HUMANSHELF_STREAMS must be a number, not '²'",
    ),
    (
        "half a worker",
        [],
        {"HUMANSHELF_WORKERS": "0.5"},
        "HUMANSHELF_WORKERS must be a number, not '0.5'",
    ),
    (
        "a way out that runs",
        [],
        {"HUMANSHELF_EXIT_URL": "javascript:alert(1)"},
        "HUMANSHELF_EXIT_URL must be a web address, not 'javascript:alert(1)'",
    ),
]


@pytest.mark.parametrize(
    ("args", "told", "sentence"),
    [case[1:] for case in CASES],
    ids=[case[0].replace(" ", "-") for case in CASES],
)
def test_what_cannot_be_good_is_refused_before_anything_is_made(tmp_path, args, told, sentence):
    ended = humanshelf("serve", *args, data=tmp_path / "data", **told)
    assert ended.refusal == sentence
    assert left_of(tmp_path) == set()


def test_a_port_that_is_no_number_is_a_wrong_use(tmp_path):
    for port in ("http", "0", "65536"):
        ended = humanshelf("serve", "--port", port, data=tmp_path / "data")
        assert (ended.code, ended.out) == (2, "")
        assert "Error: Invalid value for '--port'" in ended.err
    assert left_of(tmp_path) == set()


def test_a_taken_port_is_refused(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = humanshelf("serve", f"--port={port}", data=tmp_path / "data")
    assert ended.refusal == (
        f"Port {port} is taken: end what uses it, or choose another with --port."
    )
    assert left_of(tmp_path) == set()


def test_a_data_folder_that_cannot_be_is_refused(tmp_path):
    """Below a file no folder can be made, not even by root."""
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    ended = humanshelf("serve", "--data", str(folder))
    assert ended.refusal == f"The data folder {folder} cannot be written: Not a directory."
    assert left_of(tmp_path) == {"file"}


def test_a_keys_folder_that_cannot_be_is_refused_and_named(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "keys"
    ended = humanshelf("serve", data=tmp_path / "data", HUMANSHELF_KEYS=str(folder))
    assert re.fullmatch(f"{folder} cannot be used: Not a directory.", ended.refusal)
    assert left_of(tmp_path / "data") == {"lock"}


def test_a_broken_bundle_is_refused_with_file_and_line_before_anything_is_made(tmp_path):
    bundles = shutil.copytree(ROOT / "tenants", tmp_path / "tenants")
    told = bundles / "nu" / "tenant.toml"
    lines = told.read_text().replace('time_zone = "Asia/Almaty"', 'time_zone = "Asia/Nowhere"')
    told.write_text(lines)
    line = lines[: lines.index("Asia/Nowhere")].count("\n") + 1

    ended = humanshelf("serve", f"--tenants={bundles}", data=tmp_path / "data")
    assert ended.refusal == (
        f"A bundle is broken:\n{told}:{line}: 'Asia/Nowhere' is not a time zone, as Asia/Baku is"
    )
    assert left_of(tmp_path) == {"tenants"}


def test_a_second_server_on_the_same_data_is_refused(data):
    with serving(data) as running:
        ended = humanshelf("serve", "--port=8099", data=data)
        assert ended.refusal == (
            f"Another Humanshelf serves the data in {data}: stop it, or choose another with --data."
        )
        assert running.process.poll() is None


def test_a_lost_deployment_key_is_asked_for_and_not_made_anew(data):
    (data / "keys" / "deployment.key").unlink()
    before = left_of(data / "keys")
    for command in (["serve", "--port=8099"], ["libraries", "list"], ["forget"], ["migrate"]):
        assert humanshelf(*command, data=data).refusal == (
            f"There is data in {data} but no deployment.key in {data / 'keys'}: put it back,"
            " nothing can be read without it."
        )
    assert left_of(data / "keys") == before


def test_a_keys_folder_that_is_not_mounted_is_not_filled(data, tmp_path):
    folder = tmp_path / "elsewhere"
    ended = humanshelf("serve", "--port=8099", data=data, HUMANSHELF_KEYS=str(folder))
    assert f"no deployment.key in {folder}" in ended.refusal
    assert not folder.exists()


def test_another_deployments_key_is_refused(data):
    (data / "keys" / "deployment.key").write_bytes(bytes(32))
    for command in (["serve", "--port=8099"], ["libraries", "list"]):
        assert humanshelf(*command, data=data).refusal == (
            f"The deployment.key in {data / 'keys'} does not open the data in {data}:"
            " it belongs to another deployment."
        )


def test_a_library_without_its_key_is_named(data):
    uid = uids(data)["baku"]
    (data / "keys" / f"{uid}.key").unlink()
    ended = humanshelf("serve", "--port=8099", data=data)
    assert ended.refusal == f"there is no {uid}.key in {data / 'keys'}"


def test_a_library_under_anothers_key_is_named(data):
    baku, nu = (data / "keys" / f"{uids(data)[slug]}.key" for slug in ("baku", "nu"))
    shutil.copy(nu, baku)
    ended = humanshelf("serve", "--port=8099", data=data)
    assert ended.refusal == f"the secret of {baku.stem} is not this deployment's"


def test_a_library_whose_store_is_gone_is_named(data):
    uid = uids(data)["baku"]
    shutil.rmtree(data / "libraries" / uid[:2] / uid)
    ended = humanshelf("serve", "--port=8099", data=data)
    assert ended.refusal == f"The store of library {uid} is not in {data}."
