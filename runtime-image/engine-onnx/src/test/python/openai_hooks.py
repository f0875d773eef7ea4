"""Hooks of schemathesis: requests for the model that is there, with time enough for it."""
import schemathesis


@schemathesis.hook
def map_body(context, body):
    return {**body, "model": "m"} if isinstance(body, dict) and "model" in body else body


@schemathesis.hook
def map_headers(context, headers):
    # one millisecond is allowed, and rightly answered with 504
    return {name: value for name, value in (headers or {}).items() if name.lower() != "x-request-timeout-ms"}
