"""Files for readers: written on the spot, or the reference data where it is at hand."""

import gzip
import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def data():
    if not DATA.is_dir():
        pytest.skip(f"the reference data is not at {DATA}")
    return DATA


@pytest.fixture(scope="session")
def expected(data):
    return json.loads((data / "EXPECTED.json").read_text(encoding="utf-8"))["files"]


@pytest.fixture
def file(tmp_path):
    """Writes a file of text (UTF-8) or bytes and gives its path."""

    def write(content, *, zipped=False):
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        path = tmp_path / "file"
        path.write_bytes(gzip.compress(raw) if zipped else raw)
        return path

    return write
