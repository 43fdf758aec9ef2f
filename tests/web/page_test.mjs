// SPDX-License-Identifier: GPL-2.0-or-later
// The page in a browser, on an archive served by the program itself: node --test page_test.mjs, or
// `run`, which installs what it needs. Screenshots are written to build/web/screenshots.
import { after, before } from 'node:test';
import { close_browser, open_browser } from './browser.mjs';
import { filter_cases } from './filter_cases.mjs';
import { reading_cases } from './reading_cases.mjs';
import { search_cases } from './search_cases.mjs';
import { make_archive, serve, stop_serving } from './site.mjs';
import { trouble_cases } from './trouble_cases.mjs';

const site = { base: '' };

before(async () => {
  await make_archive();
  site.base = await serve();
  await open_browser();
});
after(async () => {
  await close_browser();
  await stop_serving();
});

search_cases(site);
filter_cases(site);
reading_cases(site);
trouble_cases(site);
