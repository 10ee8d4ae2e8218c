"""A requests session that takes nothing from its surroundings and remembers nothing."""

from http.cookiejar import DefaultCookiePolicy

import requests

from qontak_line.line import wire


def new_session() -> requests.Session:
    """No proxy or netrc of the environment, no cookies, no compression, no second tries."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"User-Agent": "qontak_line", "Accept-Encoding": "identity"})
    session.mount("http://", wire.Adapter(max_retries=0))
    session.mount("https://", wire.Adapter(max_retries=0))
    return session
