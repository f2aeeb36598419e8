"""Makes `python -m livebind_backend` serve an instance."""

import sys

from livebind_backend.cli import main

if __name__ == "__main__":
    sys.exit(main())
