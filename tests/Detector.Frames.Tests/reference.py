#!/usr/bin/env python3
"""Makes the pictures of PictureDecoderTests with Pillow (Debian: python3-pil), and pixels.json with what Pillow reads back: run it in this folder."""
import json
import random

from PIL import Image

random.seed(7)
W, H = 13, 7


def noise(channels, top=255):
    return [tuple(random.randint(0, top) for _ in range(channels)) if channels > 1 else random.randint(0, top) for _ in range(W * H)]


def save(name, mode, data, **options):
    image = Image.new(mode, (W, H))
    image.putdata(data)
    image.save(name + ".png", **options)
    return image


gradient = [(x * 19 % 256, y * 36 % 256, (x + y) * 12 % 256) for y in range(H) for x in range(W)]
images = {
    "gray": save("gray", "L", noise(1)),
    "gradient": save("gradient", "RGB", gradient, optimize=True),
    "rgb": save("rgb", "RGB", noise(3)),
    "rgba": save("rgba", "RGBA", noise(4)),
    "gray-alpha": save("gray-alpha", "LA", noise(2)),
    "bits": save("bits", "1", [255 * (i % 3 == 0) for i in range(W * H)]),
}
palette = images["gradient"].quantize(11)
palette.save("palette.png")
images["palette"] = palette
noise_image, gray_image = images["rgb"], images["gray"]
photos = {
    "photo.jpg": (noise_image, {"quality": 95, "subsampling": 0}),
    "subsampled.jpg": (images["gradient"], {"quality": 95}),
    "progressive.jpg": (noise_image, {"quality": 95, "subsampling": 0, "progressive": True}),
    "gray.jpg": (gray_image, {"quality": 95}),
    "cmyk.jpg": (noise_image.convert("CMYK"), {}),
    "lossy.webp": (noise_image, {"quality": 90}),
    "lossless.webp": (noise_image, {"lossless": True}),
    "alpha.webp": (images["rgba"], {"lossless": True, "exact": True}),
    "animated.webp": (noise_image, {"save_all": True, "append_images": [images["gradient"]]}),
    "animated.png": (noise_image, {"save_all": True, "append_images": [images["gradient"]]}),
}
for name, (image, options) in photos.items():
    image.save(name, **options)
    images[name] = Image.open(name)
deep = Image.new("I;16", (W, H))
values = [random.randint(0, 65535) for _ in range(W * H)]
deep.putdata(values)
deep.save("gray16.png")
pixels = {name: [list(p) for p in image.convert("RGB").getdata()] for name, image in images.items()}
pixels["gray16"] = [[v >> 8] * 3 for v in values]
json.dump({"width": W, "height": H, "pixels": pixels}, open("pixels.json", "w"))
