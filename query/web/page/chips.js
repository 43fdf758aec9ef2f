// SPDX-License-Identifier: GPL-2.0-or-later
// The filters in force, each removed by a click.
import { at, button, fill, h } from './dom.js';
import { spoken_span } from './periods.js';
import { go, is_filtered, LISTS, NO_FILTERS } from './state.js';
import { isolated, value_name } from './text.js';

const NAMES = { source: 'Source', section: 'Section', author: 'Author', language: 'Language' };

/** @param {string} similar_title of the article whose subject is searched, if known */
export function show_chips(state, similar_title = '') {
  const chips = [];
  const add = (name, value, changes) => chips.push(chip(name, value, changes));
  if (state.similar) add('Similar to', similar_title || state.similar, { similar: '' });
  if (state.match === 'any') add('Words', 'any of them', { match: '' });
  if (state.after || state.before)
    add('Date', spoken_span(state.after, state.before), { after: '', before: '' });
  for (const field of LISTS)
    for (const value of state[field])
      add(NAMES[field], value_name(field, value), { [field]: state[field].filter((other) => other !== value) });
  if (is_filtered(state) && chips.length > 1)
    chips.push(h('li', {}, button('quiet', () => remove(NO_FILTERS), 'Remove all')));
  fill(at('chips'), chips);
}

function chip(name, value, changes) {
  return h('li', {}, button('chip', () => remove(changes),
    h('span', { class: 'hidden' }, 'Remove the filter '),
    h('span', { class: 'name' }, `${name} `), isolated(value), h('span', { 'aria-hidden': 'true', class: 'cross' }, ' ×')));
}

/** Removes the chip. It has the focus, so the heading of the results takes it. */
function remove(changes) {
  go(changes);
  at('results').focus({ preventScroll: true });
}
