// SPDX-License-Identifier: GPL-2.0-or-later
// Arithmetic of years, months and days, written as the server does: 2024, 2024-08, 2024-08-22.

/** @typedef {'year' | 'month' | 'day'} Period */

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
  'October', 'November', 'December'];

/** @returns {Period} */
export const period_of = (date) => (date.length === 4 ? 'year' : date.length === 7 ? 'month' : 'day');

const utc = (date) => {
  const [year, month = 1, day_of_month = 1] = date.split('-').map(Number);
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day_of_month);
  return moment;
};
const iso = (moment) => moment.toISOString().slice(0, 10);

/** The first day of a period, and of the next one: the values of after and before. */
export const first_day = (date) => iso(utc(date));
export function next_day(date) {
  const moment = utc(date);
  const period = period_of(date);
  if (period === 'year') moment.setUTCFullYear(moment.getUTCFullYear() + 1);
  else if (period === 'month') moment.setUTCMonth(moment.getUTCMonth() + 1);
  else moment.setUTCDate(moment.getUTCDate() + 1);
  return iso(moment);
}
/** The last day of a span that ends before the given day, as people name it. */
export function last_day(before) {
  const moment = utc(before);
  moment.setUTCDate(moment.getUTCDate() - 1);
  return iso(moment);
}

/** Whether it is a period; the address may also have 7d or yesterday, as a query may. */
export const is_date = (text) => /^\d{4}(-\d\d(-\d\d)?)?$/.test(text) && !Number.isNaN(utc(text).getTime());

const days_between = (from, to) => (utc(to) - utc(from)) / 86400000;

/** The unit in which a span of days is counted; by month if an end is missing. @returns {Period} */
export function period_for(after, before) {
  if (!is_date(after) || !is_date(before)) return 'month';
  return days_between(after, before) <= 70 ? 'day' : 'month';
}

/** Adds the counts of months up to years if there are too many months to show. */
export function merged(entries) {
  if (entries.length <= 48 || period_of(entries[0].date) !== 'month') return entries;
  const years = new Map();
  for (const { date, count } of entries) {
    const year = date.slice(0, 4);
    years.set(year, (years.get(year) ?? 0) + count);
  }
  return [...years].map(([date, count]) => ({ date, count }));
}

/** "2023", "March 2023", "6 March 2023" */
export function spoken(date) {
  const [year, month, day_of_month] = date.split('-');
  if (!month) return year;
  return `${day_of_month ? `${Number(day_of_month)} ` : ''}${MONTHS[Number(month) - 1]} ${year}`;
}

/** The shortest text of a span: "2023", "March 2023", "6 to 9 March 2023", "since 2023". */
export function spoken_span(after, before) {
  if (!after && !before) return 'any time';
  if (!(is_date(after || '2000') && is_date(before || '2000'))) return `${after || 'the beginning'} to ${before || 'now'}`;
  if (!before) return `since ${spoken(shortest(after))}`;
  if (!after) return `until ${spoken(last_day(before))}`;
  for (const period of [after.slice(0, 4), after.slice(0, 7), after.slice(0, 10)])
    if (first_day(period) === first_day(after) && next_day(period) === first_day(before)) return spoken(period);
  if (is_first(after, 8) && is_first(before, 8)) {
    const last = last_day(before);
    const size = is_first(after, 5) && is_first(before, 5) ? 4 : 7;
    return `${spoken(after.slice(0, size))} to ${spoken(last.slice(0, size))}`;
  }
  return `${spoken(first_day(after))} to ${spoken(last_day(before))}`;
}
const is_first = (date, from) => ['01-01', '01'].includes(first_day(date).slice(from));
const shortest = (date) => (is_first(date, 5) ? date.slice(0, 4) : date);

/** A label below the axis, short. */
export function short(date) {
  const [year, month, day_of_month] = date.split('-');
  if (!month) return year;
  const name = MONTHS[Number(month) - 1].slice(0, 3);
  return day_of_month ? `${Number(day_of_month)} ${name}` : `${name} ${year}`;
}
