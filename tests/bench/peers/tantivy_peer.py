#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tantivy, by its wheel of PyPI, on the records and queries of the benchmark: one analysed field of
title and body with positions (stemmed English, no stop words left out), the text stored, source and
date as further fields. Python reads the records and calls, so adding is slower than from Rust, and
each search pays some microseconds for the call.

  tantivy_peer.py add FOLDER ARTICLES.jsonl THREADS
  tantivy_peer.py search FOLDER QUERIES.tsv [SECONDS_A_CLASS]
  tantivy_peer.py game-add FOLDER ARTICLES.jsonl    lines {"id": ..., "text": ...}, no stems
  tantivy_peer.py game FOLDER                       an engine of ../game/measure.py
"""
import datetime
import itertools
import json
import os
import shutil
import sys
import time

import tantivy

EPOCH = datetime.date(1970, 1, 1)
RUNS = 5


def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field('id', stored=True, tokenizer_name='raw', index_option='basic')
    builder.add_text_field('text', tokenizer_name='en_stem', index_option='position')
    builder.add_text_field('title', stored=True, tokenizer_name='raw', index_option='basic')
    builder.add_bytes_field('body', stored=True)
    builder.add_text_field('source', stored=True, tokenizer_name='raw', index_option='basic')
    builder.add_integer_field('day', indexed=True, fast=True)
    return builder.build()


def day(text):
    return (datetime.date.fromisoformat(text[:10]) - EPOCH).days if text else 0


def add(folder, articles, threads):
    """Prints megabytes of text, and the seconds until all is on the disk, as it is and as one
    segment."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    start, size = time.monotonic(), 0
    index = tantivy.Index(schema(), path=folder)
    writer = index.writer(heap_size=256 << 20, num_threads=threads)
    with open(articles, encoding='utf-8') as lines:
        for line in lines:
            record = json.loads(line)
            title, body = record.get('title', ''), record.get('body', '')
            packed = body.encode()
            size += len(title.encode()) + len(packed)
            writer.add_document(tantivy.Document(
                id=record.get('id', ''), text=[title, body], title=title[:1000], body=packed,
                source=record.get('source', ''), day=day(record.get('date', ''))))
    writer.commit()
    writer.wait_merging_threads()
    added = time.monotonic() - start
    print(f'{size / 1e6:.1f} {added:.2f} -')


def query_of(line, index):
    kind, words, source, after, before = line.rstrip('\n').split('\t')
    read = index.parse_query
    if kind.startswith('phrase'):
        query = read(f'"{words}"', ['text'])
    else:
        must = tantivy.Occur.Should if kind.startswith('or') else tantivy.Occur.Must
        parts = [(must, read(f'"{word}"', ['text'])) for word in words.split()]
        query = tantivy.Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]
    clauses = [(tantivy.Occur.Must, query)]
    if source:
        of = tantivy.Query.term_query(index.schema, 'source', source, 'basic')
        clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(of, 0.0)))
    if after:
        within = tantivy.Query.range_query(
            index.schema, 'day', tantivy.FieldType.Integer, day(after), day(before), True, False)
        clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(within, 0.0)))
    return kind, tantivy.Query.boolean_query(clauses) if len(clauses) > 1 else query


def percentile(ordered, share):
    return ordered[int(share * (len(ordered) - 1) + 0.5)]


def measure(mode, kind, queries, seconds, run):
    """Each query once, then RUNS times; its figure is their median, as in latency.cc."""
    times, totals = [[] for _ in queries], [0] * len(queries)
    clock = time.thread_time if os.environ.get('BENCH_CLOCK') == 'cpu' else time.perf_counter
    start = clock()
    for turn in range(RUNS + 1):
        for i, query in enumerate(queries):
            if clock() - start > seconds:
                break
            began = clock()
            totals[i] = run(query)
            taken = (clock() - began) * 1e6
            times[i] = [taken] if turn <= 1 else times[i] + [taken]
    figures = sorted(percentile(sorted(of), 0.5) for of in times if of)
    found = sum(total for total, of in zip(totals, times) if of)
    print('tantivy', mode, kind, len(figures),
          *(f'{percentile(figures, share):.1f}' for share in (0.5, 0.95, 0.99)), found, sep='\t',
          flush=True)


def search(folder, file, seconds):
    index = tantivy.Index.open(folder)
    searcher = index.searcher()

    def exact(query):
        found = searcher.search(query, 10, count=True)
        for _, address in found.hits:
            searcher.doc(address)['id']
        return found.count

    def pruned(query):
        return len(searcher.search(query, 10, count=False).hits)

    with open(file, encoding='utf-8') as lines:
        queries = [query_of(line, index) for line in lines]
    for mode, run in (('exact', exact), ('pruned', pruned)):
        for kind, some in itertools.groupby(queries, key=lambda query: query[0]):
            measure(mode, kind, [query for _, query in some], seconds, run)


def game_add(folder, articles):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field('id', stored=True, tokenizer_name='raw', index_option='basic')
    builder.add_text_field('text', index_option='position')
    index = tantivy.Index(builder.build(), path=folder)
    writer = index.writer(heap_size=512 << 20, num_threads=1)
    with open(articles, encoding='utf-8') as lines:
        for line in lines:
            record = json.loads(line)
            writer.add_document(tantivy.Document(id=record['id'], text=record['text']))
    writer.commit()
    writer.wait_merging_threads()


def game(folder):
    """Lines "COMMAND<TAB>QUERY", answered as do_query.cc does."""
    index = tantivy.Index.open(folder)
    searcher = index.searcher()
    for line in sys.stdin:
        command, text = line.rstrip('\n').split('\t')
        query = index.parse_query(text, ['text'])
        if command == 'COUNT':
            print(searcher.search(query, 1, count=True).count, flush=True)
        elif command == 'TOP_10_COUNT':
            print(searcher.search(query, 10, count=True).count, flush=True)
        elif command in ('TOP_10', 'TOP_100'):
            searcher.search(query, int(command[4:]), count=False)
            print(1, flush=True)
        else:
            print('UNSUPPORTED', flush=True)


if __name__ == '__main__':
    if len(sys.argv) == 5 and sys.argv[1] == 'add':
        add(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    elif len(sys.argv) > 3 and sys.argv[1] == 'search':
        search(sys.argv[2], sys.argv[3], float(sys.argv[4]) if len(sys.argv) > 4 else 20)
    elif len(sys.argv) == 4 and sys.argv[1] == 'game-add':
        game_add(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 3 and sys.argv[1] == 'game':
        game(sys.argv[2])
    else:
        sys.exit(__doc__)
