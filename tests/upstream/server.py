#!/usr/bin/python3
"""The scripted provider: Anthropic Messages and OpenAI Chat on one port, fakes of local servers on others.

  server.py [--listen NAME[:PORT] ...] [--cert FILE --key FILE] [--anthropic-key K] [--openai-key K] [--login L]

NAME is provider, ollama, lmstudio, llamaserver or vllm; port 0 or none = a free one; default: provider. Prints one
line of JSON, {"port": N, "ports": {NAME: N}, "pid": N}, then serves 127.0.0.1 until its standard input closes (when
that is a pipe) or SIGTERM comes. A test drives it by POST /_script, /_config, /_reset and GET /_record on any port:
see scripts.py, provider.py and record.py.
"""
import argparse
import asyncio
import json
import os
import signal
import ssl
import stat
import sys

from connection import MAX_HEAD, BadRequest, Gone, Peer, Player, parse_head, read_body, read_head
from provider import Provider
from record import Record, now

DEFAULTS = {"anthropic_key": "anthropic_keys", "openai_key": "openai_keys", "login": "logins"}


async def exchange(provider, reader, writer, note):
    """One request and its reply. Returns whether the connection goes on."""
    raw_head = await read_head(reader)
    if raw_head is None:
        return False
    method, target, head = parse_head(raw_head)
    path = target.split("?", 1)[0]
    record = Record() if path.startswith("/_") else provider.record
    entry = record.add(note, raw_head, method, target)
    entry.body = await read_body(reader, writer, head)
    entry.body_at = now()
    reply = provider.route(note.listener, entry, method, path, head, entry.body)
    return await Player(writer, entry, note).play(reply, head.get("connection", "").lower() != "close")


def server_of(provider):
    async def serve(reader, writer, note):
        try:
            while await exchange(provider, reader, writer, note):
                pass
        except BadRequest as problem:
            body = f"{problem}\n".encode()
            writer.write(
                b"HTTP/1.1 400 Bad Request\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s" % (len(body), body)
            )
        except (Gone, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if not writer.transport.is_closing():
                writer.close()

    return serve


async def listen(loop, provider, name, port, tls):
    serve = server_of(provider)

    def peer():
        return Peer(asyncio.StreamReader(limit=MAX_HEAD, loop=loop), serve, name)

    server = await loop.create_server(peer, "127.0.0.1", port, ssl=tls, backlog=512)
    return server, server.sockets[0].getsockname()[1]


def parent_gone(loop, done):
    """A test that dies closes our standard input: no orphan stays behind."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        loop.add_reader(0, lambda: done.set() if not os.read(0, 4096) else None)


async def run(options):
    provider = Provider()
    for option, attribute in DEFAULTS.items():
        if getattr(options, option):
            setattr(provider, attribute, {getattr(options, option)})
    tls = None
    if options.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(options.cert, options.key)
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    servers, ports = [], {}
    for wanted in options.listen or ["provider"]:
        name, _, port = wanted.partition(":")
        server, ports[name] = await listen(loop, provider, name, int(port or 0), tls)
        servers.append(server)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    parent_gone(loop, done)
    print(
        json.dumps({"port": next(iter(ports.values())), "ports": ports, "pid": os.getpid(), "tls": bool(tls)}),
        flush=True,
    )
    await done.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", action="append")
    for name in ("--cert", "--key", "--anthropic-key", "--openai-key", "--login"):
        parser.add_argument(name)
    options = parser.parse_args()
    for wanted in options.listen or []:
        if wanted.partition(":")[0] not in ("provider", "ollama", "lmstudio", "llamaserver", "vllm"):
            parser.error(f"unknown listener {wanted}")
    asyncio.run(run(options))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
