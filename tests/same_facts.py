#!/usr/bin/env python3
"""same_facts.py OLD NEW: what two reports (.html or .md) tell: their sentences, numbers, links and places to link to, and
nothing of how they are written. For before and after a change that may not change what a reader learns. Prints what only
one of them has, and ends with 1 if there is any; order is not compared. A page may be held against a Markdown file:
then links and places are left out, since Markdown has none."""
import collections
import html.parser
import re
import sys

# Digests are compared by their first 16 digits, and marks of quotation are marks of quotation.
DIGEST = re.compile(r"\b([0-9a-f]{16})[0-9a-f]*\b")
# Places that a page names by where they stand, for its own folds.
OWN_PLACE = re.compile(r"c\d+")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# Elements that end a line of text: what stands in two of them does not run together.
BLOCKS = set("p li td th dt dd tr h1 h2 h3 h4 summary caption figcaption div section table ul ol dl details blockquote title text".split())
SKIPPED = {"script", "style"}


def plain(text):
    return DIGEST.sub(r"\1", re.sub("[“”«»]", '"', " ".join(text.split())))


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.part = [], []
        self.links, self.ids, self.skip = collections.Counter(), collections.Counter(), 0

    def end_line(self):
        line = plain("".join(self.part))
        self.part = []
        if line:
            self.lines.append(line)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.skip += tag in SKIPPED
        if tag in BLOCKS:
            self.end_line()
        if tag == "q":
            self.part.append('"')
        if tag == "a" and given.get("href"):
            self.links[given["href"]] += 1
        if given.get("id") and not OWN_PLACE.fullmatch(given["id"]):
            self.ids[given["id"]] += 1

    def handle_endtag(self, tag):
        self.skip -= tag in SKIPPED
        if tag in BLOCKS:
            self.end_line()
        if tag == "q":
            self.part.append('"')

    def handle_data(self, data):
        if not self.skip:
            self.part.append(data)


def of_page(text):
    p = Page()
    p.feed(text)
    p.end_line()
    return p.lines, p.links, p.ids


def of_markdown(text):
    """Without the marks: a row of a table is its cells, a heading its words."""
    lines = []
    for line in text.splitlines():
        line = re.sub(r"<!--.*?-->", "", line)
        if re.fullmatch(r"[|\s:-]*", line):
            continue
        cells = re.split(r"(?<!\\)\|", line) if line.startswith("|") else [line]
        for cell in cells:
            cell = re.sub(r"^\s*(?:#+|[-*>]|\d+\.)\s", "", cell)
            cell = re.sub(r"\*\*|`", "", cell).replace("\\", "")
            if cell.strip():
                lines.append(plain(cell))
    return lines, None, None


def read(path):
    text = open(path, encoding="utf-8").read()
    return of_page(text) if path.endswith(".html") else of_markdown(text)


def words_of(lines):
    return collections.Counter(w for l in lines for w in re.findall(r"[^\W\d_]+", DIGEST.sub("", l)))


def show(what, old, new, most=40):
    gone, come = old - new, new - old
    for mark, rest in (("-", gone), ("+", come)):
        for k, n in sorted(rest.items(), key=str)[:most]:
            print(f"{mark} {what}: {k}" + (f"  ({n})" if n > 1 else ""))
        if len(rest) > most:
            print(f"{mark} {what}: and {len(rest) - most} more")
    return len(gone) + len(come)


def main():
    (a, a_links, a_ids), (b, b_links, b_ids) = read(sys.argv[1]), read(sys.argv[2])
    numbers = [collections.Counter(n for l in x for n in NUMBER.findall(DIGEST.sub("", l))) for x in (a, b)]
    found = show("line", collections.Counter(a), collections.Counter(b)) + show("number", *numbers)
    found += show("word", words_of(a), words_of(b), 20)
    if a_links is not None and b_links is not None:
        found += show("link", a_links, b_links) + show("place", a_ids, b_ids)
    print(f"{len(a)} lines and {len(b)}, {sum(numbers[0].values())} numbers and {sum(numbers[1].values())}; {found} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
