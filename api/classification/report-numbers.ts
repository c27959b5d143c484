// Numbers and dates as people of a language write them.
import type { Language } from '../../foundation/language';

/** How a report writes numbers. */
export interface ReportNumbers {
  count(value: number): string;
  /** A share from 0 to 1, as per cent with one digit. */
  percent(share: number): string;
  /** The same without its sign, for a column that says so. */
  percentValue(share: number): string;
  /** Per cent without digits after the point, for limits. */
  limit(share: number): string;
  date(instant: Date): string;
  instant(instant: Date): string;
}

/** The formats of a language; instants are shown in a zone. */
export function reportNumbers(language: Language, timeZone: string): ReportNumbers {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const count = new Intl.NumberFormat(locale);
  const percentValue = new Intl.NumberFormat(locale, { ...one, useGrouping: false });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', ...one });
  const limit = new Intl.NumberFormat(locale, { style: 'percent' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
  const instant = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone,
  });
  return {
    count: (value) => count.format(value),
    percent: (share) => percent.format(share),
    percentValue: (share) => percentValue.format(share * 100),
    limit: (share) => limit.format(share),
    date: (at) => date.format(at),
    instant: (at) => instant.format(at),
  };
}
