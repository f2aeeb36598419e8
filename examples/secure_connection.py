"""Connect over TLS to a backend that may still be starting, and see what is said on the wire.

Only an unavailable service is tried again. A certificate that is not trusted would be so at the
next attempt too: it is an error at once.
"""

from __future__ import annotations

import argparse
import logging
import sys

import brayns


def main(uri: str, authority: str) -> int:
    """Run the example; return the exit code."""
    connector = brayns.Connector(
        uri,
        ssl_context=brayns.SslClientContext(cafile=authority),
        max_attempts=50,
        attempt_period=0.2,
        logger=brayns.Logger(logging.INFO),
    )
    try:
        with connector.connect() as instance:
            version = brayns.get_version(instance)
            print(f"connected to Brayns {version.major}.{version.minor}.{version.patch}")
    except brayns.InvalidServerCertificateError as error:
        print(f"not trusted: {error}")
        return 2
    except brayns.ServiceUnavailableError as error:
        print(f"not there: {error}")
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("uri", metavar="HOST:PORT", help="where the backend listens, with TLS")
    parser.add_argument("authority", metavar="CA", help="certificates to trust: ca.pem")
    arguments = parser.parse_args()
    sys.exit(main(arguments.uri, arguments.authority))
