"""One function per kind of file: bytes in, content out."""
