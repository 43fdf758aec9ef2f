// SPDX-License-Identifier: GPL-2.0-or-later
// What goes wrong: the server is gone and comes back, is busy, or refuses what an address says.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { check_axe, gone_to, on_page, search_box, shot, total } from './browser.mjs';
import { add_article, query, serve_again, stop_serving, with_token } from './site.mjs';

export function trouble_cases(site) {
  test('the server stops, and comes back', () => on_page(site, '?q=earthquake', async (page) => {
    await stop_serving();
    try {
      await search_box(page).fill('election');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
      assert.equal(await page.locator('#hits').isVisible(), false, 'nothing old stands for the new search');
      assert.ok((await page.locator('#message').boundingBox()).width > 400, 'the columns stay');
      await check_axe(page, 'no server');
      await shot(page, 'no-server');
    } finally {
      await serve_again();
    }
    await page.waitForFunction(() => document.body.dataset.state === 'found');
    assert.equal(await total(page), (await query('election')).total);
  }, { expected: /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/ }));

  test('an article cannot be read while the server is gone; then it can', () => on_page(site, '?q=earthquake', async (page) => {
    await page.route('**/api/article/**', (route) => route.abort());
    await page.locator('a.headline').first().click();
    await page.getByRole('heading', { name: 'This article cannot be shown now' }).waitFor();
    await check_axe(page, 'no article');
    await page.unroute('**/api/article/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('#reader mark').first().waitFor();
  }, { expected: /ERR_FAILED/ }));

  test('a busy server is asked again when it said', () => on_page(site, '', async (page) => {
    let refused = 0;
    await page.route('**/api/search?*', (route) => (refused++ === 0
      ? route.fulfill({ status: 503, headers: { 'Retry-After': '1', 'Content-Type': 'application/problem+json' },
        body: JSON.stringify({ title: 'Busy', status: 503, detail: 'Too many searches wait.', hint: 'Try again.' }) })
      : route.continue()));
    await search_box(page).fill('earthquake');
    await search_box(page).press('Enter');
    await page.getByRole('heading', { name: 'The server is busy' }).waitFor();
    await page.locator('#message').getByText('Too many searches wait.').waitFor();
    await gone_to(page, /q=earthquake/);
    await page.waitForFunction(() => document.body.dataset.state === 'found');
    assert.equal(await total(page), (await query('earthquake')).total);
  }, { expected: /503/ }));

  test('what the server refuses is told, with a way out', () => on_page(site, '?q=earthquake&after=someday', async (page) => {
    await page.getByRole('heading', { name: 'This cannot be searched' }).waitFor();
    assert.match(await page.locator('#message').textContent(), /someday/);
    await check_axe(page, 'a refused search');
    await page.getByRole('button', { name: 'Remove the filters' }).click();
    await gone_to(page, /\?q=earthquake$/);
    assert.ok(await total(page) > 0);
  }, { expected: /400/ }));

  test('an archive that asks for a token', () => with_token('a-token-of-some-length', (base) =>
    on_page({ base }, '?q=earthquake', async (page) => {
      const field = page.getByRole('textbox', { name: /^Token/ });
      await field.waitFor();
      await check_axe(page, 'a token is wanted');
      await field.fill('not this one');
      await field.press('Enter');
      await page.getByText('The one this browser has is not accepted.').waitFor();
      await field.fill('a-token-of-some-length');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.waitForFunction(() => document.body.dataset.state === 'found');
      const found = (await query('earthquake')).total;
      assert.equal(await total(page), found);
      await page.locator('a.headline').first().click();
      await page.locator('#reader mark').first().waitFor();
      await page.reload();
      await page.locator('#reader mark').first().waitFor();
      await page.getByText('Save', { exact: true }).click();
      const [file] = await Promise.all([page.waitForEvent('download'),
        page.getByRole('link', { name: 'All as JSON Lines' }).click()]);
      const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
      assert.equal(lines.length, found);
    }, { expected: /401/ })));

  test('what comes in while the page is open is offered', () => on_page(site, '?q=tramway', async (page) => {
    const before = await total(page);
    await add_article({ id: 'late', title: 'Lisbon tramway closes for repairs', body: 'Line 28 of the tramway rests in August.',
      source: 'Quay & Sons', date: '2024-08-01' });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByRole('button', { name: 'The archive has changed: search again' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('.hit').length === count, before + 1);
    assert.equal(await total(page), before + 1);
    assert.equal(await page.locator('#facts').textContent(), '');
  }));

  test('the page may load nothing but its own', () => on_page(site, '', async () => {
    const answer = await fetch(site.base);
    await answer.arrayBuffer();
    const policy = answer.headers.get('content-security-policy');
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"])
      assert.ok(policy.includes(rule), `${rule} in ${policy}`);
    assert.doesNotMatch(policy, /unsafe/);
  }));
}
