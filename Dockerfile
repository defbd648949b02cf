FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 APP_ENV=production HOST=0.0.0.0 \
    DATABASE_URL=sqlite:////data/bookstore.db INSTANCE_FOLDER=/data SQLITE_TMPDIR=/data

# The program belongs to root, and whoever runs it can change none of it: only /data is theirs.
RUN useradd --system --no-create-home --home-dir /nonexistent bookstore \
    && install --directory --owner=bookstore --group=bookstore --mode=700 /data
WORKDIR /srv/bookstore

COPY requirements.txt requirements-assets.txt ./
RUN pip install --no-cache-dir -r requirements.txt && pip install --no-cache-dir --no-deps -r requirements-assets.txt

COPY . .
RUN chmod -R u=rwX,go=rX .

USER bookstore
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=3s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT') or 8000}/livez\", timeout=2)"]

# SECRET_KEY comes from the environment, and DATABASE_URL where it is not to be a file in the volume; `flask db upgrade`
# makes the tables. Jobs, such as imports, are done by a second container of the image, with the command `flask worker`
# and the same environment and volume.
CMD ["gunicorn", "wsgi:app"]
