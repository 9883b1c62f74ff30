"""Where files are kept: a private folder, or an S3-compatible store, by the environment."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


def file_storage(env: environ.Env, is_production: bool) -> dict[str, Any]:
    """Return the storage of files. FILE_STORAGE is `local` (default) or `s3`.

    The store is private: objects have no public address, and files leave through the app, which
    checks rights and journals. Unsafe settings do not start.
    """
    kind = env("FILE_STORAGE", default="local")
    if kind == "local":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if kind != "s3":
        raise ImproperlyConfigured(f"FILE_STORAGE must be local or s3, not {kind!r}.")
    endpoint = env("S3_ENDPOINT_URL", default="") or None
    if not env("S3_BUCKET", default=""):
        raise ImproperlyConfigured("FILE_STORAGE=s3 needs S3_BUCKET.")
    if is_production and endpoint and not endpoint.startswith("https://"):
        raise ImproperlyConfigured("Production refuses to start: S3_ENDPOINT_URL must be https.")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("S3_BUCKET"),
            "endpoint_url": endpoint,
            "region_name": env("S3_REGION", default="") or None,
            "access_key": env("S3_ACCESS_KEY", default="") or None,
            "secret_key": env("S3_SECRET_KEY", default="") or None,
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
            "object_parameters": {"ServerSideEncryption": "AES256"}
            if env.bool("S3_ENCRYPT", default=True)
            else {},
        },
    }
