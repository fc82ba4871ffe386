# Static files and their parts
FROM node:22-slim AS parts
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim AS app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 DATA_DIR=/data
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . .
RUN --mount=from=parts,source=/app/node_modules,target=/app/node_modules,rw \
    touch node_modules/.package-lock.json && python -m core.vendor \
    && pybabel --quiet compile --domain django --directory locale \
    && SECRET_KEY=build python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --create-home --uid 10001 dialoogtoer \
    && mkdir -p /data && chown dialoogtoer /data
USER dialoogtoer
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--worker-class", "gthread", "--access-logfile", "-", "--access-logformat", "%(t)s %(m)s %(s)s %(B)s bytes in %(M)s ms"]
