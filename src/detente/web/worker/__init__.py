"""What runs in the processes that read and solve: no network, no files but those of a case."""
