"""Sees whether anybody opens or reads a file of a folder: inotify, so that no trust in anybody's word is needed."""

import ctypes
import os
import struct

IN_ACCESS, IN_OPEN, IN_ISDIR = 0x1, 0x20, 0x40000000


class Watched:
    """Every folder under `top`, from now until names() is asked."""

    def __init__(self, top):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK)
        assert self.fd >= 0
        self.folders = {}
        for base, _, _ in os.walk(top):
            watch = self.libc.inotify_add_watch(self.fd, os.fsencode(base), IN_ACCESS | IN_OPEN)
            assert watch >= 0, base
            self.folders[watch] = base
        self.names()  # walking opened them

    def names(self):
        """Files that were opened or read since; folders that were only listed do not count."""
        out = set()
        while True:
            try:
                data = os.read(self.fd, 1 << 16)
            except BlockingIOError:
                return sorted(out)
            at = 0
            while at < len(data):
                watch, mask, _, size = struct.unpack_from("iIII", data, at)
                name = data[at + 16 : at + 16 + size].rstrip(b"\0").decode()
                at += 16 + size
                if not mask & IN_ISDIR and watch in self.folders:
                    out.add(os.path.join(self.folders[watch], name))

    def close(self):
        os.close(self.fd)
