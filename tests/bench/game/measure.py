#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs engines of the search-benchmark-game as its own client does: each command over all queries,
some times, of which the least counts. Prints the median and the sum of the queries' times, and
where two engines count differently.

  measure.py QUERIES.jsonl RUNS NAME='COMMAND OF AN ENGINE'...

QUERIES.jsonl: lines {"query": "+a +b", "tags": ["intersection"]}, as the game has them."""
import collections
import json
import subprocess
import sys
import time

COMMANDS = ('COUNT', 'TOP_10', 'TOP_100', 'TOP_10_COUNT')


class Engine:
    def __init__(self, command):
        self.process = subprocess.Popen(command, shell=True, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, command, query):
        began = time.perf_counter()
        print(command, query, sep='\t', file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        return answer, (time.perf_counter() - began) * 1e6

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def main(file, runs, engines):
    with open(file, encoding='utf-8') as lines:
        queries = [json.loads(line) for line in lines if line.strip()]
    counts = collections.defaultdict(dict)
    for name, command_line in engines:
        engine = Engine(command_line)
        for command in COMMANDS:
            least = [float('inf')] * len(queries)
            for _ in range(runs):
                for i, query in enumerate(queries):
                    answer, taken = engine.ask(command, query['query'])
                    least[i] = min(least[i], taken)
                    if command == 'COUNT':
                        counts[query['query']][name] = answer
            by_tag = collections.defaultdict(list)
            for query, taken in zip(queries, least):
                by_tag[query['tags'][0]].append(taken)
            for tag, times in by_tag.items():
                times.sort()
                print(name, command, tag, len(times), f'{times[len(times) // 2]:.0f}',
                      f'{sum(times):.0f}', sep='\t')
        engine.end()
    differ = {query: of for query, of in counts.items() if len(set(of.values())) > 1}
    print(f'{len(differ)} of {len(counts)} queries are counted differently', file=sys.stderr)
    for query, of in list(differ.items())[:10]:
        print(f'  {query}: {of}', file=sys.stderr)


if __name__ == '__main__':
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), [tuple(of.split('=', 1)) for of in sys.argv[3:]])
