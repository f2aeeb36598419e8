"""Draw the pictures of README and tutorial anew, by doing what the pages say: `make pictures`."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.test_pages import DRAWN
from support.documents import DOCS
from support.installation import install, livebind_wheel
from support.pages import Reader


def main() -> None:
    """Follow each page that draws, and keep what it drew."""
    for page, pictures in DRAWN.items():
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "dist").mkdir()
            shutil.copy(livebind_wheel(), folder / "dist")
            installation = install(folder / "venv", page.extras, ["pip", *page.other_packages])
            with Reader(installation, folder) as reader:
                reader.follow(page)
            for picture, drawn in pictures.items():
                shutil.copy(folder / drawn, DOCS / "images" / picture)


if __name__ == "__main__":
    main()
