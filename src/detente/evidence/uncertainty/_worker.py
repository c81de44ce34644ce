"""A worker process: reads work and jobs from its standard input, and writes replies."""

from __future__ import annotations

import os
import pickle
import signal
import sys

from detente.evidence.uncertainty._parcel import performed


def main() -> None:
    """Serve until the input ends, which it does too when the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is the parent's to handle
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not end up among the replies
    parcel = b""
    while True:
        try:
            sort, content = pickle.load(sys.stdin.buffer)
        except (EOFError, pickle.UnpicklingError):
            return
        if sort == "work":
            parcel = content
            continue
        reply = performed(parcel, content)
        try:
            pickle.dump(reply, replies)
            replies.flush()
        except BrokenPipeError:
            os._exit(0)  # the parent is gone, and nobody is left to read of it


if __name__ == "__main__":
    main()
