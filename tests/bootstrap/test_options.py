"""What `run` is told reaches `serve`."""

import pytest


def test_nothing_told_nothing_passed_on(bootstrap):
    assert bootstrap.serve_options([], {}) == []


def test_every_option_is_passed_on(bootstrap):
    told = [f"--{name}=x{number}" for number, name in enumerate(bootstrap.SERVE)]
    assert bootstrap.serve_options([*told, "--no-sample"], {}) == [*told, "--no-sample"]


def test_the_options_are_those_the_handbook_promises(bootstrap):
    assert list(bootstrap.SERVE) == [
        "port", "host", "data", "base-domain", "tls-cert", "tls-key", "tenants",
    ]  # fmt: skip


def test_the_environment_says_the_same(bootstrap):
    environ = {
        "HUMANSHELF_PORT": "8001",
        "HUMANSHELF_BASE_DOMAIN": "shelf.example",
        "HUMANSHELF_TLS_CERT": "",
        "HUMANSHELF_NO_SAMPLE": "1",
    }
    assert bootstrap.serve_options([], environ) == [
        "--port=8001", "--base-domain=shelf.example", "--no-sample",
    ]  # fmt: skip


def test_the_command_line_wins_over_the_environment(bootstrap):
    assert bootstrap.serve_options(["--port", "1"], {"HUMANSHELF_PORT": "2"}) == ["--port=1"]


@pytest.mark.parametrize("no", ["", "0", "no", "false", "False"])
def test_a_no_to_no_sample_keeps_the_samples(bootstrap, no):
    assert bootstrap.serve_options([], {"HUMANSHELF_NO_SAMPLE": no}) == []


@pytest.mark.parametrize("args", [["--prot=1"], ["--por=1"], ["stray"]])
def test_a_slip_is_refused_before_anything_is_installed(bootstrap, args, capsys):
    with pytest.raises(SystemExit) as ended:
        bootstrap.serve_options(args, {})
    assert ended.value.code == 2
    assert "unrecognized arguments" in capsys.readouterr().err
