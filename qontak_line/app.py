"""The factory: settings → extensions → blueprints → commands.

It does no I/O beyond reading settings and keys, and starts no thread.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from urllib.parse import urlsplit

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from qontak_line.config import ROOT, Settings, load
from qontak_line.crypto import sealer_for, secret_key_for
from qontak_line.db import db, prepare_engine
from qontak_line.jobs import Jobs
from qontak_line.live.broker import LocalBroker
from qontak_line.live.redis_broker import RedisBroker
from qontak_line.models.user_session import REMEMBERED_LIFETIME
from qontak_line.postgresql import CONNECT_ARGS
from qontak_line.web import edge, errors, filters, guard, headers, htmx, ids, language, page, signed_in
from qontak_line.web.apart import House

BLUEPRINTS = ("health", "auth", "inbox", "integrations", "team", "profile", "webhooks", "live", "media")

LOOPBACK_NAMES = ["localhost", ".localhost", "127.0.0.1", "[::1]"]

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app. Raises `SettingError` when a setting can not be used."""
    settings = settings or load()
    app = House("qontak_line", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    _configure(app, settings)
    _extend(app, settings)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"qontak_line.web.{name}").bp)
    csrf.exempt(app.blueprints["webhooks"])  # LINE signs its posts instead
    import_module("qontak_line.tasks")  # so that each worker knows every task and timer
    import_module("qontak_line.cli").init_app(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=secret_key_for(settings),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_NAME="__Host-qontak_line" if settings.is_https else "qontak_line",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=REMEMBERED_LIFETIME,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as its session
        WTF_CSRF_SSL_STRICT=False,  # the guard looks at Sec-Fetch-Site instead of the referrer
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=200,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        TRUSTED_HOSTS=[*LOOPBACK_NAMES, urlsplit(settings.public_url).hostname or "localhost"],
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    edge.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def _engine_options(settings: Settings) -> dict[str, object]:
    # Errors are logged, and what customers write must not be: they name no parameters.
    always: dict[str, object] = {"pool_timeout": 1.0, "hide_parameters": True}
    if settings.is_sqlite:
        # Connections outlive a burst; whoever finds none waits briefly and then learns that the database is busy.
        return {**always, "pool_size": 8, "max_overflow": 56}
    return {**always, "pool_size": 5, "max_overflow": 20, "pool_pre_ping": True, "connect_args": CONNECT_ARGS}


def _extend(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Migrate(app, db, directory=str(ROOT / "qontak_line" / "migrations"), render_as_batch=True)
    app.extensions["sealer"] = sealer_for(settings)
    app.extensions["broker"] = RedisBroker(settings.redis_url) if settings.redis_url else LocalBroker()
    Jobs(app, settings.redis_url)
    signed_in.init_app(app)
    guard.init_app(app)  # before CSRF: who is not signed in goes to the login, whatever the form said
    csrf.init_app(app)
    language.init_app(app)
    htmx.init_app(app)
    ids.init_app(app)
    headers.init_app(app)
    page.init_app(app)
    filters.init_app(app)
    errors.init_app(app)
