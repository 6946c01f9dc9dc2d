"""How much a page weighs on its way to a phone: everything compressed, as the web server sends it."""

import gzip
from collections import defaultdict
from urllib.parse import urlsplit

KB = 1024
# What the pages may weigh (docs/pages.md): at the 95th percentile with an empty cache, again, and each kind at most.
FIRST_VISIT, AGAIN, REQUESTS = 200 * KB, 40 * KB, 12
MOST = {"js": 60 * KB, "css": 70 * KB}
LOADED = "() => performance.getEntriesByType('resource').map(one => one.name)"


class Scales:
    """Weighs every page that is put on them."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, int]] = {}
        self.pages: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.requests: dict[str, int] = {}
        self.faults: list[str] = []

    def weigh(self, page, answer, name: str) -> None:
        """Note what the page and all it loads weigh, and how many requests that takes."""
        loaded = {url for url in page.evaluate(LOADED) if not url.startswith("data:")}
        here = urlsplit(page.url).netloc
        self.faults += [f"{name}: loads {url}" for url in loaded if urlsplit(url).netloc != here]
        kinds: dict[str, int] = defaultdict(int)
        for url in loaded:
            kind, size = self._file(page, url)
            kinds[kind] += size
        self.pages[name] = packed(answer.body())
        self.first[name] = self.pages[name] + sum(kinds.values())
        self.requests[name] = 1 + len(loaded)
        self.faults += [
            f"{name}: {kinds[kind] / KB:.0f} KB of {kind}" for kind, most in MOST.items() if kinds[kind] > most
        ]

    def _file(self, page, url: str) -> tuple[str, int]:
        if url not in self.files:
            kind = urlsplit(url).path.rpartition(".")[2]
            self.files[url] = kind, packed(page.request.get(url).body())
        return self.files[url]

    def report(self) -> str:
        """The numbers in one line."""
        return (
            f"{len(self.first)} pages: first visit {high(self.first) / KB:.0f} KB at p95, at most "
            f"{max(self.first.values()) / KB:.0f} KB; again {high(self.pages) / KB:.0f} KB at p95, at most "
            f"{max(self.pages.values()) / KB:.0f} KB; at most {max(self.requests.values())} requests"
        )

    def finish(self) -> list[str]:
        """What is too heavy."""
        found = list(self.faults)
        found += ["first visits: " + self.report()] * (high(self.first) > FIRST_VISIT)
        found += ["visits again: " + self.report()] * (high(self.pages) > AGAIN)
        found += [f"{name}: {count} requests" for name, count in self.requests.items() if count > REQUESTS]
        return found


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def high(values: dict[str, int]) -> int:
    """The 95th percentile."""
    return sorted(values.values())[int(len(values) * 0.95)]
