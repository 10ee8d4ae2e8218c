# One image for web servers and workers; see compose.yaml and docs/scaling.md.
FROM python:3.11-slim-bookworm AS libraries
COPY requirements.txt /
# Every library comes as a wheel and fits its hash, so nothing is compiled, and pip stays behind in this stage.
RUN python -m venv --without-pip /venv \
 && python -m pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    --require-hashes --no-deps --only-binary :all: -r /requirements.txt

FROM python:3.11-slim-bookworm
RUN python -m pip uninstall --yes --root-user-action=ignore pip setuptools wheel \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin qontak \
 && install -d -o qontak -g qontak -m 700 /data
COPY --from=libraries /venv /venv
COPY . /app
RUN /venv/bin/python -m compileall -q /app
# As bin/_venv sets them; PYTHONDONTWRITEBYTECODE because the code belongs to root and is read-only for us.
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONSAFEPATH=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data
WORKDIR /app
USER qontak
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
# bin/run; a worker is `python -m qontak_line.launcher.worker`
CMD ["python", "-m", "qontak_line.launcher.run"]
