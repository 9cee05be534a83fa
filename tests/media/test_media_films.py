"""Of a film picture and sound stay, and nothing that was said beside them."""

from io import BytesIO

import av
import pytest

from footage import photo
from humanshelf.media.films import Film, remux
from humanshelf.media.refused import Refused, Why

SECRETS = (b"SECRET", b"+40.4093", b"x264", b"location")


def poured(data: bytes) -> tuple[Film, bytes]:
    out = BytesIO()
    return remux(BytesIO(data), out), out.getvalue()


def why(data: bytes) -> Why:
    with pytest.raises(Refused) as refused:
        remux(BytesIO(data), BytesIO())
    return refused.value.why


def pictures(data: bytes) -> int:
    with av.open(BytesIO(data)) as container:
        return sum(1 for _ in container.decode(video=0))


def silence(container, stream) -> None:
    frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
    frame.sample_rate = 44100
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    for packet in [*stream.encode(frame), *stream.encode()]:
        container.mux(packet)


@pytest.mark.parametrize(
    ("codec", "kind"), [("libx264", "mp4"), ("libvpx", "webm"), ("libvpx-vp9", "webm")]
)
def test_its_pictures_are_all_there_and_its_title_and_place_are_not(film, codec, kind):
    sent = film(codec, kind)
    assert [mark for mark in SECRETS if mark in sent] != [], "the control: they were in there"
    told, made = poured(sent)
    assert told == Film(kind, 160, 90, 2)
    assert [mark for mark in SECRETS if mark in made] == []
    assert pictures(made) == pictures(sent) == 16


def test_sound_comes_along_and_other_tracks_do_not(film):
    sent = BytesIO()
    with av.open(sent, "w", format="mp4") as container:
        picture = container.add_stream("libx264", rate=8)
        picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
        second = container.add_stream("libx264", rate=8)
        second.width, second.height, second.pix_fmt = 160, 90, "yuv420p"
        sound = container.add_stream("aac", rate=44100, layout="mono")
        for stream in (picture, second):
            for _ in range(8):
                for packet in stream.encode(av.VideoFrame(160, 90, "yuv420p")):
                    container.mux(packet)
            for packet in stream.encode():
                container.mux(packet)
        silence(container, sound)
    _told, made = poured(sent.getvalue())
    with av.open(BytesIO(made)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no film",
        photo(),
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\x00\x00\x00\x18ftypmp42" + bytes(400),
        b"\x1a\x45\xdf\xa3" + bytes(400),
    ],
)
def test_what_is_no_film_is_refused(data):
    assert why(data) is Why.NO_FILM


def test_a_film_that_was_cut_short_is_refused_or_played_as_far_as_it_goes(film):
    whole = film("libvpx-vp9", "webm")
    _told, made = poured(whole[: len(whole) * 3 // 4])
    assert 0 < pictures(made) < 16
    assert why(film()[:600]) is Why.NO_FILM


def test_a_film_that_telephones_do_not_play_is_refused(film):
    assert why(film("mpeg4", "mp4")) is Why.OTHER_FILM


def test_a_sound_alone_is_no_film():
    sent = BytesIO()
    with av.open(sent, "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=44100, layout="mono")
        silence(container, sound)
    assert why(sent.getvalue()) is Why.NO_FILM
