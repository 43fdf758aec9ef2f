// SPDX-License-Identifier: GPL-2.0-or-later
// Texts as they are shown: marks, places given in bytes, numbers, dates, names of languages.
import { h } from './dom.js';

// Signs that turn the direction of what follows: within one line of ours they only deceive.
const DIRECTION_SIGNS = /[\u202a-\u202e\u2066-\u2069]/g;
export const harmless = (text) => text.replace(DIRECTION_SIGNS, '');

/** A value from the archive in a line of ours: its direction stays its own. */
export const isolated = (text, language = null) => h('bdi', { lang: language }, harmless(text));

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'" };
const unescaped = (text) => text.replace(/&(?:amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity]);

/** A snippet, escaped HTML with <mark> only, as nodes. */
export function marked(snippet) {
  return snippet.split(/(<mark>.*?<\/mark>)/s).map((part) => {
    const inside = /^<mark>(.*)<\/mark>$/s.exec(part);
    return inside ? h('mark', {}, harmless(unescaped(inside[1]))) : harmless(unescaped(part));
  });
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Cuts a text at places given in bytes of its UTF-8.
 * @param {{offset: number, length: number}[]} places ascending, not overlapping
 * @returns {{text: string, place: number}[]} with the place's index, or -1 between places
 */
export function cut(text, places) {
  if (places.length === 0) return text ? [{ text, place: -1 }] : [];
  const bytes = encoder.encode(text);
  const pieces = [];
  let done = 0;
  const add = (end, place) => {
    if (end > done) pieces.push({ text: decoder.decode(bytes.subarray(done, end)), place });
    done = Math.max(done, end);
  };
  places.forEach(({ offset, length }, index) => {
    add(offset, -1);
    add(Math.min(offset + length, bytes.length), index);
  });
  add(bytes.length, -1);
  return pieces;
}

const numbers = new Intl.NumberFormat('en');
export const number = (value) => numbers.format(value);
export const count_of = (value, one, many) => `${number(value)} ${value === 1 ? one : many}`;
export const articles = (value) => count_of(value, 'article', 'articles');

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const long_day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC',
});

/** @param {string} published ISO, UTC; midnight stands for a day without a time */
export function date(published, long = false) {
  const moment = new Date(published);
  if (Number.isNaN(moment.getTime())) return published;
  const text = (long ? long_day : day).format(moment);
  const time = published.slice(11, 16);
  return long && time && time !== '00:00' ? `${text}, ${time} UTC` : text;
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });
export function language_name(code) {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

/** The value of a facet as people call it. */
export const value_name = (field, value) => (field === 'language' ? language_name(value) : value);

/** lang attribute of a text, or none where the archive's code is no language tag. */
export const lang = (code) => (code && /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(code) ? code : null);
