// SPDX-License-Identifier: GPL-2.0-or-later
// A browser with the page open, that notes whatever a test must not see: messages of the console,
// requests to other hosts, exceptions. And what axe-core says of a state.
import assert from 'node:assert/strict';
import { readFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from './site.mjs';

// The packages are installed into the build folder; see run.
const require = createRequire(join(build, 'web', 'package.json'));
const { chromium } = require('playwright-core');
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const shots = join(build, 'web', 'screenshots');

let browser = null;
export async function open_browser() {
  await mkdir(shots, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
export const close_browser = () => browser?.close();

/**
 * Runs a test on the page at an address of the site, in a context of its own.
 * @param {{base: string}} site
 * @param {string} where after the site's address: '?q=…'
 * @param {(page: import('playwright-core').Page) => Promise<void>} work
 * @param {{expected?: RegExp, width?: number, height?: number, dark?: boolean, touch?: boolean}} [options]
 *   expected: messages of the console that belong to the test
 */
export async function on_page(site, where, work, options = {}) {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    hasTouch: options.touch ?? false,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(30000);
  const page = await context.newPage();
  const troubles = [];
  page.on('console', (message) => {
    const text = `${message.text()} ${message.location().url ?? ''}`;
    if (['error', 'warning'].includes(message.type()) && !options.expected?.test(text)) troubles.push(text);
  });
  page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site.base) && !/^(data|blob):/.test(url)) troubles.push(`request to another host: ${url}`);
  });
  try {
    await page.goto(site.base + where);
    await settled(page);
    await work(page);
    assert.equal(await page.evaluate(() => window.hacked), undefined, 'a text of the archive ran as a script');
    assert.deepEqual(troubles, []);
  } finally {
    await context.close();
  }
}

/** Waits until what was asked for is shown. */
export const settled = (page) => page.waitForFunction(() =>
  ['found', 'empty', 'error'].includes(document.body.dataset.state) && !document.querySelector('#reader[aria-busy]'));

/**
 * Holds back what is asked for by addresses like `pattern`. @returns {() => void} that lets go
 */
export async function hold(page, pattern) {
  let let_go;
  const until = new Promise((resolve) => { let_go = resolve; });
  await page.route(pattern, async (route) => {
    await until;
    await route.continue().catch(() => {});  // it may have been given up
  });
  return let_go;
}

/** Waits until the address has it, then until it is shown. */
export async function gone_to(page, pattern) {
  await page.waitForURL(pattern);
  await settled(page);
}

export async function check_axe(page, state) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), RULES);
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(told, [], `axe-core on ${state}`);
}

export const shot = (page, name) => page.screenshot({ path: join(shots, `${name}.png`) });

/** The number at the head of the results. */
export async function total(page) {
  const text = await page.locator('#total').textContent();
  return text === 'Nothing found' ? 0 : Number(/^([\d,]+) article/.exec(text)[1].replaceAll(',', ''));
}

export const search_box = (page) => page.getByRole('combobox', { name: 'Search the archive' });
export const params = (page) => new URL(page.url()).searchParams;
export const focused_id = (page) => page.evaluate(() => document.activeElement?.dataset.id ?? document.activeElement?.id);
