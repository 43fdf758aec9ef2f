// SPDX-License-Identifier: GPL-2.0-or-later
// The list of articles found, its heading, order and pages.
import { download, has_token } from './api.js';
import { announce, at, button, fill, h, is_plain_click } from './dom.js';
import { address, filters, go, PAGE_SIZE, sort_of } from './state.js';
import { articles, date, harmless, isolated, lang, marked, number } from './text.js';

const list = at('hits');

const SORTS = [
  ['relevance', 'most relevant'],
  ['fresh', 'relevant and recent'],
  ['newest', 'newest first'],
  ['oldest', 'oldest first'],
];

export function start_results() {
  at('sort').addEventListener('change', (event) => go({ sort: event.target.value }));
  at('group').addEventListener('change', (event) => go({ group: event.target.checked }));
  const save = at('save');
  document.addEventListener('click', (event) => !save.contains(event.target) && (save.open = false));
  save.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !save.open) return;
    save.open = false;
    save.querySelector('summary').focus();
    event.preventDefault();
  });
  list.addEventListener('click', (event) => {
    const link = event.target.closest('a.headline');
    if (!link || !is_plain_click(event)) return;
    event.preventDefault();
    go({ article: link.dataset.id });
  });
}

/** Shows an answer of /api/search. */
export function show_results(state, answer) {
  list.hidden = answer.hits.length === 0;
  fill(list, answer.hits.map((hit) => entry(state, hit)));
  mark_open(state.article);
  show_head(state, answer);
  show_pages(state, answer.stories ?? answer.total);
}

/** "12 articles in 9 stories" */
export function headline(answer) {
  if (answer.total === 0) return 'Nothing found';
  const folded = answer.stories !== undefined && answer.stories !== answer.total;
  return articles(answer.total) + (folded ? ` in ${number(answer.stories)} stories` : '');
}

function show_head(state, answer) {
  at('total').textContent = headline(answer);
  const sort = at('sort');
  const shown = state.similar ? [['relevance', 'most similar']] : state.q ? SORTS : SORTS.slice(2);
  fill(sort, shown.map(([value, text]) => h('option', { value, selected: value === sort_of(state) }, text)));
  sort.value = state.similar ? 'relevance' : sort_of(state);
  sort.disabled = shown.length === 1;
  at('group').checked = state.group;
  at('group').closest('label').hidden = state.similar !== '';
  show_save(state);
}

/** The search as a file, and as a feed of its newest articles. */
function show_save(state) {
  at('save').hidden = state.similar !== '';
  const file = (text, format) => {
    const params = filters(state);
    params.set('sort', sort_of(state));
    params.set('format', format);
    const href = `api/export?${params}`;
    const fetched = has_token() ? (event) => {
      event.preventDefault();
      download(href, `dateline.${format}`).catch((error) => announce(error.message));
    } : null;
    return h('li', {}, h('a', { href, download: `dateline.${format}`, onclick: fetched }, text));
  };
  const feed = (text, name) => h('li', {}, h('a', { href: `api/${name}?${filters(state)}` }, text));
  fill(at('save').querySelector('ul'),
    file('All as CSV', 'csv'), file('All as JSON Lines', 'jsonl'),
    // Feed readers send no token of ours.
    !has_token() && [feed('Follow: Atom feed', 'feed.atom'), feed('Follow: JSON Feed', 'feed.json')]);
}

function entry(state, hit) {
  const title = hit.title_marked ? marked(hit.title_marked) : harmless(hit.title ?? '');
  const language = lang(hit.language);
  return h('li', { class: 'hit' },
    h('p', { class: 'where' },
      hit.source && h('span', { class: 'source' }, isolated(hit.source)),
      hit.section && h('span', {}, isolated(hit.section)),
      hit.published && h('time', { datetime: hit.published }, date(hit.published)),
      hit.copies > 1 && copies(hit)),
    h('h2', { dir: 'auto', lang: language },
      h('a', { class: 'headline', href: address({ ...state, article: hit.id }), 'data-id': hit.id },
        hit.title ? title : 'Without a headline')),
    hit.snippet && h('p', { class: 'snippet', dir: 'auto', lang: language }, marked(hit.snippet)));
}

/** The number of folded near copies, with a link to them. */
function copies(hit) {
  const others = hit.copies - 1;
  const query = `story:"${hit.id.replaceAll('"', '')}"`;
  return button('copies', () => go({ q: query, group: false, sort: 'oldest', similar: '' }),
    `+ ${number(others)} near ${others === 1 ? 'copy' : 'copies'}`);
}

/** Marks the article that is being read, not by colour alone. */
export function mark_open(id) {
  for (const link of list.querySelectorAll('a.headline')) {
    const open = id !== '' && link.dataset.id === id;
    if (open) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    link.closest('.hit').classList.toggle('open', open);
  }
}

function show_pages(state, total) {
  const last = Math.ceil(total / PAGE_SIZE);
  const first_shown = (state.page - 1) * PAGE_SIZE + 1;
  const to = (page, text, relation) => {
    const there = page >= 1 && page <= last;
    return h('a', { href: there ? address({ ...state, page }) : null, rel: relation, role: there ? null : 'link',
      'aria-disabled': there ? null : 'true',
      onclick: (event) => {
        if (!there || !is_plain_click(event)) return;
        event.preventDefault();
        go({ page });
      } }, text);
  };
  at('pages').hidden = last <= 1;
  if (last <= 1) return fill(at('pages'));
  fill(at('pages'), to(state.page - 1, '← Previous', 'prev'),
    h('span', {}, `${number(first_shown)}–${number(Math.min(total, first_shown + PAGE_SIZE - 1))} of ${number(total)}`),
    to(state.page + 1, 'Next →', 'next'));
}

const links = () => [...list.querySelectorAll('a.headline')];
const current_link = () => document.activeElement?.closest?.('.hit')?.querySelector('a.headline') ?? null;

/** Moves to the next article of the list, or the one before. @param {1 | -1} step */
export function step_result(step) {
  const all = links();
  if (all.length === 0) return;
  const here = current_link() ?? list.querySelector('[aria-current]');
  const index = here ? all.indexOf(here) + step : 0;
  focus_link(all[Math.max(0, Math.min(index, all.length - 1))]);
}

/** The article of the list after another, or before it; null if there is none. @param {1 | -1} step */
export function neighbour(id, step) {
  const all = links().map((link) => link.dataset.id);
  return all[all.indexOf(id) + step] ?? null;
}

export const in_results = () => current_link() !== null;

/** Puts the focus on an article of the list. @returns whether it is there */
export function focus_result(id) {
  const link = links().find((one) => one.dataset.id === id);
  if (link) focus_link(link);
  return link !== undefined;
}

function focus_link(link) {
  link.focus({ preventScroll: true });
  link.closest('.hit').scrollIntoView({ block: 'nearest' });
}
