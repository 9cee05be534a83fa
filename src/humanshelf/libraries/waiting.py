"""An export that waits to be fetched lies sealed: whoever takes the disk has no use for it.

Its key is made of its library's secret and of its own random name. Where the library's key is
changed, or the library erased, what waits is gone with it.
"""

from humanshelf.libraries import jobs
from humanshelf.libraries.jobs import Job
from humanshelf.media.sealed import Damaged, Sealed
from humanshelf.tenancy import deployment
from humanshelf.tenancy.keys import KeyRefused, Keys, KeysMissing, expand

PURPOSE = "export"


def key_of(keys: Keys, job: Job) -> bytes:
    """Raises KeysMissing, KeyRefused."""
    return expand(keys.derive(job.uid, PURPOSE), job.id)


def opened(job: Job) -> Sealed | None:
    """The bundle of this job, as it was made; None where it is gone or opens no more."""
    found = deployment()
    try:
        sealed = Sealed(jobs.bundle(found.data, job), key_of(found.keys, job))
        sealed.check_end()
    except (FileNotFoundError, Damaged, KeysMissing, KeyRefused):
        return None
    return sealed
