#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An archive as it grows day by day: many additions of some hundred articles, one in ten of them a
new version of an article that is there, and two of a hundred removed. Prints a table of Markdown:
the archive's size, all that was written (write_bytes of /proc/PID/io: log, checkpoints and merges
count), the time of an addition, and of searches before and after optimize.

  daily_pattern.py BUILD ARTICLES.jsonl FOLDER ADDITIONS ARTICLES_EACH"""
import json
import os
import random
import shutil
import subprocess
import sys
import time

QUERIES = {'word': 'government', 'phrase': '"last year"', 'and': 'bank rate', 'near': 'oil NEAR/5 price',
           'wildcard': 'export*'}
SEARCHES = 15


def run(command):
    """Seconds, and bytes that were written."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    taken = time.monotonic() - began
    with open(f'/proc/{process.pid}/io', encoding='ascii') as lines:
        written = next(int(line.split()[1]) for line in lines if line.startswith('write_bytes'))
    if process.wait() != 0:
        sys.exit(f'failed: {command}')
    return taken, written


def size(folder):
    return sum(os.path.getsize(os.path.join(of, name)) for of, _, names in os.walk(folder) for name in names)


def percentile(values, share):
    return sorted(values)[int(share * (len(values) - 1) + 0.5)]


def latencies(build, archive):
    """Of each query the median of what the program says it took, in milliseconds."""
    found = {}
    for name, query in QUERIES.items():
        taken = []
        for _ in range(SEARCHES):
            out = subprocess.run([f'{build}/dateline-query', '--index', archive, '--format', 'json', query],
                                 stdout=subprocess.PIPE, check=False).stdout
            taken.append(json.loads(out)['took_ms'])
        found[name] = percentile(taken, 0.5)
    return found


def main(build, articles, folder, additions, each):
    shutil.rmtree(folder, ignore_errors=True)
    indexer = [f'{build}/dateline-indexer', '--index', folder, '--quiet']
    source, choice = open(articles, encoding='utf-8'), random.Random(7)
    known, written, text, adds = [], 0, 0, []
    print('| additions | text, MB | archive, MB | written, MB | of the archive | an addition, p50 and p95 | segments |')
    print('|---|---|---|---|---|---|---|')
    for number in range(1, additions + 1):
        some = [json.loads(line) for _, line in zip(range(each * 9 // 10), source)]
        edited = choice.sample(known, min(len(known), each - len(some)))
        some += [dict(article, body=f"{article['body']}\n\nCorrected on day {number}.") for article in edited]
        known = (known + some)[-50_000:]
        with open(folder + '.day.jsonl', 'w', encoding='utf-8') as day:
            for article in some:
                text += len(article.get('title', '').encode()) + len(article['body'].encode())
                print(json.dumps(article), file=day)
        taken, bytes_ = run(indexer + ['add', folder + '.day.jsonl'])
        adds.append(taken)
        written += bytes_
        removed = {article['id'] for article in choice.sample(known, each // 50)}
        known = [article for article in known if article['id'] not in removed]
        written += run(indexer + ['remove', *removed])[1]
        if number in (additions // 4, additions // 2, additions):
            now = size(folder)
            print(f'| {number} | {text / 1e6:.1f} | {now / 1e6:.1f} | {written / 1e6:.1f} | {written / now:.1f} |'
                  f' {percentile(adds, 0.5):.2f} s, {percentile(adds, 0.95):.2f} s |'
                  f" {len(os.listdir(folder + '/terms'))} |", flush=True)
    os.remove(folder + '.day.jsonl')
    before = latencies(build, folder)
    run(indexer + ['optimize'])
    after = latencies(build, folder)
    print(f'\nAfter optimize: {size(folder) / 1e6:.1f} MB.\n')
    print('| search, whole command, ms | before optimize | after | ratio |\n|---|---|---|---|')
    for name in QUERIES:
        print(f'| {name} | {before[name]:.1f} | {after[name]:.1f} | {before[name] / max(after[name], 0.01):.2f} |')


if __name__ == '__main__':
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
