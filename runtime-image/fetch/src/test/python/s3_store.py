"""A store that speaks S3 and checks signatures: moto, with its token service. Says where it is and the key that may read and write, then obeys.

Each line of its input is a call of boto3's S3 client: {"call": NAME, "with": {...}}; each is answered by a line, a part of what the client
returned. Two roles are there for service accounts: `reader`, and `stranger`, who may do nothing. It ends with its input.
"""

import datetime
import json
import sys
import urllib.request

import boto3
from moto.server import ThreadedMotoServer
from moto.sts.responses import TokenResponse

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
endpoint = "http://localhost:%d" % server.get_host_and_port()[1]


def client(service, key, secret):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


def policy(**statement):
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    )


def role(name):
    trust = policy(
        Action="sts:AssumeRoleWithWebIdentity", Principal={"Federated": "cluster"}
    )
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]


iam = client("iam", "setup", "setup")
iam.create_user(UserName="owner")
iam.put_user_policy(
    UserName="owner",
    PolicyName="all",
    PolicyDocument=policy(Action="s3:*", Resource="*"),
)
key = iam.create_access_key(UserName="owner")["AccessKey"]
s3 = client("s3", key["AccessKeyId"], key["SecretAccessKey"])
reader = role("reader")
iam.put_role_policy(
    RoleName="reader",
    PolicyName="read",
    PolicyDocument=policy(Action=["s3:List*", "s3:Get*"], Resource="*"),
)
stranger = role("stranger")
# from here on every request has to be signed
urllib.request.urlopen(
    urllib.request.Request(
        endpoint + "/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}
    )
).close()

# but for this one, where the token stands for the signature; moto wants one of it all the same
signed = TokenResponse._authenticate_and_authorize_normal_action


def check(self, resource="*"):
    if self._get_action() != "AssumeRoleWithWebIdentity":
        signed(self, resource)


TokenResponse._authenticate_and_authorize_normal_action = check


def plain(value):
    return value.isoformat() if isinstance(value, datetime.datetime) else str(value)


print(
    json.dumps(
        {
            "endpoint": endpoint,
            "id": key["AccessKeyId"],
            "secret": key["SecretAccessKey"],
            "reader": reader,
            "stranger": stranger,
        }
    ),
    flush=True,
)
for line in sys.stdin:
    order = json.loads(line)
    answer = getattr(s3, order["call"])(**order["with"])
    answer.pop("ResponseMetadata", None)
    print(json.dumps(answer, default=plain), flush=True)
