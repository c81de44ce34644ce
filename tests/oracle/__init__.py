"""Independent reference implementations that tests compare the program with: slow, dense and plain."""
