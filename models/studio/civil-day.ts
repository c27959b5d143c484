// Civil dates without clocks and zones. Days are counted from 1970-01-01, months from the year 0, so that arithmetic over
// them is arithmetic.

const dayMs = 86_400_000;

/** The number of a date, YYYY-MM-DD. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

/** The date of a day, YYYY-MM-DD. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The weekday of a day, Monday being 0. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The month of a day: twelve times its year, and its month from 0. */
export function monthOf(day: number): number {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first day of a month. */
export function firstOf(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / dayMs;
}

/** Which day of its month a day is, from 1. */
export function monthDayOf(day: number): number {
  return day - firstOf(monthOf(day)) + 1;
}
