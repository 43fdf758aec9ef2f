// SPDX-License-Identifier: GPL-2.0-or-later
// Articles over time, to be brushed: by mouse or touch, by keyboard (a list box whose options are
// the periods), or by dates and a table below it. Choosing a span filters to it and counts it finer.
import { at, fill, h } from './dom.js';
import * as periods from './periods.js';
import { go } from './state.js';
import { articles, number } from './text.js';

const chart = h('div', { id: 'chart', role: 'listbox', tabindex: '0', 'aria-multiselectable': 'true',
  'aria-orientation': 'horizontal', 'aria-label': 'Articles over time', 'aria-describedby': 'chart-keys' });
const axis = h('div', { class: 'axis', 'aria-hidden': 'true' });
const readout = h('p', { class: 'readout', 'aria-hidden': 'true' });
const wider = h('button', { type: 'button', class: 'quiet', onclick: () => zoom_out() }, 'Zoom out');
const from = h('input', { type: 'date', id: 'from' });
const to = h('input', { type: 'date', id: 'to' });
const table = h('div', { class: 'table' });

let entries = [];
let range = { after: '', before: '' };
let undated = 0;
let anchor = 0;  // where a span began, and
let active = 0;  // where it ends: indexes of entries
let dragging = false;

export function start_timeline() {
  fill(at('timeline'),
    h('div', { class: 'chart-head' }, readout, wider),
    chart, axis,
    h('p', { id: 'chart-keys', class: 'hidden' },
      'Arrow keys move, with Shift they choose a span, Enter shows its articles, Backspace zooms out.'),
    h('details', {}, h('summary', {}, 'Dates and numbers'),
      h('form', { class: 'dates', onsubmit: take_dates },
        h('label', {}, 'From ', from), h('label', {}, 'to ', to),
        h('button', { type: 'submit', class: 'small' }, 'Show')),
      table));
  chart.addEventListener('keydown', key);
  chart.addEventListener('focus', () => mark());
  chart.addEventListener('blur', () => mark());
  chart.addEventListener('pointerdown', begin);
  chart.addEventListener('pointermove', move);
  chart.addEventListener('pointerup', end);
  chart.addEventListener('pointercancel', forget);
  chart.addEventListener('pointerleave', () => !dragging && say_all());
}

/** The parameter timeline= of a search. */
export const period_of_search = (state) => periods.period_for(state.after, state.before);

/**
 * @param {{date: string, count: number}[] | null} counted
 * @param {number} missing how many articles have no date
 */
export function show_timeline(state, counted, missing) {
  at('timeline').hidden = !counted?.length;
  if (!counted?.length) return;
  const had_focus = document.activeElement === chart;
  entries = periods.merged(counted);
  range = { after: state.after, before: state.before };
  undated = missing;
  anchor = active = had_focus ? 0 : entries.length - 1;
  const most = Math.max(...entries.map(({ count }) => count), 1);
  fill(chart, entries.map(({ date, count }, index) => {
    const bar = h('div', { role: 'option', id: `bar-${index}`, 'aria-selected': 'false', class: count ? null : 'none',
      'aria-label': `${periods.spoken(date)}: ${articles(count)}` }, h('span', {}));
    bar.style.setProperty('--height', String(count / most));
    return bar;
  }));
  wider.hidden = !range.after && !range.before;
  show_axis();
  show_numbers(state);
  mark();
}

function show_axis() {
  const step = Math.ceil(entries.length / Math.min(6, Math.max(2, chart.clientWidth / 85)));
  const labels = [];
  for (let index = 0; index < entries.length; index += step) {
    if (index > 0 && index / entries.length > 0.88) break;
    const label = h('span', {}, periods.short(entries[index].date));
    label.style.setProperty('--at', String(index / entries.length));
    labels.push(label);
  }
  fill(axis, labels);
}

function show_numbers(state) {
  from.value = periods.is_date(state.after) ? periods.first_day(state.after) : '';
  to.value = periods.is_date(state.before) ? periods.last_day(state.before) : '';
  fill(table, h('table', {}, h('caption', { class: 'hidden' }, 'Articles by date'),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Date'), h('th', { scope: 'col' }, 'Articles'))),
    h('tbody', {}, entries.map(({ date, count }, index) => count > 0 &&
      h('tr', {},
        h('th', { scope: 'row' }, h('button', { type: 'button', class: 'link', onclick: () => choose(index, index) },
          periods.spoken(date))),
        h('td', {}, number(count)))))));
}

const span = () => [Math.min(anchor, active), Math.max(anchor, active)];

/** Shows what is chosen so far, and what has the keyboard. */
function mark() {
  const shown = dragging || document.activeElement === chart;
  const [first, last] = span();
  [...chart.children].forEach((bar, index) => {
    const inside = shown && first <= index && index <= last;
    if ((bar.getAttribute('aria-selected') === 'true') !== inside) bar.setAttribute('aria-selected', String(inside));
    bar.classList.toggle('active', shown && index === active);
  });
  if (shown) chart.setAttribute('aria-activedescendant', `bar-${active}`);
  else chart.removeAttribute('aria-activedescendant');
  if (shown) say(first, last);
  else say_all();
}

function say(first, last) {
  const count = entries.slice(first, last + 1).reduce((sum, entry) => sum + entry.count, 0);
  const name = periods.spoken_span(periods.first_day(entries[first].date), periods.next_day(entries[last].date));
  readout.textContent = `${name}: ${articles(count)}`;
}
function say_all() {
  if (entries.length === 0) return;
  const first = periods.spoken(entries[0].date);
  const last = periods.spoken(entries.at(-1).date);
  const span_shown = first === last ? first : `${first} to ${last}, by ${periods.period_of(entries[0].date)}`;
  readout.textContent = span_shown + (undated > 0 ? `; ${number(undated)} without a date` : '');
}

function choose(first, last) {
  go({ after: periods.first_day(entries[first].date), before: periods.next_day(entries[last].date) });
}

/** The month round a span of days, the year round months, then all. */
function zoom_out() {
  const { after, before } = range;
  if (periods.is_date(after) && periods.is_date(before)) {
    const last = periods.last_day(before);
    for (const size of [7, 4]) {
      const wide = after.slice(0, size);
      const wider_span = { after: periods.first_day(wide), before: periods.next_day(wide) };
      if (last.slice(0, size) !== wide) continue;
      if (wider_span.after === periods.first_day(after) && wider_span.before === periods.first_day(before)) continue;
      return go(wider_span);
    }
  }
  go({ after: '', before: '' });
}

function take_dates(event) {
  event.preventDefault();
  const swapped = from.value && to.value && from.value > to.value;
  const [first, last] = swapped ? [to.value, from.value] : [from.value, to.value];
  go({ after: first, before: last ? periods.next_day(last) : '' });
}

function key(event) {
  const last = entries.length - 1;
  const steps = { ArrowLeft: active - 1, ArrowRight: active + 1, Home: 0, End: last,
    PageUp: active - 12, PageDown: active + 12 };
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in steps) {
    active = Math.max(0, Math.min(steps[event.key], last));
    if (!event.shiftKey) anchor = active;
  } else if (event.key === 'Enter' || event.key === ' ') {
    choose(...span());
  } else if (event.key === 'Escape' && anchor !== active) {
    anchor = active;
  } else if (event.key === 'Backspace' && !wider.hidden) {
    zoom_out();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  mark();
}

function index_under(event) {
  const box = chart.getBoundingClientRect();
  const index = Math.floor(((event.clientX - box.left) / box.width) * entries.length);
  return Math.max(0, Math.min(index, entries.length - 1));
}

function begin(event) {
  if (event.button !== 0) return;
  chart.setPointerCapture(event.pointerId);
  dragging = true;
  anchor = active = index_under(event);
  mark();
}
function move(event) {
  const index = index_under(event);
  if (!dragging) return say(index, index);
  active = index;
  mark();
}
function end() {
  if (!dragging) return;
  dragging = false;
  choose(...span());
}
function forget() {
  dragging = false;
  anchor = active;
  mark();
}
