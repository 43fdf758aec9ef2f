// SPDX-License-Identifier: GPL-2.0-or-later
// The reading pane: one article with what the query matched, and others on its subject.
import { channel } from './api.js';
import { announce, at, button, fill, h, is_plain_click, smooth } from './dom.js';
import { welcome } from './help.js';
import { address, go, NO_FILTERS } from './state.js';
import { count_of, cut, date, harmless, isolated, lang, language_name, number } from './text.js';

const pane = at('reader');
const article_channel = channel();
const similar_channel = channel();
const SIMILAR = 5;

let shown = '';   // the request whose answer is shown, or is being waited for
let current = -1;  // the match the reader is at
let matches = [];  // elements, one list for each match

/** On a narrow screen an article covers the rest, for screen readers, too. */
const narrow = matchMedia('(max-width: 819px)');
function cover() {
  const covered = narrow.matches && document.body.classList.contains('reading');
  for (const part of [document.querySelector('.top'), at('filters'), at('results')]) part.inert = covered;
}
narrow.addEventListener('change', cover);

const wanted = (state) => (state.article ? `${state.article}\n${state.q}` : '');

/** Shows the article of the state, or the help without one. @param {boolean} focus moves there */
export async function show_article(state, focus) {
  document.body.classList.toggle('reading', state.article !== '');
  cover();
  if (wanted(state) === shown) {
    if (!state.article && !pane.firstChild) fill(pane, welcome());
    if (focus && state.article) focus_reader();
    return;
  }
  shown = wanted(state);
  similar_channel.cancel();
  if (!state.article) {
    article_channel.cancel();
    pane.removeAttribute('aria-busy');
    fill(pane, welcome());
    return;
  }
  pane.setAttribute('aria-busy', 'true');
  try {
    const article = await article_channel.one(`article/${encodeURIComponent(state.article)}`,
      new URLSearchParams(state.q ? { q: state.q } : {}));
    if (!article) return;
    show(state, article);
    show_similar(state);
  } catch (error) {
    show_failure(state, error);
  }
  pane.removeAttribute('aria-busy');
  pane.scrollTop = 0;
  if (focus) focus_reader();
}

const focus_reader = () => at('reader-title')?.focus({ preventScroll: true });
export const close_reader = () => go({ article: '' });

/** Titles of articles that were read here, by id, to name a search for similar ones. */
export const titles_read = new Map();

const close_button = () => button('quiet', close_reader, h('span', { 'aria-hidden': 'true' }, '✕ '), 'Close');

function show(state, article) {
  const spans = article.spans ?? [];
  const language = lang(article.language);
  const title = at_matches(article.title ?? 'Without a headline', spans, 'title', 0);
  const body = at_matches(article.body ?? '', spans, 'body', title.places);
  fill(pane,
    h('div', { class: 'reader-bar' },
      close_button(),
      match_buttons(spans.length),
      is_web(article.url) && original(article.url)),
    h('p', { class: 'where' },
      article.source && h('span', { class: 'source' }, isolated(article.source)),
      article.section && h('span', {}, isolated(article.section)),
      article.published && h('time', { datetime: article.published }, date(article.published, true))),
    h('h2', { id: 'reader-title', tabindex: '-1', dir: 'auto', lang: language }, title.nodes),
    h('p', { class: 'byline' },
      article.author && h('span', {}, 'By ', isolated(article.author)),
      article.language && h('span', {}, language_name(article.language)),
      article.words > 0 && h('span', {}, count_of(article.words, 'word', 'words'))),
    h('div', { class: 'text', lang: language }, paragraphs(body.nodes)),
    article.from && h('p', { class: 'byline' }, isolated(`From ${origin(article.from)}`)),
    h('section', { id: 'similar', 'aria-labelledby': 'similar-title', hidden: true }));
  matches = [];
  for (const mark of pane.querySelectorAll('mark')) (matches[Number(mark.dataset.match)] ??= []).push(mark);
  current = -1;
  titles_read.set(article.id, harmless(article.title ?? article.id));
  document.title = `${titles_read.get(article.id)} – Dateline`;
}

/** The input an article came from, its line and the run that read it. */
const origin = ({ input, line, run }) => `${harmless(input)}${line ? `, line ${line}` : ''} (run ${run})`;
const is_web = (url) => /^https?:\/\//i.test(url ?? '');
const original = (url) => h('a', { class: 'button quiet', href: url, target: '_blank', rel: 'noopener noreferrer' },
  'Original', h('span', { 'aria-hidden': 'true' }, ' ↗'), h('span', { class: 'hidden' }, ' (opens a new window)'));

/** A field's text as strings and marks numbered over the whole article. */
function at_matches(text, spans, field, before) {
  const places = spans.filter((span) => span.field === field);
  const nodes = cut(text, places).map((piece) =>
    piece.place < 0 ? harmless(piece.text) : h('mark', { 'data-match': before + piece.place }, harmless(piece.text)));
  return { nodes, places: places.length };
}

/** Paragraphs end at the line ends of the stored text. */
function paragraphs(nodes) {
  const all = [h('p', { dir: 'auto' })];
  for (const node of nodes) {
    const lines = typeof node === 'string' ? node.split(/\n+/) : [node];
    lines.forEach((line, index) => {
      if (index > 0) all.push(h('p', { dir: 'auto' }));
      all.at(-1).append(line);
    });
  }
  return all.filter((paragraph) => paragraph.textContent.trim() !== '');
}

function match_buttons(count) {
  if (count === 0) return h('span', { class: 'matches' });
  return h('span', { class: 'matches' },
    h('button', { type: 'button', class: 'quiet', 'aria-label': 'Previous match', onclick: () => step_match(-1) }, '↑'),
    h('button', { type: 'button', class: 'quiet', 'aria-label': 'Next match', onclick: () => step_match(1) }, '↓'),
    h('span', { id: 'match-count' }, count_of(count, 'match', 'matches')));
}

/** Goes to the next match, or the one before; from the last to the first. @param {1 | -1} step */
export function step_match(step) {
  const all = matches.filter(Boolean);
  if (!shown || all.length === 0) return;
  for (const mark of all[current] ?? []) mark.classList.remove('here');
  current = current < 0 && step < 0 ? all.length - 1 : (current + step + all.length) % all.length;
  for (const mark of all[current]) mark.classList.add('here');
  all[current][0].scrollIntoView({ block: 'center', behavior: smooth() });
  at('match-count').textContent = `${number(current + 1)} of ${number(all.length)}`;
  announce(`Match ${current + 1} of ${all.length}: ${all[current][0].textContent}`);
}

/** Loads articles on the subject below the text. A failure is ignored. */
async function show_similar(state) {
  const params = new URLSearchParams({ similar: state.article, limit: String(SIMILAR) });
  let answer = null;
  try {
    answer = await similar_channel.one('search', params);
  } catch {
    return;
  }
  if (!answer?.hits.length) return;
  const here = at('similar');
  fill(here, h('h3', { id: 'similar-title' }, 'Similar articles'),
    h('ul', {}, answer.hits.map((hit) => h('li', {},
      h('a', { href: address({ ...state, article: hit.id }), dir: 'auto', lang: lang(hit.language),
        onclick: (event) => {
          if (!is_plain_click(event)) return;
          event.preventDefault();
          go({ article: hit.id });
        } }, isolated(hit.title ?? 'Without a headline')),
      h('span', { class: 'where' }, hit.source && h('span', {}, isolated(hit.source)),
        hit.published && h('time', { datetime: hit.published }, date(hit.published)))))),
    answer.total > answer.hits.length && button('link',
      () => go({ ...NO_FILTERS, q: '', similar: state.article, sort: '' }), 'Show all that are similar'));
  here.hidden = false;
}

function show_failure(state, error) {
  matches = [];
  fill(pane,
    h('div', { class: 'reader-bar' },
      close_button()),
    h('h2', { id: 'reader-title', tabindex: '-1' },
      error.status === 404 ? 'This article is not in the archive' : 'This article cannot be shown now'),
    h('p', {}, isolated(error.message)), error.hint && h('p', {}, isolated(error.hint)),
    error.status !== 404 && h('button', { type: 'button', onclick: () => {
      shown = '';
      show_article(state, true);
    } }, 'Try again'));
}
