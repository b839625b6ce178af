"""`python -m reader.cli` is `writethru`."""

from reader.cli import main

main()
