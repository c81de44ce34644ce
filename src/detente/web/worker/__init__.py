"""What runs in the processes that read and solve: no network, no files but those of a case."""

from detente.web.worker._places import Source as Source
