"""A store that speaks S3 and checks signatures: moto. Says where it is and the key that may read and write, then obeys.

Each line of its input is a call of boto3's S3 client: {"call": NAME, "with": {...}}; each is answered by a line. It ends with its input.
"""

import json
import sys
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

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


iam = client("iam", "setup", "setup")
iam.create_user(UserName="owner")
iam.put_user_policy(
    UserName="owner",
    PolicyName="all",
    PolicyDocument=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
        }
    ),
)
key = iam.create_access_key(UserName="owner")["AccessKey"]
s3 = client("s3", key["AccessKeyId"], key["SecretAccessKey"])
# from here on every request has to be signed
urllib.request.urlopen(
    urllib.request.Request(
        endpoint + "/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}
    )
).close()
print(
    json.dumps(
        {
            "endpoint": endpoint,
            "id": key["AccessKeyId"],
            "secret": key["SecretAccessKey"],
        }
    ),
    flush=True,
)
for line in sys.stdin:
    order = json.loads(line)
    getattr(s3, order["call"])(**order["with"])
    print("done", flush=True)
