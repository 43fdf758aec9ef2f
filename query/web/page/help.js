// SPDX-License-Identifier: GPL-2.0-or-later
// Help on searching and keys: examples to click, in the empty reading pane and in a dialog.
import { at, fill, h } from './dom.js';
import { keys_wanted, want_keys } from './keys.js';
import { go, NO_FILTERS } from './state.js';

const EXAMPLES = [
  ['', [
    ['earthquake relief', 'both words, in any inflection'],
    ['"central bank"', 'a phrase'],
    ['earthquake OR flood', 'either'],
    ['election -football', 'without a word'],
    ['econom*', 'a beginning'],
    ['(storm OR flood) insurance', 'a group'],
  ]],
  ['Places', [
    ['rates NEAR/5 inflation', 'within five words'],
    ['minister w/s resign', 'in one sentence'],
    ['ATLEAST/3 climate', 'three times or more'],
    ['title:election', 'in the headline'],
    ['lead:talks', 'in the first paragraphs'],
  ]],
  ['Fields', [
    ['date:2024-03', 'a month; also a day, a year'],
    ['date:2023-01..2023-06', 'a span; also date:7d'],
    ['lang:fr', 'a language'],
    ['author:smith', 'a byline'],
    ['words:>500', 'longer ones'],
  ]],
];

const KEYS = [
  [['/'], 'to the search box'],
  [['↓', '↑'], 'or', ['j', 'k'], 'next and previous article; while reading, opens it'],
  [['Enter'], 'read it'],
  [['n', 'p'], 'next and previous match'],
  [['Esc'], 'close the article, or the list of completions'],
  [['?'], 'this help'],
];

function example([query, meaning], done) {
  return h('li', {},
    h('button', { type: 'button', class: 'example', onclick: () => {
      done();
      go({ ...NO_FILTERS, q: query, article: '', sort: '', similar: '' });
    } }, h('code', {}, query)),
    h('span', {}, meaning));
}

const examples = ([, rows], done = () => {}) => h('ul', { class: 'examples' }, rows.map((row) => example(row, done)));

/** The content of the reading pane while no article is open. */
export function welcome() {
  return h('div', { class: 'welcome' },
    h('h2', { id: 'reader-title' }, 'Search by example'),
    examples(EXAMPLES[0]), examples(EXAMPLES[1]), examples(EXAMPLES[2]),
    h('p', { class: 'hint' }, 'Choose an article to read it here. ', h('kbd', {}, '?'), ' shows the keys.'));
}

export function start_help() {
  const dialog = at('help');
  const done = () => dialog.close();
  at('help-open').addEventListener('click', open_help);
  dialog.addEventListener('click', (event) => event.target === dialog && done());
  fill(dialog,
    h('div', { class: 'help-head' }, h('h2', { id: 'help-title' }, 'Searching'),
      h('button', { type: 'button', class: 'quiet', onclick: done }, 'Close')),
    h('div', { class: 'help-columns' },
      EXAMPLES.map((group) => h('section', {}, h('h3', {}, group[0] || 'Words'), examples(group, done))),
      h('section', {}, h('h3', {}, 'Keys'), h('dl', { class: 'keys' }, KEYS.map(key_row)), key_switch())));
}

export function open_help() {
  if (!at('help').open) at('help').showModal();
}

function key_row(row) {
  const keys = row.slice(0, -1).map((part) =>
    typeof part === 'string' ? ` ${part} ` : part.map((key) => h('kbd', {}, key)));
  return [h('dt', {}, keys), h('dd', {}, row.at(-1))];
}

/** Keys without Ctrl disturb users of speech input, so they can be switched off. */
function key_switch() {
  const box = h('input', { type: 'checkbox', onchange: () => want_keys(box.checked) });
  box.checked = keys_wanted();
  return h('label', { class: 'check' }, box, ' Use these keys');
}
