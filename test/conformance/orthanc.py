"""An Orthanc of our own for a test: an empty archive with DICOMweb on a free port, gone afterwards."""

import contextlib
import email
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
PROGRAM = shutil.which("Orthanc") or "/usr/sbin/Orthanc"
INSTALLED = Path(PROGRAM).exists() and Path(PLUGIN).exists()


def free_port():
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


class Orthanc:
    """The DICOMweb services as one user agent sees them."""

    def __init__(self, url):
        self.url = url

    def request(self, path, accept, body=None, content_type=None):
        headers = {"Accept": accept, **({"Content-Type": content_type} if content_type else {})}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers), timeout=60) as answer:
            return answer.read(), answer.headers

    def stow(self, files):
        """Stores Part 10 files in one request; returns the answer, a dataset in DICOM's JSON."""
        parts = [b"--part\r\nContent-Type: application/dicom\r\n\r\n" + data + b"\r\n" for data in files]
        body = b"".join(parts) + b"--part--\r\n"
        content_type = 'multipart/related; type="application/dicom"; boundary=part'
        answer, _ = self.request("/studies", "application/dicom+json", body, content_type)
        return json.loads(answer)

    def qido(self, path):
        answer, _ = self.request(path, "application/dicom+json")
        return json.loads(answer or "[]")

    def wado(self, path):
        """Part 10 files of what a path names, in the transfer syntaxes that they were stored in."""
        accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
        answer, headers = self.request(path, accept)
        message = email.message_from_bytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + answer)
        return [part.get_payload(decode=True) for part in message.get_payload()]


@contextlib.contextmanager
def orthanc(folder):
    """Orthanc with its files in an empty folder, until the end of the block."""
    port = free_port()
    settings = {
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "HttpPort": port,
        "DicomServerEnabled": False,
        "RemoteAccessAllowed": False,
        "Plugins": [PLUGIN],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/", "StudiesMetadata": "Full", "SeriesMetadata": "Full"},
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    with (folder / "orthanc.log").open("w") as log:
        server = subprocess.Popen([PROGRAM, folder / "orthanc.json"], stdout=log, stderr=log)
        try:
            archive = Orthanc(f"http://127.0.0.1:{port}/dicom-web")
            wait_for(archive, server, folder / "orthanc.log")
            yield archive
        finally:
            server.terminate()
            server.wait(30)


def wait_for(archive, server, log):
    end = time.monotonic() + 60
    while True:
        try:
            archive.qido("/studies")
            return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, f"Orthanc did not answer within a minute: {log.read_text()}"
            time.sleep(0.1)
