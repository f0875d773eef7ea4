#!/usr/bin/env python3
"""ocr.py URL GRPC: text drawn by Pillow, as the server's model "m" and as RapidOCR read it, with the same model files.

Prints "WAY: N lines in M pictures equal"; ends with an error at the first that differs. No code is shared with the server.

Equal are the lines, their order, their characters and, nearly, their boxes. Spaces are left out: RapidOCR fills a line up to the longest one of
its run, and the server to a length of its own, and where one letter ends and the next begins in white is what depends on that most.
RapidOCR normalises pictures for the detector in a way of its own, and is told to do it as the models were trained.
"""
import difflib
import io
import json
import sys

import numpy
import tritonclient.grpc
import tritonclient.http
from PIL import Image, ImageDraw, ImageFont
from rapidocr_onnxruntime import RapidOCR

url, grpc = sys.argv[1:]
LINES = ["Fairlead serves models", "Invoice 2026-1234", "Total: 1,234.50 EUR", "Harbour Street 17", "PARIS", "hello world"]
BLACK, WHITE, BLUE, YELLOW = (0, 0, 0), (255, 255, 255), (20, 30, 90), (250, 230, 120)


def page(width, height, places, paper=WHITE, ink=BLACK):
    """Each place is a line's left and top, its size, and its text."""
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    for left, top, size, text in places:
        draw.text((left, top), text, fill=ink, font=ImageFont.load_default(size=size))
    return image


def listed(size):
    return [(60, 50 + 90 * number, size, text) for number, text in enumerate(LINES)]


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


PICTURES = [
    saved(page(900, 640, listed(40)), "PNG"),
    saved(page(900, 640, listed(28), paper=BLUE, ink=YELLOW), "JPEG", quality=92),
    saved(page(900, 640, listed(36)).convert("L"), "PNG"),
    saved(page(900, 640, listed(40)).rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE), "PNG"),
    saved(page(1200, 700, [(60, 80, 36, "left above"), (700, 84, 36, "right above"), (700, 300, 36, "right below"), (60, 304, 36, "left below")]), "PNG"),
    saved(page(1500, 800, [(40, 300, 32, " ".join(LINES[:3]))]), "PNG"),
    saved(page(300, 200, []), "PNG"),
]


def words(text):
    return "".join(text.split())


def expected():
    engine = RapidOCR(det_mean=[0.485, 0.456, 0.406], det_std=[0.229, 0.224, 0.225], rec_batch_num=1)
    for file in PICTURES:
        found, _ = engine(file, use_cls=False)
        yield [(words(text), float(score), numpy.array(box)) for box, text, score in found or []]


def ask(module, client, **binary):
    tensor = module.InferInput("image", [len(PICTURES)], "BYTES")
    tensor.set_data_from_numpy(numpy.array(PICTURES, numpy.object_), **binary)
    result = client.infer("m", [tensor], outputs=[module.InferRequestedOutput("text", **binary)])
    return [json.loads(text) for text in result.as_numpy("text")]


def compare(way, found):
    for number, (lines, others) in enumerate(zip(found, REFERENCE, strict=True)):
        texts = [words(line["text"]) for line in lines]
        assert texts == [text for text, _, _ in others], f"{way}: picture {number} is {texts}, not {[text for text, _, _ in others]}"
        for line, (text, score, box) in zip(lines, others):
            far = numpy.abs(numpy.array(line["box"]) - box).max()
            assert far <= 6, f"{way}: picture {number}: the box of {text} is {line['box']}, not {box.tolist()}"
            assert abs(line["score"] - score) <= 0.1, f"{way}: picture {number}: {text} has {line['score']}, not {score}"
    print(f"{way}: {sum(map(len, found))} lines in {len(found)} pictures equal")


REFERENCE = list(expected())
# the reference reads what was drawn, but for a letter or two: else two failures would be compared
read, drawn = ["\n".join(map(words, texts)) for texts in ([text for text, _, _ in REFERENCE[0]], LINES)]
assert difflib.SequenceMatcher(None, read, drawn).ratio() > 0.9, read
assert REFERENCE[-1] == []
with tritonclient.http.InferenceServerClient(url.removeprefix("http://")) as http:
    compare("http", ask(tritonclient.http, http, binary_data=True))
with tritonclient.grpc.InferenceServerClient(grpc) as channel:
    compare("grpc", ask(tritonclient.grpc, channel))
