#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pseudo translation of a catalogue: make-pseudo.py POT-FILE PO-FILE

Each sentence stays readable, gets accents, grows by two fifths and stands in brackets. In a picture of the window,
a word without accents is one that cannot be translated, a bracket that is missing is one that was cut off, and two
pairs of brackets in one sentence are a sentence that was glued together.
"""

import ast
import re
import sys

ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñóšúýžÁÇÉÍÑÓŠÚÝŽ")
# What a program reads stays as it is: conversions, strftime's among them, options, markup and entities.
KEPT = re.compile(r"(%%|%[-#0 +]*[0-9]*(?:\.[0-9]+)?[a-zA-Z]|--?[a-z][a-z-]*|<[^>]*>|&[a-z]+;|\\n|\s+$|^\s+)")


def read_entries(path):
    """The entries of a catalogue, each a dictionary of its keywords; comments of flags are kept."""
    entry, keyword = {"flags": []}, None
    with open(path, encoding="utf-8") as pot:
        for line in [*pot, "\n"]:
            line = line.rstrip("\n")
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line)
            if line == "":
                if entry.get("msgid"):
                    yield entry
                entry = {"flags": []}
            elif line.startswith("#,"):
                entry["flags"].append(line)
            elif match is not None:
                keyword = match[1]
                entry[keyword] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                entry[keyword] += ast.literal_eval(line)


def pseudo(text):
    """Accented, longer, in brackets. The search words of the desktop entry end in a semicolon, and so does this."""
    pieces = KEPT.split(text)
    plain = "".join(piece if index % 2 else piece.translate(ACCENTS) for index, piece in enumerate(pieces))
    body = plain.strip()
    start, end = plain[: len(plain) - len(plain.lstrip())], plain[len(plain.rstrip()) :]
    n_more = max(1, len(body) * 2 // 5 - 2)
    longer = ("~ohné" * (n_more // 5 + 1))[:n_more]
    return f"{start}[{body}{longer}]{';' if body.endswith(';') else ''}{end}"


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_entry(po, entry):
    for flags in entry["flags"]:
        po.write(f"{flags}\n")
    for keyword in ("msgctxt", "msgid", "msgid_plural"):
        if keyword in entry:
            po.write(f"{keyword} {quote(entry[keyword])}\n")
    if "msgid_plural" in entry:
        po.write(f"msgstr[0] {quote(pseudo(entry['msgid']))}\n")
        po.write(f"msgstr[1] {quote(pseudo(entry['msgid_plural']))}\n\n")
    else:
        po.write(f"msgstr {quote(pseudo(entry['msgid']))}\n\n")


def main(pot_path, po_path):
    with open(po_path, "w", encoding="utf-8") as po:
        po.write('msgid ""\nmsgstr ""\n')
        po.write('"Language: en_XA\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n')
        po.write('"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n')
        for entry in read_entries(pot_path):
            write_entry(po, entry)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
