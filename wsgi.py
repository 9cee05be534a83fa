"""For any WSGI server: ``gunicorn -c gunicorn.conf.py wsgi:app``."""

from humanshelf.app import create_app

app = create_app()
