// SPDX-License-Identifier: GPL-2.0-or-later
// Filters by source, section, author and language with exact counts. Values of one facet are
// alternatives, so a facet with choices counts what the other filters find: a request of its own.
import { at, fill, h } from './dom.js';
import { filters, go, LISTS, search_params } from './state.js';
import { articles, isolated, number, value_name } from './text.js';

const TITLES = { source: 'Source', section: 'Section', author: 'Author', language: 'Language' };
const FEW = 7;
const MORE = 50;
const shown = Object.fromEntries(LISTS.map((field) => [field, FEW]));  // how many values are asked for

/** The parameter facet= for these fields. It asks for one value more than is shown, to know whether there are more. */
const wanted = (fields) => fields.map((field) => `${field}:${shown[field] + 1}`).join(',');

/** @returns {string} for the search itself */
export const facets_of_search = () => wanted(LISTS);

/** Requests for the facets with choices, for a channel. */
export function facet_requests(state) {
  return LISTS.filter((field) => state[field].length > 0).map((field) => {
    const params = state.similar ? search_params(state, field) : filters(state, field);
    params.set('facet', wanted([field]));
    if (state.similar) params.set('limit', '1');
    return [state.similar ? 'search' : 'facets', params];
  });
}

/** @param {object} answer of the search @param {object[]} others of facet_requests(state) */
export function show_facets(state, answer, others) {
  const facets = Object.assign({}, answer.facets, ...others.map((other) => other.facets));
  const missing = Object.assign({}, answer.missing, ...others.map((other) => other.missing ?? {}));
  const focused = document.activeElement?.closest?.('#filters') ? document.activeElement.dataset.key : null;
  fill(at('filters'),
    h('h2', { class: 'hidden' }, 'Filters'),
    LISTS.map((field) => facet(state, field, facets[field] ?? [], answer.facets[field] ?? [], missing[field] ?? 0)));
  at('filters').append(h('button', { type: 'button', class: 'done', onclick: fold }, `Show ${articles(answer.total)}`));
  if (focused) at('filters').querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** Compares values without case and accents, as the server does. */
const { compare } = new Intl.Collator('en', { usage: 'search', sensitivity: 'base' });
const same_value = (a, b) => compare(a, b) === 0;

function facet(state, field, values, own, missing) {
  const listed = values.slice(0, shown[field]);
  // A chosen value is always shown, with its count, at any rank.
  for (const value of state[field])
    if (!listed.some((one) => same_value(one.value, value)))
      listed.unshift(own.find((one) => same_value(one.value, value)) ?? { value, count: 0 });
  if (listed.length === 0) return null;
  const most = Math.max(...listed.map(({ count }) => count), 1);
  return h('fieldset', { class: 'facet' },
    h('legend', {}, TITLES[field]),
    h('ul', {}, listed.map(({ value, count }) => choice(state, field, value, count, most))),
    missing > 0 && h('p', { class: 'missing' }, `${number(missing)} without`),
    values.length > shown[field] && grow(field, 'More', shown[field] + MORE),
    values.length <= shown[field] && shown[field] > FEW && grow(field, 'Fewer', FEW));
}

function choice(state, field, value, count, most) {
  const chosen = state[field].some((other) => same_value(other, value));
  const toggled = chosen ? state[field].filter((other) => !same_value(other, value)) : [...state[field], value];
  const box = h('input', { type: 'checkbox', 'data-key': `${field}=${value}`, onchange: () => go({ [field]: toggled }) });
  box.checked = chosen;
  const row = h('label', {}, box,
    h('span', { class: 'value' }, isolated(value_name(field, value))),
    h('span', { class: 'count' }, number(count)));
  row.style.setProperty('--share', String(count / most));
  return h('li', {}, row);
}

/** On a screen too narrow for columns the filters unfold above the results. */
function unfold(open) {
  at('filters-toggle').setAttribute('aria-expanded', String(open));
  at('filters').classList.toggle('shown', open);
}
function fold() {
  unfold(false);
  at('results').focus();
}

let asked_for_more = () => {};
/** @param {() => void} again counts the current search again */
export function start_facets(again) {
  asked_for_more = again;
  const toggle = at('filters-toggle');
  toggle.addEventListener('click', () => {
    const open = toggle.getAttribute('aria-expanded') !== 'true';
    unfold(open);
    if (open) at('filters').querySelector('input')?.focus();
  });
}

function grow(field, text, size) {
  return h('button', { type: 'button', class: 'quiet more', 'data-key': `more-${field}`,
    'aria-label': `${text} of ${TITLES[field].toLowerCase()}`,
    onclick: () => {
      shown[field] = size;
      asked_for_more();
    } }, text);
}
