"""Pictures and films with everything in them that must not stay."""

from io import BytesIO

import av
from PIL import Image, ImageDraw
from PIL.ImageCms import ImageCmsProfile, createProfile

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>SECRET-XMP</rdf:RDF></x:xmpmeta>'
ORIENTATION, MAKE, GPS, NOTE = 0x0112, 0x010F, 0x8825, 0x9286


def photo(size: tuple[int, int] = (800, 400), kind: str = "JPEG", turned: int = 1) -> bytes:
    """A photograph as a telephone takes it: with place, camera, profile and notes. Its left half
    is red, so that its orientation can be told."""
    image = Image.new("RGB", size, "#3355aa")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), "#cc2222")
    exif = Image.Exif()
    exif[MAKE] = "SECRET-CAMERA"
    exif[ORIENTATION] = turned
    exif.get_ifd(GPS)[1] = "SECRET-GPS"
    exif.get_ifd(0x8769)[NOTE] = b"SECRET-NOTE"
    out = BytesIO()
    profile = ImageCmsProfile(createProfile("sRGB")).tobytes()
    image.save(out, kind, exif=exif, icc_profile=profile, xmp=XMP)
    return out.getvalue()


def movie(codec: str = "libx264", kind: str = "mp4", pictures: int = 16) -> bytes:
    """A film of two seconds, with a title, a place and what its encoder says of itself."""
    out = BytesIO()
    with av.open(out, "w", format=kind) as container:
        container.metadata["title"] = "SECRET-TITLE"
        container.metadata["location"] = "+40.4093+049.8671/"
        stream = container.add_stream(codec, rate=8)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for number in range(pictures):
            image = Image.new("RGB", (160, 90), "#eeeeee")
            ImageDraw.Draw(image).ellipse((number * 8, 20, number * 8 + 40, 60), "#3366aa")
            for packet in stream.encode(av.VideoFrame.from_image(image)):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return out.getvalue()
