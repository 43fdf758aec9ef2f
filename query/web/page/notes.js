// SPDX-License-Identifier: GPL-2.0-or-later
// Shows the notes of the parser under the words they concern: an underline in the search box
// (an echo of the text lies behind the input), and a line below it with a repair to apply.
import { at, fill, h } from './dom.js';
import { articles, cut, isolated } from './text.js';

/** @typedef {{offset: number, length: number, message: string, repairs: {text: string, query: string}[]}} Remark */

const echo = at('echo');
const input = at('query');
const list = at('notes');
let of_query = '';

const slice = (query, note) => cut(query, [note]).find(({ place }) => place === 0)?.text ?? '';
function replaced(query, note, text) {
  const pieces = cut(query, [note]);
  return pieces.map((piece) => (piece.place === 0 ? text : piece.text)).join('');
}

/** The texts to write instead, if there are any. */
function repairs_of(query, note) {
  const said = slice(query, note);
  let text = note.repair;
  if (note.code === 'lowercase-operator') text = said.toUpperCase();
  else if (note.code === 'unbalanced-quote') return [{ text: 'Close it', query: `${query}"` }];
  else if (note.code === 'number-limit' && text) text = said.replace(/\d+/, text);
  if (!text || text === said) return [];
  return [{ text: `Use ${text}`, query: replaced(query, note, text) }];
}

/** Notes of the parser and words that look misspelled, in the order of the query. @returns {Remark[]} */
function remarks(query, answer) {
  const found = answer.query.notes.map((note) => ({ ...note, repairs: repairs_of(query, note) }));
  for (const word of answer.did_you_mean?.words ?? answer.diagnosis?.spelling ?? []) {
    if (word.length === 0) continue;
    const where = word.articles > 0 ? `in ${articles(word.articles)} only` : 'nowhere in the archive';
    found.push({
      ...word,
      message: `“${word.word}” is ${where}${word.suggestions.length ? '; did you mean' : '.'}`,
      repairs: word.suggestions.map((text) => ({ text, query: replaced(query, word, text) })),
    });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/**
 * @param {string} query as it was searched
 * @param {object | null} answer of the search, null for none
 * @param {(query: string) => void} search
 */
export function show_notes(query, answer, search) {
  of_query = query;
  const found = answer ? remarks(query, answer) : [];
  const places = [];
  for (const remark of found)
    if (remark.length > 0 && remark.offset >= (places.at(-1)?.end ?? 0))
      places.push({ ...remark, end: remark.offset + remark.length });
  const pieces = places.length ? cut(query, places) : [];
  fill(echo, pieces.map(({ text, place }) => (place < 0 ? text : h('u', {}, text))));
  fill(list, found.map((remark) =>
    h('li', {}, h('span', {}, isolated(remark.message)),
      remark.repairs.map(({ text, query: repaired }) =>
        h('button', { type: 'button', class: 'repair', onclick: () => search(repaired) }, isolated(text))))));
  place_notes(places, found);
  follow();
}

/** Each line begins below its word, if there is room; in a right-to-left query, at the left. */
function place_notes(places, found) {
  const marks = [...echo.querySelectorAll('u')];
  const padding = 13;  // of the box
  const room = echo.clientWidth * 0.5;
  [...list.children].forEach((line, index) => {
    const mark = marks[places.findLastIndex((place) => place.offset <= found[index].offset)];
    const left = mark && getComputedStyle(input).direction === 'ltr' ? mark.offsetLeft : padding;
    line.style.setProperty('--under', `${Math.max(padding, Math.min(left, room))}px`);
  });
}

/** Underlines are valid only while the box shows the searched query. */
function follow() {
  echo.hidden = input.value !== of_query;
  echo.scrollLeft = input.scrollLeft;
}
input.addEventListener('input', follow);
input.addEventListener('scroll', follow);
