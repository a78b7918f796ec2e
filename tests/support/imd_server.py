"""A mock server of IMD, versions 2 and 3, in both byte orders."""
import socket
import struct
import threading
import time

ATOMS = 125


def header(kind, length):
    return struct.pack(">ii", kind, length)


def handshake(version, order):
    """The second number has the byte order of the server."""
    return struct.pack(">i", 4) + struct.pack(order + "i", version)


def coordinates(k, order, n=ATOMS):
    return header(2, n) + struct.pack(f"{order}{3 * n}f", *(0.25 * i + k for i in range(3 * n)))


SESSION = header(10, 7) + bytes([1, 0, 1, 1, 0, 1, 0])


def frame_3(k, order):
    """Time, box, coordinates, velocities."""
    clock = header(12, 1) + struct.pack(order + "ddq", 0.001, 0.5 * k, 500 * k)
    box = header(13, 1) + struct.pack(order + "9f", 12 + k, 0, 0, 1.5, 12, 0, 0, 0, 12)
    velocities = header(14, ATOMS) + struct.pack(f"{order}{3 * ATOMS}f", *([0.5] * 3 * ATOMS))
    return clock + box + coordinates(k, order) + velocities


class Server:
    """Sends pieces of bytes to one client once it has said "go", a number being a pause, and takes what it says."""

    def __init__(self, begin, *pieces, waits_for_go=True, stays=False):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.begin, self.pieces, self.waits, self.stays, self.heard = begin, pieces, waits_for_go, stays, b""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        try:
            client, _ = self.socket.accept()
        except OSError:  # closed by the test
            return
        client.settimeout(20)
        try:
            client.sendall(self.begin)
            while self.waits and len(self.heard) < 8:
                self.heard += client.recv(8)
            for piece in self.pieces:
                if isinstance(piece, bytes):
                    client.sendall(piece)
                else:
                    time.sleep(piece)
            if not self.stays:
                client.shutdown(socket.SHUT_WR)
            while piece := client.recv(64):
                self.heard += piece
        except OSError:
            pass
        client.close()
