"""A geocoder on this machine, that answers in the national one's shape. Its places are invented."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


def found(**properties):
    """Return the body of an answer with one address, invented, at Auchel."""
    longitude = properties.pop("lon", 2.455)
    latitude = properties.pop("lat", 50.505)
    values = {
        "label": "68 Rue Inventée 62260 Auchel",
        "score": 0.95,
        "housenumber": "68",
        "id": "62048_0000_00068",
        "banId": "00000000-0000-4000-8000-000000000068",
        "name": "68 Rue Inventée",
        "postcode": "62260",
        "citycode": "62048",
        "x": 661_000.0,
        "y": 7_045_000.0,
        "city": "Auchel",
        "context": "62, Pas-de-Calais, Hauts-de-France",
        "type": "housenumber",
        "importance": 0.5,
        "street": "Rue Inventée",
        **properties,
    }
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return collection({"type": "Feature", "geometry": geometry, "properties": values})


def collection(*features):
    """Return the body of an answer: the features, and what goes with them."""
    return {
        "type": "FeatureCollection",
        "version": "draft",
        "features": list(features),
        "attribution": "BAN",
        "licence": "ETALAB-2.0",
        "limit": 1,
    }


@dataclass
class Geocoder:
    """What the server is told to answer, and what it was asked."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, body, status=200, **headers):
        """Answer this next (the last answer is repeated); a text is sent as a page of HTML."""
        if isinstance(body, str):
            self.answers.append((status, {"Content-Type": "text/html", **headers}, body.encode()))
        else:
            content = {"Content-Type": "application/json; charset=utf-8", **headers}
            self.answers.append((status, content, json.dumps(body).encode()))


@contextmanager
def geocoder() -> Iterator[Geocoder]:
    """Run a geocoder on a free port for the time of a test."""
    told = Geocoder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            told.asked.append((address.path, query))
            status, headers, body = told.answers[0]
            if len(told.answers) > 1:
                told.answers.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/geocodage"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
