// SPDX-License-Identifier: GPL-2.0-or-later
// References as another program reads them: 1,000 articles go in, come out as RIS, BibTeX and
// CSL-JSON, and citation-js reads them. Every field must be what was put in. DATELINE_BUILD names
// the build folder; run_scripts starts this.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'

const build = process.env.DATELINE_BUILD
const modules = createRequire(join(build, 'peers', 'package.json'))
const { Cite, plugins } = modules('@citation-js/core')
modules('@citation-js/plugin-ris')
modules('@citation-js/plugin-bibtex')

const COUNT = 1000
const titles = [
  'Ferry late', 'Tax & "spend": 50% of $3 #1 {sic}', 'Prix du pétrole à Zürich', '港口关闭', 'مرفأ مغلق',
  'A_b^c~d \\ e', "Minister's <i>plan</i> – again", '=SUM(A1)', 'NATO and the EU', 'Ends in colon:'
]
const authors = [['Ann Quay'], ['Ann Quay', 'Bob Pier'], ['Zoë Øst'], ['Jean-Luc de la Mer'], []]

/** The article of a number: each combination of fields comes. */
function article (n) {
  const day = `${1950 + n % 75}-${String(1 + n % 12).padStart(2, '0')}-${String(1 + n % 28).padStart(2, '0')}`
  return {
    id: `ref:${n}`,
    title: `${titles[n % titles.length]} ${n}`,
    body: `The text of article ${n} is ${n * n} short.`,
    source: n % 7 === 0 ? undefined : `Outlet ${n % 13} & Sons`,
    author: authors[n % authors.length].join('; ') || undefined,
    date: n % 11 === 0 ? undefined : day,
    url: n % 3 === 0 ? `https://outlet.example/a?n=${n}&x=%7B1%7D#top` : undefined,
    language: 'en',
    page: n % 4 === 0 ? `A${n % 30 + 1}` : undefined,
    topics: n % 5 === 0 ? ['ports', `tide ${n}`] : undefined
  }
}

const articles = Array.from({ length: COUNT }, (_, n) => article(n))
const folder = mkdtempSync(join(tmpdir(), 'dateline-peers.'))
test.after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'articles.jsonl'), articles.map(a => JSON.stringify(a)).join('\n'))
const run = (program, ...options) =>
  execFileSync(join(build, program), ['--index', join(folder, 'archive'), ...options],
    { encoding: 'utf8', maxBuffer: 1 << 28 })
run('dateline-indexer', '--quiet', 'add', join(folder, 'articles.jsonl'))

const plain = text => text?.replace(/\s+/g, ' ').trim()
const names = list => (list ?? []).map(name => name.literal ?? [name.given, name['non-dropping-particle'], name['dropping-particle'], name.family].filter(Boolean).join(' '))

/** Compares what was read with what was put in, article by article. */
function compare (read, key, day = date => date) {
  assert.equal(read.length, COUNT)
  const byKey = new Map(read.map(one => [key(one), one]))
  assert.equal(byKey.size, COUNT)
  for (const [n, article] of articles.entries()) {
    const one = byKey.get(n)
    const where = `article ${n}`
    assert.equal(plain(one.title), plain(article.title), where)
    assert.equal(one['container-title'], article.source, where)
    assert.deepEqual(one.reporter ? [one.reporter].flat() : names(one.author), authors[n % authors.length], where)
    const date = article.date?.split('-').map(Number)
    assert.deepEqual(one.issued?.['date-parts']?.[0], date && day(date), where)
    assert.equal(one.URL, article.url, where)
    assert.equal(one.page, article.page, where)
    assert.equal(one.language, 'en', where)
    assert.equal(one.keyword?.replace(/,(?! )/g, ', '), article.topics?.join(', '), where)
    assert.ok(one.accessed?.['date-parts'] ?? one.accessed, where)
  }
}

const number = text => Number(/ref(?::|_3A)(\d+)/.exec(text)?.[1])
const export_ = format => run('dateline-query', '--limit', '0', '--format', format, '*')

test('CSL-JSON', () => compare(new Cite(export_('csl')).data, one => number(one.id)))
test('BibTeX', () => compare(new Cite(export_('bibtex')).data, one => number(one['citation-key'] ?? one.id)))
// Of newspaper articles citation-js makes authors reporters, and takes the year alone; the day is in
// the records it reads.
test('RIS', () => compare(new Cite(export_('ris')).data, one => number(one.note), ([year]) => [year]))
test('RIS, record by record', () => {
  const records = plugins.input.data(export_('ris'), '@ris/file')
  assert.equal(records.length, COUNT)
  for (const record of records) {
    const article = articles[number(record.AN)]
    const where = record.AN
    assert.equal(plain(record.TI), plain(article.title), where)
    assert.equal(record.T2, article.source, where)
    assert.deepEqual([record.AU ?? []].flat(), authors[number(record.AN) % authors.length], where)
    assert.equal(record.DA, article.date && article.date.replaceAll('-', '/') + '/', where)
    assert.deepEqual(record.KW && [record.KW].flat(), article.topics, where)
    assert.equal(record.UR, article.url, where)
    assert.equal(record.SP, article.page, where)
  }
})
