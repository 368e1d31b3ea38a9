"""How gunicorn serves Rarissime: ``gunicorn wsgi:app`` reads this file by itself.

The environment decides: ``HOST``, ``PORT``, ``WEB_CONCURRENCY`` (processes), ``WEB_THREADS``
(threads in each) and ``ACCESS_LOG=1``.
"""

import os
from pathlib import Path

host = os.environ.get("HOST", "127.0.0.1")
if ":" in host:  # an IPv6 address
    host = f"[{host}]"
bind = f"{host}:{os.environ.get('PORT', '8000')}"

# Slow clients freeze a worker without threads after four half-open connections. WEB_THREADS=1 is
# for installations where a proxy in front takes in whole requests before it hands them over.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
worker_class = "gthread" if threads > 1 else "sync"

# Each worker loads the application after the fork: a database connection opened before it would
# be shared, and a learner would read another one's rows.
preload_app = False

timeout = 30
graceful_timeout = 10
keepalive = 5

# Workers tell in a file that they live; on a busy disk that would make them look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Forwarded headers are read in one place, by the application and only when PROXY_HOPS says so.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms'


def post_fork(_server: object, _worker: object) -> None:
    """Leave the terminal's process group: Ctrl-C is for the master, which stops the workers.

    A worker that gets both the terminal's signal and the master's can lock up in its handler.
    """
    os.setpgid(0, 0)
