"""Serve."""

from pathlib import Path
from typing import Any

import click

from humanshelf.config import PREFIX, home


def env(name: str) -> str:
    return PREFIX + name


@click.command()
@click.option("--host", envvar=env("HOST"), default="127.0.0.1", show_default=True)
@click.option("--port", envvar=env("PORT"), default=8000, type=click.IntRange(1, 65535))
@click.option(
    "--data", envvar=env("DATA"), type=click.Path(path_type=Path), default=home() / "instance"
)
@click.option("--base-domain", envvar=env("BASE_DOMAIN"), default="localhost", show_default=True)
@click.option("--tls-cert", envvar=env("TLS_CERT"), type=click.Path(path_type=Path))
@click.option("--tls-key", envvar=env("TLS_KEY"), type=click.Path(path_type=Path))
@click.option("--proxy", envvar=env("PROXY"), help="Address of the proxy that ends TLS.")
@click.option("--tenants", envvar=env("TENANTS"), type=click.Path(path_type=Path))
@click.option("--no-sample", envvar=env("NO_SAMPLE"), is_flag=True)
@click.option("--unlock", is_flag=True, help="Ask for the passphrase of the deployment's key.")
@click.option(
    "--show", envvar=env("SHOW"), is_flag=True, help="Say what to open where a log keeps it, too."
)
def serve(**options: Any) -> None:
    """Make what is missing, bring in the bundles, say what to open, and serve."""
    from humanshelf.start import serve as run

    run(**options)
