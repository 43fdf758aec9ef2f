// SPDX-License-Identifier: GPL-2.0-or-later
// The programs under test: an archive of corpus/, seeds/ and hostile.jsonl, served, stopped and
// served again; and the command line, whose numbers the page must show.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
export const build = process.env.DATELINE_BUILD ?? join(root, 'build');
const archive = join(build, 'web', 'archive');

const add = (...args) => run(join(build, 'dateline-indexer'), ['--index', archive, 'add', '--quiet', ...args], { cwd: root });

/** Brings one more article in, while the server runs. */
export async function add_article(article) {
  const file = join(build, 'web', 'late.jsonl');
  await writeFile(file, `${JSON.stringify(article)}\n`);
  await add(file);
}

export async function make_archive() {
  await rm(archive, { recursive: true, force: true });
  await add('corpus/articles', 'corpus/languages', 'seeds');
  await add('--source', 'Tidewater News Agency', 'corpus/agency');
  await add(join(here, 'hostile.jsonl'));
}

/** What the command line answers, as JSON. */
export async function query(...args) {
  const options = { maxBuffer: 1 << 26 };
  const line = ['--index', archive, '--format', 'json', ...args];
  try {
    return JSON.parse((await run(join(build, 'dateline-query'), line, options)).stdout);
  } catch (error) {
    if (error.code === 1) return JSON.parse(error.stdout);  // nothing found
    throw error;
  }
}

let server = null;
let address = '';

/** @returns {Promise<string>} where the page is, with a slash at the end */
export async function serve(port = 0) {
  [server, address] = await start(port);
  return address;
}

/** Runs `work` with the address of a second server, which wants a token. */
export async function with_token(token, work) {
  const [second, there] = await start(0, '--token', token);
  try {
    await work(there);
  } finally {
    await stop(second);
  }
}

/** @param {number} port 0 = any */
async function start(port, ...options) {
  const child = spawn(join(build, 'dateline-query'), ['--index', archive, '--serve', `127.0.0.1:${port}`, ...options]);
  let said = '';
  const there = await new Promise((resolve, reject) => {
    const listen = (bytes) => {
      said += bytes;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(`${found[0]}/`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`dateline-query --serve ended with ${code}: ${said}`)));
  });
  return [child, there];
}

async function stop(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

export const stop_serving = () => stop(server);

export const serve_again = () => serve(Number(new URL(address).port));
