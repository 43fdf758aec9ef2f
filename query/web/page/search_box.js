// SPDX-License-Identifier: GPL-2.0-or-later
// The search box: a combobox whose list completes the typed text, words first, then
// headlines, which open the article itself.
import { channel } from './api.js';
import { at, fill, h } from './dom.js';
import { articles, harmless, isolated } from './text.js';

const input = at('query');
const list = at('completions');
const clear = at('clear');
const completions = channel();
const PAUSE = 120;  // ms without a key before the server is asked

let offers = [];  // {label, query} or {label, article}
let chosen = -1;
let typed = '';
let timer = 0;

/**
 * @param {{search: (query: string) => void, open: (id: string) => void, leave: () => void}} on
 */
export function start_search_box(on) {
  input.addEventListener('input', () => {
    clear.hidden = input.value === '';
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener('keydown', (event) => key(event, on));
  input.addEventListener('blur', close);
  at('search').addEventListener('submit', (event) => {
    event.preventDefault();
    take(on);
  });
  clear.addEventListener('click', () => {
    input.value = '';
    clear.hidden = true;
    close();
    input.focus();
  });
  list.addEventListener('pointerdown', (event) => event.preventDefault());  // keeps focus in the box
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (!option) return;
    choose(Number(option.dataset.index));
    take(on);
  });
}

export function show_query(query) {
  if (input.value !== query) input.value = query;
  clear.hidden = query === '';
  close();
}

function key(event, on) {
  if (event.isComposing) return;
  const open = !list.hidden;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (!open && event.key === 'ArrowDown' && !event.altKey) on.leave();
    else if (!open) ask();
    else choose(turn(event.key === 'ArrowDown' ? 1 : -1));
    event.preventDefault();
  } else if (event.key === 'Escape' && open) {
    close();
    input.value = typed;
    event.preventDefault();
    event.stopPropagation();
  } else if (event.key === 'Enter') {
    event.preventDefault();
    take(on);
  }
}

/** Moves through the list cyclically; the typed text is between the last and the first entry. */
function turn(step) {
  const size = offers.length + 1;
  return ((chosen + 1 + step + size) % size) - 1;
}

async function ask() {
  typed = input.value;
  if (!typed.trim()) return close();
  let answer;
  try {
    answer = await completions.one('complete', new URLSearchParams({ q: typed }));
  } catch {
    return close();  // completion is a help; the search itself tells what is wrong
  }
  if (!answer || document.activeElement !== input || input.value !== typed) return;
  offers = [
    ...answer.words.slice(0, 7).map((word) => ({ label: word.text, query: word.text, count: word.articles })),
    ...answer.titles.slice(0, 4).map((title) => ({ label: title.title, article: title.id })),
  ];
  show();
}

function show() {
  chosen = -1;
  fill(list, offers.map((offer, index) =>
    h('li', { role: 'option', id: `completion-${index}`, 'data-index': index, 'aria-selected': 'false',
      class: offer.article ? 'headline' : null, dir: 'auto' },
      isolated(offer.label),
      h('span', { class: 'count' }, offer.article ? 'open' : articles(offer.count)))));
  list.hidden = offers.length === 0;
  input.setAttribute('aria-expanded', String(!list.hidden));
  input.removeAttribute('aria-activedescendant');
}

function choose(index) {
  list.children[chosen]?.setAttribute('aria-selected', 'false');
  chosen = index;
  const option = list.children[chosen];
  if (!option) {
    input.value = typed;
    return input.removeAttribute('aria-activedescendant');
  }
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', option.id);
  input.value = offers[chosen].query ? harmless(offers[chosen].query) : typed;
}

function take(on) {
  const offer = list.hidden ? null : offers[chosen];
  close();
  if (offer?.article) on.open(offer.article);
  else on.search(input.value.trim());
}

function close() {
  clearTimeout(timer);
  completions.cancel();
  offers = [];
  chosen = -1;
  list.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}
