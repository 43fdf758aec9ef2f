// SPDX-License-Identifier: GPL-2.0-or-later
// Reading: the pane, matches, keys alone, writing systems, narrow screens, dark, hostile articles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check_axe, focused_id, gone_to, on_page, params, search_box, settled, shot, total } from './browser.mjs';
import { query } from './site.mjs';

const overflow = (page) => page.evaluate(() => {
  const places = [document.documentElement, ...document.querySelectorAll('#results, #reader, #filters')];
  return places.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.id || one.tagName);
});

export function reading_cases(site) {
  test('reading: matches one by one, similar articles, the original', () => on_page(site, '?q=earthquake', async (page) => {
    const link = page.locator('a.headline').first();
    const title = await link.textContent();
    await link.click();
    await gone_to(page, /article=/);
    assert.equal(await page.locator('#reader-title').textContent(), title);
    assert.equal(await page.title(), `${title} – Dateline`);
    const marks = page.locator('#reader mark');
    const count = await marks.count();
    assert.ok(count > 1);
    for (const text of await marks.allTextContents()) assert.match(text, /earthquake/i);
    await page.getByRole('button', { name: 'Next match' }).click();
    assert.equal(await page.locator('#match-count').textContent(), `1 of ${count}`);
    await page.keyboard.press('p');
    assert.equal(await page.locator('#match-count').textContent(), `${count} of ${count}`, 'from the first to the last');
    assert.equal(await marks.nth(count - 1).getAttribute('class'), 'here');
    await marks.nth(count - 1).evaluate((mark) => {
      const { top, bottom } = mark.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) throw new Error('out of sight');
    });
    const similar = page.getByRole('region', { name: 'Similar articles' });
    await similar.waitFor();
    await check_axe(page, 'reading');
    await page.locator('#reader').evaluate((pane) => { pane.scrollTop = 0; });
    await shot(page, 'reading');
    const other = similar.getByRole('link').first();
    const next = await other.textContent();
    await other.click();
    await page.waitForFunction((text) => document.getElementById('reader-title').textContent === text, next);
    assert.equal(params(page).get('q'), 'earthquake');
    assert.equal(await focused_id(page), 'reader-title');
    await page.getByRole('button', { name: 'Close' }).click();
    await gone_to(page, /\?q=earthquake$/);
  }));

  test('similar articles as a search of their own', () => on_page(site, '?article=oqt-0004', async (page) => {
    await page.getByRole('button', { name: 'Show all that are similar' }).click();
    await gone_to(page, /similar=oqt-0004/);
    assert.equal(await total(page), (await query('--similar', 'oqt-0004')).total);
    const chip = page.getByRole('button', { name: /Remove the filter Similar to Earthquake in Morocco/ });
    await chip.click();
    await gone_to(page, (url) => !url.searchParams.has('similar'));
  }));

  test('the whole journey by keys', () => on_page(site, '', async (page) => {
    await page.keyboard.press('/');
    assert.equal(await focused_id(page), 'query');
    await page.keyboard.type('earthquake');
    await page.keyboard.press('Enter');
    await gone_to(page, /q=earthquake/);
    const ids = await page.locator('a.headline').evaluateAll((all) => all.map((one) => one.dataset.id));
    await page.keyboard.press('j');
    assert.equal(await focused_id(page), ids[0]);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused_id(page), ids[1]);
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await gone_to(page, /article=/);
    assert.equal(params(page).get('article'), ids[1]);
    assert.equal(await focused_id(page), 'reader-title');
    await page.keyboard.press('j');
    await gone_to(page, (url) => url.searchParams.get('article') === ids[2]);
    assert.equal(await focused_id(page), 'reader-title', 'the next one is read');
    await page.keyboard.press('k');
    await gone_to(page, (url) => url.searchParams.get('article') === ids[1]);
    await page.keyboard.press('n');
    assert.match(await page.locator('#live').textContent(), /^Match 1 of \d+: earthquake/i);
    await page.keyboard.press('Escape');
    await gone_to(page, /\?q=earthquake$/);
    assert.equal(await focused_id(page), ids[1], 'back where it was opened');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Searching' }).waitFor();
    await check_axe(page, 'help');
    await shot(page, 'help');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').isVisible(), false);
  }));

  test('from the top by Tab: the skip link first, focus always in sight', () => on_page(site, '?q=earthquake', async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('.skip:focus').count(), 1);
    await page.keyboard.press('Enter');
    assert.equal(await focused_id(page), 'results');
    for (let step = 0; step < 12; ++step) {
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        const box = document.activeElement.getBoundingClientRect();
        return { name: document.activeElement.outerHTML.slice(0, 80), width: parseFloat(style.outlineWidth),
          style: style.outlineStyle, seen: box.bottom > 0 && box.top < innerHeight };
      });
      assert.ok(ring.style !== 'none' && ring.width >= 2 && ring.seen, JSON.stringify(ring));
    }
  }));

  test('keys of one letter can be switched off', () => on_page(site, '?q=earthquake', async (page) => {
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByLabel('Use these keys').uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await settled(page);
    await page.keyboard.press('/');
    assert.notEqual(await focused_id(page), 'query');
  }));

  test('right to left', () => on_page(site, '?language=ar', async (page) => {
    const first = page.locator('.hit').first();
    const direction = (locator) => locator.evaluate((one) => getComputedStyle(one).direction);
    assert.equal(await direction(first.locator('h2')), 'rtl');
    assert.equal(await first.locator('h2').getAttribute('lang'), 'ar');
    await first.locator('a.headline').click();
    await gone_to(page, /article=/);
    assert.equal(await direction(page.locator('#reader-title')), 'rtl');
    assert.equal(await direction(page.locator('#reader .text p').first()), 'rtl');
    assert.equal(await direction(page.locator('.reader-bar')), 'ltr');
    await check_axe(page, 'right to left, dark');
    await shot(page, 'dark-right-to-left');
    const box = search_box(page);
    await box.fill('الانتخابات');
    assert.equal(await direction(box), 'rtl');
    await box.press('Enter');
    await gone_to(page, /q=/);
    assert.equal(await total(page), (await query('الانتخابات', '--language', 'ar')).total);
    assert.ok(await page.locator('mark').count() > 0);
  }, { dark: true }));

  test('Chinese: found, marked, with its language', () => on_page(site, '?q=气候', async (page) => {
    assert.ok(await total(page) > 0);
    assert.equal(await page.locator('.snippet mark').first().textContent(), '气候');
    assert.equal(await page.locator('.hit h2').first().getAttribute('lang'), 'zh');
    await page.locator('a.headline').first().click();
    await gone_to(page, /article=/);
    assert.equal(await page.locator('#reader .text mark').first().textContent(), '气候');
  }));

  test('hostile articles are texts', () => on_page(site, '?q=ferries', async (page) => {
    const hit = (id) => page.locator('.hit').filter({ has: page.locator(`[data-id="${id}"]`) });
    assert.equal(await hit('hostile-script').locator('a').textContent(),
      'Harbour <script>window.hacked=\'title\'</script><img src=x onerror="window.hacked=\'image\'"> reopens');
    assert.equal(await page.locator('#hits script, #hits img, #hits b, #hits svg').count(), 0);
    // What turns the direction of a line is taken out; what stands beside a title stays in its place.
    const text = await page.locator('#hits').textContent();
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/);
    const where = hit('hostile-override').locator('.where');
    const [source, time] = [await where.locator('.source').boundingBox(), await where.locator('time').boundingBox()];
    assert.ok(source.x + source.width <= time.x, 'the date stays behind the source');
    assert.deepEqual(await overflow(page), []);
    await check_axe(page, 'hostile titles');
    await hit('hostile-script').locator('a').click();
    await gone_to(page, /article=/);
    assert.equal(await page.locator('#reader script, #reader img, #reader svg').count(), 0);
    assert.match(await page.locator('#reader .text').textContent(), /<script>window.hacked='body'<\/script>/);
    assert.equal(await page.getByRole('link', { name: /Original/ }).count(), 0, 'only addresses of the web are links');
    await hit('hostile-override').locator('a').click();
    await page.waitForFunction(() => document.getElementById('reader-title').textContent.startsWith('Ferry timetable'));
    assert.doesNotMatch(await page.locator('#reader').textContent(), /[\u202a-\u202e\u2066-\u2069]/);
    const original = page.getByRole('link', { name: /Original/ });
    assert.equal(await original.getAttribute('href'), 'https://quay-notes.example/timetable');
    assert.match(await original.getAttribute('rel'), /noreferrer/);
    await hit('hostile id/with?odd&signs=#1 %').locator('a').click();
    await page.waitForFunction(() => document.getElementById('reader-title').textContent === 'Ferry with an odd name');
    await page.reload();
    await settled(page);
    assert.equal(await page.locator('#reader-title').textContent(), 'Ferry with an odd name');
  }));

  for (const width of [390, 320])
    test(`a screen ${width} wide`, () => on_page(site, '?q=ferries', async (page) => {
      assert.deepEqual(await overflow(page), []);
      await page.getByRole('button', { name: 'Filters' }).click();
      await page.getByRole('group', { name: 'Source' }).waitFor();
      assert.deepEqual(await overflow(page), []);
      await check_axe(page, 'filters on a narrow screen');
      await page.getByRole('button', { name: /^Show \d+ articles$/ }).click();
      assert.equal(await page.getByRole('group', { name: 'Source' }).isVisible(), false);
      assert.equal(await focused_id(page), 'results');
      await shot(page, width === 390 ? 'narrow' : 'narrowest');
      await page.locator('[data-id="hostile-long"]').click();
      await gone_to(page, /article=/);
      const pane = await page.locator('#reader').boundingBox();
      assert.deepEqual([pane.x, pane.y, pane.width], [0, 0, width], 'the article covers the list');
      assert.deepEqual(await overflow(page), []);
      await check_axe(page, 'reading on a narrow screen');
      await page.getByRole('button', { name: 'Close' }).click();
      await gone_to(page, /\?q=ferries$/);
      assert.equal(await focused_id(page), 'hostile-long');
    }, { width, height: 844 }));

  test('dark: as the system is, else as chosen, and kept', () => on_page(site, '?q=earthquake', async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    const dark = await paper();
    assert.notEqual(dark, light);
    await check_axe(page, 'dark');
    await page.reload();
    await settled(page);
    assert.equal(await paper(), dark);
    await page.getByRole('button', { name: 'Light colours' }).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await paper(), light, 'the choice outweighs the system');
  }));

  test('an article that is not there', () => on_page(site, '?article=no-such-article', async (page) => {
    await page.getByRole('heading', { name: 'This article is not in the archive' }).waitFor();
    assert.ok(await page.locator('.hit').count() > 0);
  }, { expected: /404/ }));
}
