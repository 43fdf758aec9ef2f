// SPDX-License-Identifier: GPL-2.0-or-later
// The state of the page and its form in the address; this file alone translates between them.
// Everything a person chose is in the address, so that links, back and forward restore it.

/**
 * @typedef {object} State
 * @property {string} q
 * @property {string} sort '' = newest without a query, else relevance
 * @property {string} match '' = all words, 'any'
 * @property {boolean} group near copies folded
 * @property {string[]} source
 * @property {string[]} section
 * @property {string[]} author
 * @property {string[]} language
 * @property {string} after first day shown, or ''
 * @property {string} before first day no longer shown, or ''
 * @property {string} similar id of the article whose subject is searched, or ''
 * @property {number} page from 1
 * @property {string} article id of the article being read, or ''
 */

export const LISTS = ['source', 'section', 'author', 'language'];
const TEXTS = ['q', 'sort', 'match', 'after', 'before', 'similar', 'article'];
export const PAGE_SIZE = 20;

/** @param {string} search the address from its question mark @returns {State} */
export function read(search) {
  const params = new URLSearchParams(search);
  const state = {};
  for (const name of TEXTS) state[name] = params.get(name) ?? '';
  for (const name of LISTS) state[name] = params.getAll(name);
  state.group = params.get('group') === '1';
  state.page = Math.max(1, Math.floor(Number(params.get('page'))) || 1);
  return state;
}

/** @param {State} state @returns {string} an address relative to the page */
export function address(state) {
  const params = filters(state);
  for (const name of ['sort', 'similar']) if (state[name]) params.set(name, state[name]);
  if (state.group) params.set('group', '1');
  if (state.page > 1) params.set('page', String(state.page));
  if (state.article) params.set('article', state.article);
  const text = params.toString();
  return text ? `?${text}` : './';
}

/** The parameters that decide which articles are found, without the choices of one facet if it is named. */
export function filters(state, without = '') {
  const params = new URLSearchParams();
  for (const name of ['q', 'match', 'after', 'before'])
    if (state[name]) params.set(name, state[name]);
  for (const name of LISTS)
    if (name !== without) for (const value of state[name]) params.append(name, value);
  return params;
}

/** The parameters of /api/search, without page and counts. */
export function search_params(state, without = '') {
  const params = filters(state, without);
  if (state.similar) {
    params.set('similar', state.similar);  // has an order of its own, and folds near copies
  } else {
    params.set('sort', sort_of(state));
    if (state.group) params.set('group', '1');
  }
  return params;
}

export function sort_of(state) {
  return state.sort || (state.q ? 'relevance' : 'newest');
}

export function is_filtered(state) {
  return LISTS.some((name) => state[name].length > 0) || state.after !== '' || state.before !== '';
}

export const NO_FILTERS = { source: [], section: [], author: [], language: [], after: '', before: '' };

/** Whether both find the same articles in the same order. */
export function same_search(a, b) {
  return address({ ...a, article: '' }) === address({ ...b, article: '' });
}

let now = read(location.search);
/** @type {(state: State, from: 'page' | 'history') => void} */
let changed = () => {};

export function current() {
  return now;
}

/** Calls `listener` whenever the state changed, and once at first. */
export function start(listener) {
  changed = listener;
  addEventListener('popstate', () => {
    now = read(location.search);
    changed(now, 'history');
  });
  changed(now, 'page');
}

/**
 * Changes some values of the current state. A change of the search begins at its first
 * page, and sorts by itself again when the query appears or goes.
 * @param {Partial<State>} changes
 */
export function go(changes, { replace = false } = {}) {
  const next = { ...now, page: 1, ...changes };
  if ('article' in changes && Object.keys(changes).length === 1) next.page = now.page;
  if (next.q !== now.q && !('similar' in changes)) next.similar = '';
  if (address(next) === address(now)) return changed(now, 'page');
  now = next;
  if (replace) history.replaceState(null, '', address(now));
  else history.pushState(null, '', address(now));
  changed(now, 'page');
}
