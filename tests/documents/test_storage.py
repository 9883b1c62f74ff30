"""Files in an S3-compatible store, played by moto: private, and read through the app."""

import boto3
import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from moto import mock_aws

from config.storage import file_storage
from levier.documents.services import content_of, store_file
from tests.factories.accounts import user


class Env(environ.Env):
    """An environment of its own."""

    def __init__(self, **values):
        super().__init__()
        self.ENVIRON = values


S3 = {
    "FILE_STORAGE": "s3", "S3_BUCKET": "levier", "S3_REGION": "eu-west-3", "S3_ACCESS_KEY": "a",
    "S3_SECRET_KEY": "b",
}  # fmt: skip


def test_a_folder_is_the_default():
    assert file_storage(Env(), True)["BACKEND"].endswith("FileSystemStorage")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"FILE_STORAGE": "ftp"}, "local or s3"),
        ({"FILE_STORAGE": "s3"}, "S3_BUCKET"),
        ({**S3, "S3_ENDPOINT_URL": "http://s3.example.org"}, "https"),
    ],
)
def test_settings_that_are_not_safe_do_not_start(values, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        file_storage(Env(**values), True)


@pytest.mark.django_db
@mock_aws
def test_a_file_goes_to_the_store_in_private_and_comes_back(settings):
    client = boto3.client(
        "s3", region_name="eu-west-3", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_bucket(
        Bucket="levier", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"}
    )
    settings.STORAGES = {**settings.STORAGES, "default": file_storage(Env(**S3), True)}
    actor = user("advisor")
    row = store_file(
        organisation=actor.organisation, actor=actor, name="devis.pdf", content=b"%PDF-1.7\n"
    )
    (kept,) = client.list_objects_v2(Bucket="levier")["Contents"]
    assert kept["Key"] == f"{actor.organisation_id}/{row.pk}"
    assert content_of(row) == b"%PDF-1.7\n"
    grants = client.get_object_acl(Bucket="levier", Key=kept["Key"])["Grants"]
    assert all("AllUsers" not in grant["Grantee"].get("URI", "") for grant in grants)
    head = client.head_object(Bucket="levier", Key=kept["Key"])
    assert head["ServerSideEncryption"] == "AES256"
    assert "X-Amz-Signature" in storages["default"].url(kept["Key"])
