// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-query --mcp as the clients of the Model Context Protocol's own packages drive it: the
// revision without state, and those that begin with a handshake. Both check each answer against
// the schema that its tool declares. DATELINE_BUILD names the build folder; run_scripts starts this.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import test from 'node:test'

const build = process.env.DATELINE_BUILD
const modules = createRequire(join(build, 'peers', 'package.json'))
const load = name => import(pathToFileURL(modules.resolve(name)))
const folder = mkdtempSync(join(tmpdir(), 'dateline-peers.'))
test.after(() => rmSync(folder, { recursive: true }))

const articles = Array.from({ length: 60 }, (_, n) => ({
  id: `quay:${n}`,
  title: `Ferry ${n} is late`,
  body: `The ferry ${n} waits at the quay. ` + `Fog lies on the harbour for hour ${n}. `.repeat(60),
  source: n % 2 ? 'Quay Post' : 'Pier Gazette',
  date: `2024-0${1 + n % 6}-05`,
  topics: ['ferries']
}))
const run = (program, ...options) =>
  execFileSync(join(build, program), ['--index', join(folder, 'archive'), ...options],
    { encoding: 'utf8', maxBuffer: 1 << 28 })
const add = list => {
  writeFileSync(join(folder, 'articles.jsonl'), list.map(a => JSON.stringify(a)).join('\n'))
  run('dateline-indexer', '--quiet', 'add', join(folder, 'articles.jsonl'))
}
add(articles)
add([{ ...articles[3], body: articles[3].body + 'It sails at last.' }])

const server = { command: join(build, 'dateline-query'), args: ['--index', join(folder, 'archive'), '--mcp'] }

/** Calls every tool, reads both resources and the prompt. */
async function driveAll (client) {
  assert.match(client.getInstructions(), /untrusted_/)
  const { tools } = await client.listTools()
  assert.deepEqual(tools.map(t => t.name),
    ['search', 'count', 'article', 'compare', 'explain', 'syntax', 'versions', 'diff'])
  for (const tool of tools) assert.equal(tool.annotations.readOnlyHint, true)
  const call = async (name, args = {}) => {
    const result = await client.callTool({ name, arguments: args })
    assert.ok(!result.isError, result.content[0].text)
    assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent)
    assert.ok(JSON.stringify(result).length <= 16_000)
    return result.structuredContent
  }
  const found = await call('search', { query: 'ferry', source: ['Quay Post'], limit: 20 })
  assert.equal(found.total, 30)
  const next = await call('search', { query: 'ferry', source: ['Quay Post'], limit: 20, offset: found.next_offset })
  assert.notEqual(next.hits[0].ref, found.hits[0].ref)
  const counted = await call('count', { queries: ['ferry', 'ferry AND last'], facet: 'source', timeline: 'month' })
  assert.deepEqual(counted.counts.map(c => c.total), [60, 1])
  const months = JSON.parse(run('dateline-query', '--format', 'json', '--timeline', 'month', 'ferry')).timeline
  assert.deepEqual(counted.counts[0].timeline.map(t => [t.period, t.count]), months.map(t => [t.date, t.count]))
  const compared = await call('compare', { queries: ['ferry', 'last'], by: 'source' })
  assert.deepEqual(compared.rows.map(r => r.counts), [[30, 0], [30, 1]])
  const nothing = await call('explain', { query: 'ferrry zeppelin' })
  assert.equal(nothing.total, 0)
  assert.match((await call('syntax')).syntax, /NEAR/)

  const { hits: [{ ref }] } = await call('search', { query: 'last' })
  let text = ''
  for (let from = 0; from !== null;) {
    const part = await call('article', { ref, from_word: from, words: 150 })
    text += (text ? ' ' : '') + part.untrusted_text
    from = part.next_word
  }
  assert.equal(text, articles[3].body + 'It sails at last.')
  const at = await call('article', { ref, query: 'last' })
  assert.ok(at.from_word > 0 && at.untrusted_text.endsWith('It sails at last.'))
  assert.equal((await call('versions', { ref })).versions.length, 2)
  const { parts } = await call('diff', { ref })
  assert.deepEqual(parts.filter(p => p.change === 'added').map(p => p.untrusted_text.trim()), ['It sails at last.'])

  const wrong = await client.callTool({ name: 'article', arguments: { ref: '9999' } })
  assert.equal(wrong.isError, true)
  assert.match(wrong.content[0].text, /no article has this ref/)
  await assert.rejects(client.callTool({ name: 'delete', arguments: {} }), /no such tool/)

  const { resources } = await client.listResources()
  const status = await client.readResource({ uri: resources[0].uri })
  assert.equal(JSON.parse(status.contents[0].text).articles, 60)
  const { resourceTemplates } = await client.listResourceTemplates()
  const uri = resourceTemplates[0].uriTemplate.replace('{ref}', ref)
  assert.match((await client.readResource({ uri })).contents[0].text, /untrusted_title/)
  await assert.rejects(client.readResource({ uri: 'file:///etc/hostname' }), /no such resource/)
  const { prompts: [prompt] } = await client.listPrompts()
  const written = await client.getPrompt({ name: prompt.name, arguments: { question: 'Why is the ferry late?' } })
  assert.match(written.messages[0].content.text, /Why is the ferry late\?$/)
}

test('an assistant of the revisions with a handshake uses all tools', async () => {
  const { Client } = await load('@modelcontextprotocol/sdk/client/index.js')
  const { StdioClientTransport } = await load('@modelcontextprotocol/sdk/client/stdio.js')
  const client = new Client({ name: 'peer', version: '1' })
  await client.connect(new StdioClientTransport(server))
  await driveAll(client)
  await client.ping()
  await client.close()
})

test('an assistant of the revision without state uses all tools', async () => {
  const { Client } = await load('@modelcontextprotocol/client')
  const { StdioClientTransport } = await load('@modelcontextprotocol/client/stdio')
  const client = new Client({ name: 'peer', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new StdioClientTransport(server))
  assert.equal(client.getProtocolEra(), 'modern')
  await driveAll(client)
  await client.close()
})
