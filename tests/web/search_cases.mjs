// SPDX-License-Identifier: GPL-2.0-or-later
// Asking: the start, searches, completion, notes, order, pages, export.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check_axe, focused_id, gone_to, hold, on_page, params, search_box, settled, shot, total } from './browser.mjs';
import { query } from './site.mjs';

export function search_cases(site) {
  test('start: the newest articles and what the archive holds', () => on_page(site, '', async (page) => {
    const all = await query('--sort', 'newest', '--limit', '20');
    assert.equal(await total(page), all.total);
    assert.equal(await page.locator('a.headline').first().getAttribute('data-id'), all.hits[0].id);
    await page.getByText(/^From \d+ sources, .* to /).waitFor();
    await check_axe(page, 'start');
    await shot(page, 'start');
  }));

  test('a search: total, snippets, address, title, announcement', () => on_page(site, '', async (page) => {
    await search_box(page).fill('earthquake');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await gone_to(page, /\?q=earthquake$/);
    const found = await query('earthquake', '--limit', '20');
    assert.equal(await total(page), found.total);
    assert.equal(await page.locator('.hit').count(), Math.min(20, found.total));
    assert.equal((await page.locator('.snippet mark').first().textContent()).toLowerCase(), 'earthquake');
    assert.equal(await page.locator('a.headline mark').first().textContent(), 'Earthquake');
    assert.equal(await page.locator('#live').textContent(), `${found.total} articles found`);
    assert.equal(await page.title(), 'earthquake – Dateline');
    await check_axe(page, 'results');
    await shot(page, 'results');
  }));

  test('completion: words, headlines, and back to what was typed', () => on_page(site, '', async (page) => {
    const box = search_box(page);
    await box.pressSequentially('earthq');
    const list = page.getByRole('listbox', { name: 'Completions' });
    await list.waitFor();
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    await check_axe(page, 'completions');
    await box.press('ArrowDown');
    const first = list.getByRole('option').first();
    assert.equal(await first.getAttribute('aria-selected'), 'true');
    assert.equal(await box.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
    assert.match(await box.inputValue(), /^earthquakes?$/);
    await box.press('Escape');
    assert.equal(await box.inputValue(), 'earthq');
    assert.equal(await list.isVisible(), false);
    await box.press('Alt+ArrowDown');
    await list.waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await gone_to(page, /\?q=earthquake/);
    await box.fill('Rescuers search No');
    await list.locator('.headline').first().click();
    await gone_to(page, /article=/);
    assert.match(await page.locator('#reader-title').textContent(), /^Rescuers search Noto/);
  }));

  test('notes stand under their words, and a repair is a click away', () => on_page(site, '?q=morocco+or+turkey', async (page) => {
    const note = page.locator('#notes li').filter({ hasText: 'as an operator it is written in capitals' });
    const word = page.locator('#echo u');
    assert.equal(await word.textContent(), 'or');
    const [under, above] = [await note.boundingBox(), await word.boundingBox()];
    assert.ok(Math.abs(under.x - above.x) < 3 && under.y >= above.y + above.height - 2, 'below the word');
    await check_axe(page, 'notes');
    await note.getByRole('button', { name: 'Use OR' }).click();
    await gone_to(page, /q=morocco\+OR\+turkey/);
    assert.equal(await total(page), (await query('morocco OR turkey')).total);
    assert.equal(await page.locator('#notes li').count(), 0);
    assert.equal(await search_box(page).inputValue(), 'morocco OR turkey');
  }));

  test('notes on words after letters of several bytes', () => on_page(site, '?q=Türkiye+or+地震', async (page) => {
    assert.equal(await page.locator('#echo u').first().textContent(), 'or');
  }));

  test('nothing found: why, and what would be, to click', () => on_page(site, '?q=eartquake+morocco', async (page) => {
    assert.equal(await page.locator('#total').textContent(), 'Nothing found');
    assert.equal(await page.locator('#live').textContent(), 'Nothing found');
    await check_axe(page, 'empty');
    await shot(page, 'empty');
    await page.locator('#message').getByRole('button', { name: 'earthquake AND morocco' }).click();
    await gone_to(page, /q=earthquake/);
    assert.ok(await total(page) > 0);
  }));

  test('nothing found because no article has the value of a filter', () => on_page(site, '?q=spain&source=Harbor+Post', async (page) => {
    await page.locator('#message').getByRole('button', { name: 'harbour post' }).click();
    await gone_to(page, /source=harbour\+post/);
    const chosen = page.getByRole('group', { name: 'Source' }).getByRole('checkbox', { checked: true });
    assert.deepEqual(await chosen.evaluateAll((all) => all.map((one) => one.dataset.key)), ['source=Harbour Post']);
    assert.equal(await total(page), (await query('spain', '--source', 'Harbour Post')).total);
  }));

  test('nothing found by all words: any of them may do', () => on_page(site, '?q=earthquake+zzqx', async (page) => {
    await page.getByRole('button', { name: 'Search for any of the words' }).click();
    await gone_to(page, /match=any/);
    assert.equal(await total(page), (await query('earthquake zzqx', '--match', 'any')).total);
    await page.getByRole('button', { name: 'Remove the filter Words any of them' }).click();
    await gone_to(page, /\?q=earthquake\+zzqx$/);
  }));

  test('nothing found because of filters: they are one click from gone', () =>
    on_page(site, '?q=earthquake&section=Sport', async (page) => {
      const all = (await query('earthquake')).total;
      await page.getByText(`without them there are ${all} articles`).waitFor();
      await page.getByRole('button', { name: 'Remove the filters' }).click();
      await gone_to(page, /\?q=earthquake$/);
      assert.equal(await total(page), all);
    }));

  test('order', () => on_page(site, '?q=election', async (page) => {
    await page.getByLabel('Sort').selectOption('oldest');
    await gone_to(page, /sort=oldest/);
    const dates = await page.locator('.hit time').evaluateAll((all) => all.map((time) => time.dateTime));
    assert.ok(dates.length > 3);
    assert.deepEqual(dates, [...dates].sort());
    await page.getByLabel('Sort').selectOption('newest');
    await gone_to(page, /sort=newest/);
    const newest = (await query('election', '--sort', 'newest')).hits[0].id;
    assert.equal(await page.locator('a.headline').first().getAttribute('data-id'), newest);
  }));

  test('pages', () => on_page(site, '', async (page) => {
    const all = await total(page);
    await page.getByRole('link', { name: 'Next' }).click();
    await gone_to(page, /page=2/);
    await page.getByText(`21–40 of ${all}`).waitFor();
    const third = (await query('--sort', 'newest', '--offset', '20', '--limit', '1')).hits[0].id;
    assert.equal(await page.locator('a.headline').first().getAttribute('data-id'), third);
    assert.equal(await focused_id(page), 'results');
    await page.getByRole('link', { name: 'Previous' }).click();
    await gone_to(page, (url) => !url.search.includes('page='));
    await page.goto(`${site.base}?page=9999`);
    await settled(page);
    assert.ok(await page.locator('.hit').count() > 0, 'a page behind the last shows the first');
  }));

  test('near copies are folded on demand', () => on_page(site, '?q=earthquake', async (page) => {
    await page.getByLabel('Fold near copies').check();
    await gone_to(page, /group=1/);
    const folded = await query('earthquake', '--group');
    assert.equal(await page.locator('#total').textContent(), `${folded.total} articles in ${folded.stories} stories`);
    assert.equal(await page.locator('.hit').count(), folded.stories);
    const copies = page.locator('.copies').first();
    const others = Number(/\d+/.exec(await copies.textContent())[0]);
    await copies.click();
    await gone_to(page, /q=story/);
    assert.ok(await total(page) > others);
  }));

  test('export and feeds carry the search', () => on_page(site, '?q=election&language=en', async (page) => {
    await page.getByText('Save', { exact: true }).click();
    const href = (name) => page.getByRole('link', { name }).evaluate((link) => link.href);
    const lines = await (await fetch(await href('All as JSON Lines'))).text();
    assert.equal(lines.trim().split('\n').length, await total(page));
    const csv = await fetch(await href('All as CSV'));
    assert.match(csv.headers.get('content-type'), /text\/csv/);
    await csv.arrayBuffer();
    const feed = await (await fetch(await href('Follow: Atom feed'))).text();
    assert.match(feed, /<feed[^>]*xmlns="http:\/\/www.w3.org\/2005\/Atom"/);
    const json = await (await fetch(await href('Follow: JSON Feed'))).json();
    assert.ok(json.items.length > 0);
    await check_axe(page, 'the list of exports');
    await page.getByRole('link', { name: 'All as CSV' }).focus();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('link', { name: 'All as CSV' }).isVisible(), false);
  }));

  test('export and feeds take all that an address may say', () => on_page(site,
    '?q=earthquake&sort=oldest&group=1&match=any&language=en&source=Old+Quay+Tribune&after=2023-01-01&before=2024-01-01', async (page) => {
      const links = await page.locator('#save a').evaluateAll((all) => all.map((link) => link.href));
      assert.equal(links.length, 4);
      for (const link of links) {
        const answer = await fetch(link);
        assert.equal(answer.status, 200, `${link}: ${await answer.text()}`);
      }
    }));

  test('an example runs by a click', () => on_page(site, '', async (page) => {
    await page.locator('#reader').getByRole('button', { name: '"central bank"' }).click();
    await gone_to(page, /q=/);
    assert.equal(params(page).get('q'), '"central bank"');
    assert.equal(await total(page), (await query('"central bank"')).total);
  }));

  test('an old answer never comes after a newer one', () => on_page(site, '', async (page) => {
    const let_go = await hold(page, /api\/search\?q=earthquake/);
    await search_box(page).fill('earthquake');
    await search_box(page).press('Enter');
    await search_box(page).fill('election');
    await search_box(page).press('Enter');
    await gone_to(page, /q=election/);
    const expected = (await query('election')).total;
    assert.equal(await total(page), expected);
    let_go();
    await page.waitForTimeout(300);
    assert.equal(await total(page), expected);
    assert.equal(await search_box(page).inputValue(), 'election');
  }));

  test('what was asked about an empty result is not told of the next', () => on_page(site, '?section=Sport', async (page) => {
    const let_go = await hold(page, /api\/search\?(?!.*section=)/);
    const asked = page.waitForRequest(/limit=1(&|$)/);
    await search_box(page).fill('earthquake');
    await search_box(page).press('Enter');
    await asked;
    await page.getByRole('button', { name: 'Remove the filter Section Sport' }).click();
    await page.waitForTimeout(200);
    assert.equal(await page.locator('body').getAttribute('data-state'), 'loading');
    let_go();
    await gone_to(page, /\?q=earthquake$/);
    assert.ok(await total(page) > 0);
  }));
}
