"""django-helpdesk as its own manual sets it up, in one file: settings, addresses, WSGI and a seed.

`python helpdesk.py seed N` makes the tables, a user with a token and N tickets, and prints the token.
`gunicorn helpdesk:application` serves. The database is named by PEER_DATABASE (PostgreSQL) or is a SQLite
file in the current folder.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings

HERE = Path.cwd()


def database():
    address = os.environ.get("PEER_DATABASE")
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "helpdesk.sqlite3"}
    parts = urlparse(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "CONN_MAX_AGE": 600,
    }


settings.configure(
    SECRET_KEY="measured here, used nowhere",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="helpdesk_peer" if __name__ == "helpdesk_peer" else __name__,
    DATABASES={"default": database()},
    USE_TZ=True,
    SITE_ID=1,
    STATIC_URL="/static/",
    MEDIA_ROOT=str(HERE / "media"),
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    HELPDESK_TEAMS_MODE_ENABLED=False,
    HELPDESK_ACTIVATE_API_ENDPOINT=True,
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.humanize",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.sites",
        "django.contrib.staticfiles",
        "rest_framework",
        "rest_framework.authtoken",
        "helpdesk",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 25,
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
application = get_wsgi_application()


def seed(count):
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.utils import timezone
    from helpdesk.models import Queue, Ticket
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    user = User.objects.create_superuser("bench", "bench@example.invalid", "bench")
    token = Token.objects.create(user=user)
    queue = Queue.objects.create(title="General", slug="general")
    now = timezone.now()
    for start in range(0, count, 5000):
        batch = range(start, min(start + 5000, count))
        Ticket.objects.bulk_create(
            Ticket(
                title=f"丽景路{n}号路灯不亮",
                queue=queue,
                description=f"丽景路{n}号附近路灯不亮，晚上出行不便，请尽快修理。",
                status=4 if n % 10 else 1,
                created=now,
                modified=now,
            )
            for n in batch
        )
    print(f"token {token.key} queue {queue.pk}")


if __name__ == "__main__":
    seed(int(sys.argv[2]))
