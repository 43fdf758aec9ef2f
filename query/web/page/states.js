// SPDX-License-Identifier: GPL-2.0-or-later
// The displays instead of results: waiting, nothing found with proposals, and errors.
import { has_token, use_token } from './api.js';
import { announce, at, button, fill, h } from './dom.js';
import { go, is_filtered, LISTS, NO_FILTERS } from './state.js';
import { articles, isolated } from './text.js';

const place = at('message');
let timer = 0;

/** @param {'loading' | 'found' | 'empty' | 'error'} name */
function enter(name) {
  clearTimeout(timer);
  document.body.dataset.state = name;
  at('results').setAttribute('aria-busy', String(name === 'loading'));
}

/** Keeps the old results, dimmed by the style sheet, until new ones arrive. */
export function show_loading() {
  enter('loading');
  if (at('hits').children.length === 0) fill(place, h('p', { class: 'waiting' }, 'Searching…'));
}

export function show_found() {
  enter('found');
  fill(place);
}

const phrase = (clause) => {
  const filter = /^--(\w+) (.*)$/s.exec(clause);
  return filter ? `the filter ${filter[1]}: ${filter[2].replace(/^"(.*)"$/s, '$1')}` : clause;
};

/** Code for a clause, words for a filter. */
const clause_node = (clause) => (clause.startsWith('--') ? isolated(phrase(clause)) : h('code', {}, isolated(clause)));

function listed(nodes, last) {
  return nodes.flatMap((node, index) =>
    index === 0 ? [node] : [index === nodes.length - 1 ? ` ${last} ` : ', ', node]);
}

/** @param {number | null} unfiltered the number of articles without the filters, if any are set */
export function show_empty(state, answer, unfiltered) {
  enter('empty');
  const reasons = [clauses(answer.diagnosis), without_filters(unfiltered), other_values(state, answer.diagnosis),
    tries(answer), any_word(state)].filter(Boolean);
  fill(place, h('div', { class: 'panel' }, reasons.length > 0 ? reasons : h('p', {},
    state.q || is_filtered(state) || state.similar ? 'Fewer words, or others, may find something.'
      : 'The archive is empty: dateline-indexer add brings articles in.')));
}

/** The clauses that find nothing, by themselves or together. */
function clauses(diagnosis) {
  const empty = diagnosis?.empty_clauses ?? [];
  if (empty.length === 0) return null;
  const together = empty.length === 2 ? 'both ' : 'all of ';
  return h('p', {}, 'No article matches ', diagnosis.together && together,
    listed(empty.map(clause_node), diagnosis.together ? 'and' : 'or'), '.');
}

function without_filters(total) {
  return total > 0 && h('p', {}, 'The filters leave nothing: without them ', total === 1 ? 'there is ' : 'there are ',
    articles(total), '. ', button('small', () => go(NO_FILTERS), 'Remove the filters'));
}

/** Proposals for values that no article has. notes.js respells words in place. */
function other_values(state, diagnosis) {
  const unknown = (diagnosis?.spelling ?? []).filter((one) =>
    one.length === 0 && LISTS.includes(one.field) && one.suggestions.length > 0);
  return unknown.length > 0 && unknown.map(({ field, word, suggestions }) => {
    const instead = (value) => state[field].map((one) => (one === word ? value : one));
    return h('p', {}, `The archive has no ${field} `, isolated(word), ', but ',
      suggestions.map((value) => [button('small', () => go({ [field]: instead(value) }), isolated(value)), ' ']));
  });
}

/** Queries that were tried and found something. */
function tries(answer) {
  const found = (answer.diagnosis?.try ?? []).filter((one) => one.query !== answer.query.canonical);
  return found.length > 0 && [h('p', {}, 'This finds something:'),
    h('ul', { class: 'tries' }, found.map(({ query, total, change }) => h('li', {},
      button('example', () => go({ q: query, sort: '' }), h('code', {}, isolated(query))),
      h('span', {}, articles(total), change && [', ', isolated(change)]))))];
}

function any_word(state) {
  return state.match !== 'any' && /\S\s+\S/.test(state.q) &&
    h('p', {}, button('small', () => go({ match: 'any' }), 'Search for any of the words'));
}

function ask_for_token(again) {
  const refused = has_token();
  at('total').textContent = 'This archive asks for a token';
  announce('This archive asks for a token');
  const field = h('input', { type: 'password', id: 'token', autocomplete: 'current-password', required: true });
  fill(place, h('form', { class: 'panel', onsubmit: (event) => {
    event.preventDefault();
    use_token(field.value.trim());
    again();
  } },
  refused && h('p', {}, 'The one this browser has is not accepted.'),
  h('label', { for: 'token' }, 'Token, as whoever runs the archive gave it to you'),
  h('p', { class: 'row' }, field, h('button', { type: 'submit' }, 'Enter'))));
  field.focus();
}

/**
 * @param {import('./api.js').ApiError} error
 * @param {() => void} again
 * @param {number} tried how often it failed in a row
 */
export function show_error(error, again, tried) {
  enter('error');
  if (error.status === 401) return ask_for_token(again);
  const passing = error.status === 0 || error.status === 503;
  const wait = error.retry_after || Math.min(2 ** tried, 20);
  const titles = { 0: 'The server does not answer', 503: 'The server is busy' };
  const title = titles[error.status] ?? (error.status < 500 ? 'This cannot be searched' : 'The search failed');
  const message = error.message.replace(/\.$/, '') === title ? '' : error.message;
  at('total').textContent = title;
  announce(`${title}. ${message}`);
  fill(place, h('div', { class: 'panel' },
    message && h('p', {}, isolated(message)),
    error.hint && h('p', {}, isolated(error.hint)),
    passing && h('p', {}, `It is asked again by itself, in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`),
    h('p', {},
      h('button', { type: 'button', onclick: again }, passing ? 'Ask now' : 'Try again'),
      error.status >= 400 && error.status < 500 &&
        h('button', { type: 'button', onclick: () => go(NO_FILTERS) }, 'Remove the filters'))));
  if (passing) timer = setTimeout(again, wait * 1000);
}
