#!/usr/bin/env python3
"""tensors.py URL GRPC: a table of calls by tritonclient, to a model "m" that gives each input xN back as yN.

Prints "CLIENT: N tensors equal" for each way to ask; ends with an error at the first that differs.
"""
import sys

import ml_dtypes
import numpy
import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

url, grpc = sys.argv[1:]
SHAPE = [3, 2]


def full(kind, values):
    return numpy.array(values, dtype=kind).reshape(SHAPE)


NAN, INF = float("nan"), float("inf")
TENSORS = {  # by the number of the type in onnx.proto3
    9: full(bool, [True, False, False, True, True, False]),
    2: full(numpy.uint8, [0, 255, 1, 2, 3, 4]),
    3: full(numpy.int8, [-128, 127, 0, 1, 2, 3]),
    5: full(numpy.int16, [-32768, 32767, 0, 1, 2, 3]),
    6: full(numpy.int32, [-(2**31), 2**31 - 1, 0, 1, 2, 3]),
    7: full(numpy.int64, [-(2**63), 2**63 - 1, 2**53 + 1, 1, 2, 3]),
    10: full(numpy.float16, [65504, -0.1, INF, -INF, NAN, 2**-24]),
    1: full(numpy.float32, [0.1, 3.4028235e38, INF, -INF, NAN, 1e-45]),
    11: full(numpy.float64, [0.1, 1.7976931348623157e308, INF, -INF, NAN, 5e-324]),
    8: numpy.array([b"", b"a", "grüß".encode(), b"d\x00", b"e" * 1000, b"f"], dtype=numpy.object_).reshape(SHAPE),
    16: full(ml_dtypes.bfloat16, [1, -2.5, INF, -INF, NAN, 0]),
}


def finite(tensors):
    """Without what has no number in JSON: this client writes it in a way that is no JSON, and reads no strings for it."""
    floats = {number: array for number, array in tensors.items() if number in (10, 16, 1, 11)}
    return {**tensors, **{number: numpy.where(numpy.isfinite(array), array, array.dtype.type(1)) for number, array in floats.items()}}


def ask(title, module, client, tensors, wanted=None, **binary):
    inputs = []
    for number, array in tensors.items():
        tensor = module.InferInput(f"x{number}", list(array.shape), np_to_triton_dtype(array.dtype))
        # this client has no JSON for halves
        tensor.set_data_from_numpy(array, **({"binary_data": True} if binary and number in (10, 16) else binary))
        inputs.append(tensor)
    outputs = None if wanted is None else [module.InferRequestedOutput(f"y{number}", **binary) for number in wanted]
    result = client.infer("m", inputs, outputs=outputs, request_id="7")
    names = {output["name"] if isinstance(output, dict) else output.name for output in result.get_response_outputs()}
    compared = wanted or list(tensors)
    assert names == {f"y{number}" for number in compared}, f"{title}: {names}"
    for number in compared:
        expected = tensors[number]
        found = result.as_numpy(f"y{number}")
        if number == 8:
            found = numpy.array([one if isinstance(one, bytes) else one.encode() for one in found.flatten()], numpy.object_)
            found = found.reshape(expected.shape)
        elif number == 16:  # numpy does not know that its NaN is one
            assert found.dtype == expected.dtype
            found, expected = found.astype(numpy.float32), expected.astype(numpy.float32)
        numpy.testing.assert_array_equal(found, expected, f"{title}: y{number}")
    print(f"{title}: {len(compared)} tensors equal")


def outputs_of(result):
    response = result.get_response()
    return response["outputs"] if isinstance(response, dict) else response.outputs


for module in (tritonclient.http, tritonclient.grpc):
    module.InferResult.get_response_outputs = outputs_of


def table(title, module, client, ways):
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("m")
    client.get_server_metadata()
    client.get_model_metadata("m")
    for way, binary in ways.items():
        tensors = TENSORS if binary.get("binary_data", True) else finite(TENSORS)
        ask(f"{title}{way}", module, client, tensors, **binary)
        ask(f"{title}{way}, two outputs", module, client, tensors, wanted=[7, 8], **binary)
        ask(f"{title}{way}, one output", module, client, tensors, wanted=[16], **binary)
    wrong = module.InferInput("x7", [1, 2], "INT32")
    wrong.set_data_from_numpy(numpy.zeros([1, 2], numpy.int32))
    for model, message in (("m", "the input 'x7' is INT32, the model takes INT64"), ("other", "there is no model 'other' here")):
        try:
            client.infer(model, [wrong])
            raise AssertionError(f"{title}: {model} was not refused")
        except InferenceServerException as e:
            assert message in e.message(), e.message()


with tritonclient.http.InferenceServerClient(url.removeprefix("http://")) as http:
    table("http", tritonclient.http, http, {", bytes": {"binary_data": True}, ", json": {"binary_data": False}})
with tritonclient.grpc.InferenceServerClient(grpc) as channel:
    table("grpc", tritonclient.grpc, channel, {"": {}})
