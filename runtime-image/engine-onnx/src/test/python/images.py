#!/usr/bin/env python3
"""images.py URL GRPC FOLDER: pictures of all kinds, prepared by Pillow and NumPy as FOLDER/preprocessor_config.json says,
beside what the server makes of the same files. Its model "m" gives back every number that it takes, as `scores`.

images.py URL GRPC FOLDER model: the labels and scores of FOLDER/model.onnx, by PyPI's onnxruntime and by the server.

Prints "WAY: N pictures equal", and "WAY: N JPEGs near" with the greatest distance; ends with an error at the first that differs. No code is
shared with the server.
"""
import io
import json
import pathlib
import sys

import numpy
import onnxruntime
import tritonclient.grpc
import tritonclient.http
from PIL import Image, ImageDraw

url, grpc, folder = sys.argv[1:4]
config = json.loads((pathlib.Path(folder) / "preprocessor_config.json").read_text())
NEAR = 4  # of 255: decoders of JPEG may round in their own ways


def drawing(width, height):
    """Edges, slopes and noise: what filters differ at."""
    x, y = numpy.meshgrid(numpy.arange(width), numpy.arange(height))
    noise = numpy.random.default_rng(7).integers(0, 40, (height, width))
    planes = [(x * 215 // width) + noise, (y * 215 // height) + noise, (x * 7 + y * 13) % 256]
    image = Image.fromarray(numpy.stack(planes, axis=-1).clip(0, 255).astype(numpy.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 5, height // 5, width // 2, height - 1), fill=(255, 255, 255))
    draw.line((0, height - 1, width - 1, 0), fill=(0, 0, 0), width=2)
    return image


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png():
    for width, height in ((64, 48), (37, 101), (9, 7), (300, 20), (1, 1)):
        yield saved(drawing(width, height), "PNG")
    picture = drawing(61, 43)
    for mode in ("1", "L", "LA", "P", "RGBA"):
        yield saved(picture.convert(mode), "PNG")
    transparent = picture.convert("RGBA")
    transparent.putalpha(Image.linear_gradient("L").resize(picture.size))
    yield saved(transparent, "PNG")
    yield saved(picture.quantize(12), "PNG", transparency=3)
    yield saved(picture.quantize(12), "PNG", bits=4)


def jpeg():
    picture = drawing(160, 120)
    for options in ({}, {"subsampling": 0}, {"subsampling": 1}, {"progressive": True}, {"quality": 30}, {"optimize": True}):
        yield saved(picture, "JPEG", **options)
    yield saved(picture, "JPEG", restart_marker_blocks=3)
    yield saved(picture.convert("L"), "JPEG")
    yield saved(picture.convert("CMYK"), "JPEG")
    exif = Image.Exif()
    exif[0x0112] = 6
    yield saved(picture, "JPEG", exif=exif)  # lies on its side, and stays there


def prepared(file):
    """As the image processors of transformers do it with their defaults filled in."""
    image = Image.open(io.BytesIO(file)).convert("RGB")
    size = config["size"]
    if "shortest_edge" in size:
        edge = size["shortest_edge"]
        short, long = sorted(image.size)
        new = int(edge * long / short)
        size = (edge, new) if image.width <= image.height else (new, edge)
    else:
        size = (size["width"], size["height"])
    pixels = numpy.asarray(image.resize(size, config["resample"]))
    if config.get("do_center_crop"):
        height, width = config["crop_size"]["height"], config["crop_size"]["width"]
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        above, before = max(0, -top), max(0, -left)
        padded = numpy.pad(pixels, ((above, height), (before, width), (0, 0)))
        pixels = padded[top + above :, left + before :][:height, :width]
    if config.get("do_rescale", True):
        pixels = (pixels.astype(numpy.float64) * config.get("rescale_factor", 1 / 255)).astype(numpy.float32)
    pixels = pixels.astype(numpy.float32)
    if config.get("do_normalize", True):
        mean, deviation = (numpy.array(config[key], numpy.float32) for key in ("image_mean", "image_std"))
        pixels = (pixels - mean) / deviation
    return pixels.transpose(2, 0, 1)


def ask(module, client, files, outputs, **binary):
    tensor = module.InferInput("image", [len(files)], "BYTES")
    tensor.set_data_from_numpy(numpy.array(files, numpy.object_), **binary)
    wanted = [module.InferRequestedOutput(name, **binary) for name in outputs]
    result = client.infer("m", [tensor], outputs=wanted)
    return [result.as_numpy(name) for name in outputs]


def pixels(way, module, client, **binary):
    exact = list(png())
    (scores,) = ask(module, client, exact, ["scores"], **binary)
    for number, (file, found) in enumerate(zip(exact, scores)):
        numpy.testing.assert_array_equal(found, prepared(file).flatten(), f"{way}: PNG {number}")
    print(f"{way}: {len(exact)} pictures equal")
    near = list(jpeg())
    (scores,) = ask(module, client, near, ["scores"], **binary)
    one = (config.get("rescale_factor", 1 / 255) if config.get("do_rescale", True) else 1) / (
        min(config["image_std"]) if config.get("do_normalize", True) else 1
    )
    worst = 0
    for number, (file, found) in enumerate(zip(near, scores)):
        distance = numpy.abs(found - prepared(file).flatten()).max() / one
        assert distance <= NEAR, f"{way}: JPEG {number} is {distance} of 255 away"
        worst = max(worst, distance)
    print(f"{way}: {len(near)} JPEGs near, at most {worst:.2f} of 255 away")


def model(way, module, client, **binary):
    session = onnxruntime.InferenceSession(pathlib.Path(folder) / "model.onnx")
    labels = json.loads((pathlib.Path(folder) / "config.json").read_text())["id2label"]
    files = list(png())
    (expected,) = session.run(None, {session.get_inputs()[0].name: numpy.stack([prepared(file) for file in files])})
    label, score, scores = ask(module, client, files, ["label", "score", "scores"], **binary)
    numpy.testing.assert_allclose(scores, expected, rtol=0, atol=1e-4)
    numpy.testing.assert_array_equal(score, scores.max(axis=1))
    assert [text.decode() for text in label] == [labels[str(best)] for best in scores.argmax(axis=1)]
    print(f"{way}: {len(files)} pictures equal")


compare = model if "model" in sys.argv[4:] else pixels
with tritonclient.http.InferenceServerClient(url.removeprefix("http://")) as http:
    compare("http", tritonclient.http, http, binary_data=True)
with tritonclient.grpc.InferenceServerClient(grpc) as channel:
    compare("grpc", tritonclient.grpc, channel)
