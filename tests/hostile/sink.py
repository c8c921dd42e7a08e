"""An upstream that only counts: connections, and bytes that came over them."""

import socket
import threading


class Sink:
    ca = None

    def __init__(self):
        self.connections, self.bytes, self.open = 0, 0, []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(peer)
            threading.Thread(target=self._count, args=(peer,), daemon=True).start()

    def _count(self, peer):
        try:
            while data := peer.recv(65536):
                self.bytes += len(data)
        except OSError:
            pass

    def close(self):
        for one in (self.listener, *self.open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
        self.thread.join(5)
