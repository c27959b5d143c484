// Pieces of HTML of which the page behind a review link is made; whatever others wrote is escaped here.
import type { ReviewSubject } from '../../openapi/generated/types';
import { escaped } from '../html-page';
import { type PageLanguage, pageWords } from './review-page-words';

/** In which language, and in which zone, a page speaks. */
export interface Reader {
  language: PageLanguage;
  zone: string;
}

interface Picture {
  image_url: string | null;
  alt_text: string;
}

/** All pictures, with their descriptions below where there are several. */
export function pictures({ image_url, title, answer }: ReviewSubject): string {
  const several = Array.isArray(answer['pictures']) ? (answer['pictures'] as Picture[]) : [];
  if (several.length > 0) {
    const figures = several.map((one) => {
      const caption = one.alt_text && `<figcaption>${escaped(one.alt_text)}</figcaption>`;
      return `<figure>${imageOf(one.image_url, one.alt_text || title)}${caption}</figure>`;
    });
    return figures.join('\n      ');
  }
  const alt = typeof answer['alt_text'] === 'string' ? answer['alt_text'] : title;
  return imageOf(image_url, alt);
}

function imageOf(url: string | null, alt: string): string {
  return url === null ? '' : `<img src="${escaped(url)}" alt="${escaped(alt)}" />`;
}

/** Whatever is proposed, as people read it; what is empty is left out. */
export function list(values: Record<string, unknown>, reader: Reader): string {
  const { names } = pageWords[reader.language];
  const shown = Object.entries(values).filter(([, value]) => !isEmpty(value));
  if (shown.length === 0) return '';
  const rows = shown.map(
    ([name, value]) =>
      `<dt>${escaped(names[name] ?? name.replaceAll('_', ' '))}</dt><dd>${valueOf(value, reader)}</dd>`,
  );
  return `<dl>${rows.join('')}</dl>`;
}

function valueOf(value: unknown, reader: Reader): string {
  const words = pageWords[reader.language];
  if (Array.isArray(value)) {
    return `<ul>${value.map((one) => `<li>${valueOf(one, reader)}</li>`).join('')}</ul>`;
  }
  if (typeof value === 'object' && value !== null) {
    return list(value as Record<string, unknown>, reader);
  }
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return value.toLocaleString(reader.language);
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? instant(text, reader) : escaped(text);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || jsonLength(value) === 0;
}

function jsonLength(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
}

/** A time as the clocks of a zone show it, with the zone. */
export function instant(text: string, { language, zone }: Reader): string {
  const format = { dateStyle: 'full', timeStyle: 'short', timeZone: zone } as const;
  const shown = new Date(text).toLocaleString(language, format);
  return `<time datetime="${escaped(text)}">${escaped(shown)}</time> (${escaped(zone)})`;
}

/** An address that people may open; any other text stays text. */
export function linkTo(address: string): string {
  const text = escaped(address);
  return /^https?:\/\//i.test(address) ? `<a href="${text}">${text}</a>` : text;
}
