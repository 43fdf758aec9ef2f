// SPDX-License-Identifier: GPL-2.0-or-later
// The page: makes the requests, the display and the focus from a state.
import { channel } from './api.js';
import { show_chips } from './chips.js';
import { announce, at, fill, h, is_plain_click } from './dom.js';
import { facet_requests, facets_of_search, show_facets, start_facets } from './facets.js';
import { open_help, start_help } from './help.js';
import { start_keys } from './keys.js';
import { show_notes } from './notes.js';
import { close_reader, show_article, step_match, titles_read } from './reader.js';
import {
  focus_result, headline, in_results, mark_open, neighbour, show_results, start_results, step_result,
} from './results.js';
import { show_query, start_search_box } from './search_box.js';
import * as state from './state.js';
import { show_empty, show_error, show_found, show_loading } from './states.js';
import { period_of_search, show_timeline, start_timeline } from './timeline.js';
import { count_of, date } from './text.js';

const searches = channel();
const archive = channel();
let shown = null;    // the state whose results are shown, or asked for
let failures = 0;    // in a row
let revision = null;  // of the archive, as the last answer told

async function follow(now, from) {
  const before = shown;
  shown = now;
  show_query(now.q);
  show_chips(now, titles_read.get(now.similar));
  mark_open(now.article);
  if (!now.article) document.title = now.q ? `${now.q} – Dateline` : 'Dateline';
  const opened = now.article !== '' && now.article !== before?.article;
  show_article(now, from === 'history' ? now.article !== '' : opened && before !== null);
  if (!before || from === 'again' || !state.same_search(before, now)) await search(now, before);
  if (shown !== now) return;
  if (from === 'history' && !now.article) restore_focus(before);
  else if (from === 'page' && before?.article && !now.article) focus_result(before.article);
}

async function search(now, before) {
  show_loading();
  const params = state.search_params(now);
  params.set('limit', String(state.PAGE_SIZE));
  params.set('offset', String((now.page - 1) * state.PAGE_SIZE));
  params.set('facet', facets_of_search());
  params.set('timeline', period_of_search(now));
  const requests = [['search', params], ...facet_requests(now)];
  try {
    const answers = await searches.all(requests);
    if (!answers) return;
    failures = 0;
    await show(now, before, answers);
  } catch (error) {
    failures += 1;
    show_notes('', null);
    show_error(error, again, failures);
  }
}

const again = () => follow(state.current(), 'again');

async function show(now, before, [answer, ...others]) {
  revision = answer.revision;
  show_facets(now, answer, others);
  show_timeline(now, answer.timeline, answer.missing?.timeline ?? 0);
  show_results(now, answer);
  show_notes(now.q, answer, (query) => state.go({ q: query }));
  if (answer.hits.length > 0) {
    show_found();
  } else if (answer.total > 0) {
    return state.go({ page: 1 }, { replace: true });  // a page behind the last
  } else {
    const others_found = await unfiltered(now);
    if (!state.same_search(state.current(), now)) return;
    show_empty(now, answer, others_found);
  }
  announce(answer.total > 0 ? `${headline(answer)} found` : 'Nothing found');
  if (before && before.page !== now.page) at('results').focus();
  if (!before || !state.same_search(before, now)) at('results').scrollTop = 0;
  if (!before && now.article) at('hits').querySelector('.open')?.scrollIntoView({ block: 'nearest' });
  if (is_start(now)) show_facts();
  else fill(at('facts'));
}

/** Whether the state has no query and no filter. */
const is_start = (now) => !now.q && !now.similar && !state.is_filtered(now);

/** The number of articles without the filters. */
async function unfiltered(now) {
  if (!state.is_filtered(now)) return null;
  const params = state.search_params({ ...now, ...state.NO_FILTERS });
  params.set('limit', '1');
  try {
    return (await searches.one('search', params))?.total ?? null;
  } catch {
    return null;
  }
}

/** Shows the contents of the archive on the start page, and whether it has grown since. */
async function show_facts() {
  const now = state.current();
  let status;
  try {
    status = await archive.one('status');
  } catch {
    return;
  }
  if (!status) return;
  const facts = is_start(now) && status.first_day &&
    `From ${count_of(status.sources.length, 'source', 'sources')}, ${date(status.first_day)} to ${date(status.last_day)}`;
  const newer = revision !== null && status.revision !== revision;
  fill(at('facts'), facts || null,
    newer && h('button', { type: 'button', class: 'link', onclick: again }, 'The archive has changed: search again'));
}

function restore_focus(before) {
  if (before?.article && focus_result(before.article)) return;
  if (document.activeElement === document.body) at('results').focus({ preventScroll: true });
}

/** Moves to the next or previous article, and opens it if one is being read. @param {1 | -1} by */
function step(by) {
  if (!document.activeElement?.closest('#reader')) return step_result(by);
  const id = neighbour(state.current().article, by);
  if (id) state.go({ article: id }, { replace: true });
}

function open(id) {
  state.go({ article: id });
}

function start() {
  start_results();
  start_timeline();
  start_help();
  start_facets(again);
  start_search_box({
    search: (q) => {
      if (q === state.current().q) again();  // perhaps there is more by now
      else state.go({ q, article: '' });
      at('results').focus({ preventScroll: true });
    },
    open,
    leave: () => step_result(1),
  });
  start_keys({
    '/': () => {
      at('query').focus();
      at('query').select();
    },
    '?': open_help,
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => in_results() && step_result(1),
    ArrowUp: () => in_results() && step_result(-1),
    n: () => step_match(1),
    p: () => step_match(-1),
    Escape: () => (state.current().article ? close_reader() : false),
  });
  at('home').addEventListener('click', (event) => {
    if (!is_plain_click(event)) return;
    event.preventDefault();
    state.go({ ...state.read(''), page: 1 });
  });
  addEventListener('online', () => document.body.dataset.state === 'error' && again());
  document.addEventListener('visibilitychange', () => !document.hidden && show_facts());
  setInterval(() => !document.hidden && document.body.dataset.state !== 'error' && show_facts(), 60000);
  state.start(follow);
}

start();
