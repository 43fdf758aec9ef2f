// SPDX-License-Identifier: GPL-2.0-or-later
// Narrowing down: facets, the timeline by mouse, touch, keyboard and dates, and the way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check_axe, gone_to, on_page, params, search_box, settled, shot, total } from './browser.mjs';
import { query } from './site.mjs';

const facet = (page, name) => page.getByRole('group', { name, exact: true });

/** The numbers beside a facet's values. */
const counts = (page, name) => facet(page, name).locator('label').evaluateAll((rows) =>
  Object.fromEntries(rows.map((row) => [row.querySelector('.value').textContent,
    Number(row.querySelector('.count').textContent.replaceAll(',', ''))])));

const bar = (page, name) => page.locator(`#chart [aria-label^="${name}:"]`);
const center = async (locator) => {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
};

export function filter_cases(site) {
  test('facets: several values, exact counts, chips', () => on_page(site, '?q=election', async (page) => {
    const before = await counts(page, 'Source');
    const [first, second] = Object.keys(before);
    await facet(page, 'Source').getByLabel(first).check();
    await gone_to(page, /source=/);
    assert.equal(await total(page), before[first]);
    assert.deepEqual(await counts(page, 'Source'), before, 'alternatives keep their counts');
    await facet(page, 'Source').getByLabel(second).check();
    await page.waitForURL((url) => url.searchParams.getAll('source').length === 2);
    await settled(page);
    assert.equal(await total(page), before[first] + before[second]);
    const languages = await counts(page, 'Language');
    assert.equal(Object.values(languages).reduce((sum, count) => sum + count), await total(page));
    assert.equal(await page.evaluate(() => document.activeElement.dataset.key), `source=${second}`, 'focus stays');
    await check_axe(page, 'facets chosen');
    await page.getByRole('button', { name: `Remove the filter Source ${first}` }).click();
    await page.waitForURL((url) => url.searchParams.getAll('source').length === 1);
    await settled(page);
    assert.equal(await total(page), before[second]);
    assert.equal(await facet(page, 'Source').getByLabel(second).isChecked(), true);
  }));

  test('facets: more values on demand', () => on_page(site, '', async (page) => {
    const few = Object.keys(await counts(page, 'Source')).length;
    await facet(page, 'Source').getByRole('button', { name: 'More of source' }).click();
    await facet(page, 'Source').getByRole('button', { name: 'Fewer of source' }).waitFor();
    const all = await counts(page, 'Source');
    const expected = (await query('--facet', 'source:1000')).facets.source;
    assert.ok(Object.keys(all).length > few);
    assert.deepEqual(Object.values(all), expected.map((one) => one.count));
  }));

  test('timeline: brushed by mouse, zooms from months to days and out again', () => on_page(site, '', async (page) => {
    const { missing } = await query('--timeline', 'month');
    assert.equal(await page.locator('.readout').textContent(),
      `February 2022 to December 2024, by month; ${missing.timeline} without a date`);
    const wanted = await query('--after', '2023-02-01', '--before', '2023-05-01');
    await page.mouse.move(...await center(bar(page, 'February 2023')));
    await page.mouse.down();
    await page.mouse.move(...await center(bar(page, 'March 2023')), { steps: 3 });
    await page.mouse.move(...await center(bar(page, 'April 2023')), { steps: 3 });
    assert.equal(await page.locator('.readout').textContent(), `February 2023 to April 2023: ${wanted.total} articles`);
    await page.mouse.up();
    await gone_to(page, /after=2023-02-01&before=2023-05-01/);
    assert.equal(await total(page), wanted.total);
    await page.getByRole('button', { name: 'Remove the filter Date February 2023 to April 2023' }).waitFor();
    await page.mouse.click(...await center(bar(page, 'February 2023')));
    await gone_to(page, /after=2023-02-01&before=2023-03-01/);
    assert.match(await page.locator('.readout').textContent(), /February 2023/);
    assert.ok(await bar(page, '7 February 2023').count() === 1, 'by day now');
    await check_axe(page, 'the timeline by days');
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await gone_to(page, /after=2023-01-01&before=2024-01-01/);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await gone_to(page, (url) => url.search === '');
  }));

  test('timeline: by keyboard', () => on_page(site, '?q=election', async (page) => {
    const chart = page.getByRole('listbox', { name: 'Articles over time' });
    await chart.focus();
    await page.keyboard.press('Home');
    const first = await chart.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${first}`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    assert.equal(await chart.locator('[aria-selected=true]').count(), 3);
    const text = await page.locator('.readout').textContent();
    await page.keyboard.press('Enter');
    await gone_to(page, /after=/);
    assert.equal(await total(page), Number(/: (\d+) article/.exec(text)[1]));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'chart');
    await page.keyboard.press('Backspace');
    await page.waitForURL((url) => url.search !== '' && !/after=2022-06/.test(url.search));
    await settled(page);
  }));

  test('timeline: dates in a form, numbers in a table', () => on_page(site, '', async (page) => {
    await page.getByText('Dates and numbers').click();
    await check_axe(page, 'the table of the timeline');
    await page.getByLabel('From').fill('2023-03-01');
    await page.getByLabel('to', { exact: true }).fill('2023-03-31');
    await page.getByRole('button', { name: 'Show' }).click();
    await gone_to(page, /after=2023-03-01&before=2023-04-01/);
    assert.equal(await total(page), (await query('date:2023-03')).total);
    await page.getByRole('button', { name: 'Remove the filter Date March 2023' }).click();
    await gone_to(page, (url) => url.search === '');
    const row = page.locator('.table tr').filter({ hasText: 'April 2023' });
    const count = Number(await row.locator('td').textContent());
    await row.getByRole('button').click();
    await gone_to(page, /after=2023-04-01/);
    assert.equal(await total(page), count);
  }));

  test('timeline: by touch', () => on_page(site, '', async (page) => {
    await page.touchscreen.tap(...await center(bar(page, 'February 2023')));
    await gone_to(page, /after=2023-02-01&before=2023-03-01/);
  }, { touch: true, width: 800 }));

  test('a link brings all of it back', () => on_page(site,
    '?q=earthquake&language=en&after=2023-01-01&before=2024-01-01&sort=oldest&group=1&article=oqt-0004', async (page) => {
      const found = await query('earthquake', '--language', 'en', '--after', '2023-01-01', '--before', '2024-01-01');
      assert.equal(await total(page), found.total);
      assert.equal(await search_box(page).inputValue(), 'earthquake');
      assert.equal(await page.getByLabel('Sort').inputValue(), 'oldest');
      assert.equal(await page.getByLabel('Fold near copies').isChecked(), true);
      assert.equal(await facet(page, 'Language').getByLabel('English').isChecked(), true);
      await page.getByRole('button', { name: 'Remove the filter Date 2023' }).waitFor();
      assert.match(await page.locator('#reader-title').textContent(), /^Earthquake in Morocco/);
      assert.equal(await page.locator('.hit.open a').getAttribute('aria-current'), 'true');
      await shot(page, 'filtered');
    }));

  test('back and forward', () => on_page(site, '', async (page) => {
    const box = search_box(page);
    await box.fill('earthquake');
    await box.press('Enter');
    await gone_to(page, /q=earthquake/);
    const all = await total(page);
    await facet(page, 'Source').getByLabel('Old Quay Tribune').check();
    await gone_to(page, /source=Old/);
    const some = await total(page);
    assert.ok(some < all);
    const link = page.locator('a.headline').nth(1);
    const id = await link.getAttribute('data-id');
    await link.click();
    await gone_to(page, /article=/);
    await page.goBack();
    await settled(page);
    assert.equal(await page.locator('body').getAttribute('class'), '');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.id), id, 'focus is where the article was opened');
    await page.goBack();
    await gone_to(page, (url) => !url.search.includes('source'));
    assert.equal(await total(page), all);
    assert.equal(await facet(page, 'Source').getByLabel('Old Quay Tribune').isChecked(), false);
    await page.goForward();
    await page.goForward();
    await gone_to(page, /article=/);
    assert.equal(await total(page), some);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'reader-title');
    assert.equal(params(page).get('article'), id);
  }));
}
