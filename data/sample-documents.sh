#!/bin/sh
# SPDX-FileCopyrightText: 2026 The P2P-CI authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Writes documents in the layout of an RFC, to try and to test with: sample-documents.sh FOLDER [COUNT [FIRST-NUMBER]]
#
# They are no RFCs and say so. Their numbers, from 90001 on, are beyond those in use.

set -eu
folder=$1
count=${2:-12}
first=${3:-90001}

mkdir -p "$folder"
awk -v folder="$folder" -v count="$count" -v first="$first" '
function centred (text) { return sprintf ("%*s%s", (72 - length (text)) / 2, "", text) }
function sides (left, right) { return sprintf ("%-40s%32s", left, right) }

function page_end (number, page)
{
  printf "\n\nAuthor                           Sample%26s\n\f\n", sprintf ("[Page %d]", page) > file
  printf "RFC %-22d%-28s%17s\n\n\n", number, "Sample Document", "January 2026" > file
}

BEGIN {
  n_subjects = split ("How Peers Share Texts|A Central Index and What It Remembers|Finding a Document by Its Words|" \
                      "Names, Numbers and Addresses|When a Peer Goes Away|Digests of Documents|Resuming a Download|" \
                      "Old Dialects and How to Answer Them|Limits on All That Can Grow|One Connection for Many Requests|" \
                      "A Library Is a Folder|The Silence at the End of a Message", subject, "|")
  for (i = 0; i < count; i++)
    {
      number = first + i
      file = sprintf ("%s/rfc%d.txt", folder, number)
      title = subject[i % n_subjects + 1]
      if (i >= n_subjects)
        title = title ", Part " (int (i / n_subjects) + 1)

      printf "\n\n\n\n\n\n" > file
      print sides("Network Working Group", "A. Author") > file
      print sides("Request for Comments: " number, "P2P-CI") > file
      print sides("Category: Sample", "January 2026") > file
      printf "\n\n%s\n\n", centred(title) > file
      print "Status of This Memo\n" > file
      print "   This is a sample document.  It is not an RFC, and was made by a" > file
      print "   script so that sharing and fetching can be tried.\n" > file

      # The first is short, the others grow up to some forty pages.
      n_pages = 1 + (i * 7) % 41
      for (page = 1; page <= n_pages; page++)
        {
          printf "%d.  Section %d of \"%s\"\n\n", page, page, title > file
          for (paragraph = 1; paragraph <= 8; paragraph++)
            {
              printf "   Paragraph %d of section %d in document %d says nothing of its\n", paragraph, page, number > file
              printf "   own.  It is there because documents have pages, and pages have\n" > file
              printf "   paragraphs: %d in this one so far.\n\n", (page - 1) * 8 + paragraph > file
            }
          page_end(number, page)
        }
      close (file)
    }
}'
