FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 APP_ENV=production HOST=0.0.0.0

RUN useradd --system --create-home --home-dir /srv/bookstore bookstore
WORKDIR /srv/bookstore

COPY requirements.txt requirements-assets.txt ./
RUN pip install --no-cache-dir -r requirements.txt && pip install --no-cache-dir --no-deps -r requirements-assets.txt

COPY --chown=bookstore . .
USER bookstore
VOLUME /srv/bookstore/instance
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=3s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]

# SECRET_KEY and DATABASE_URL come from the environment; `flask db upgrade` makes the tables.
CMD ["gunicorn", "wsgi:app"]
