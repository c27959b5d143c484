// Numbers, amounts and days as a reader of either language writes them.
import type { MailLanguage } from '../../models/messaging/mail-kind';

/** What templates write with. */
export interface MailWords {
  number(value: number): string;
  money(value: { amount: number; currency: string }): string;
  /** The day alone. */
  date(value: { at: Date; timezone: string }): string;
  /** Day and time, with the zone. */
  instant(value: { at: Date; timezone: string }): string;
}

const locales: Record<MailLanguage, string> = { fr: 'fr-FR', en: 'en-GB' };

/** The words of a language. */
export function wordsIn(language: MailLanguage): MailWords {
  const locale = locales[language];
  return {
    number: (value) => new Intl.NumberFormat(locale).format(value),
    money: ({ amount, currency }) => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    date: ({ at, timezone }) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(at),
    instant: ({ at, timezone }) =>
      new Intl.DateTimeFormat(locale, {
        ...{ day: 'numeric', month: 'long', year: 'numeric' },
        ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone: timezone },
      }).format(at),
  };
}
