import type { Language } from '../../foundation/language';
import type { Services } from '../services';
import { type ReportNumbers, reportNumbers } from './report-numbers';
import { type ReportWords, reportWords } from './report-words';

type ReportServices = Pick<
  Services,
  'objectStore' | 'links' | 'thumbnailer' | 'clock' | 'config' | 'logger'
>;

/** How a report is told: in which words and numbers, and with what it finds its pictures. */
export interface Told {
  language: Language;
  words: ReportWords;
  numbers: ReportNumbers;
  services: ReportServices;
}

/** A report for somebody who reads this language and lives in this zone. */
export function toldIn(language: Language, timezone: string, services: ReportServices): Told {
  const numbers = reportNumbers(language, timezone);
  return { language, words: reportWords[language], numbers, services };
}

/** Where the card of a version is read. */
export function modelCardUrl({ config }: Pick<Services, 'config'>, version: string): string {
  return `${config.api.publicUrl}/api/classification/models/${version}`;
}
