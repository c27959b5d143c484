import type { LinkedReview, ReviewSubject } from '../../openapi/generated/types';
import { type PageLanguage, type PageWords, pageWords } from './review-page-words';

const style = `
      :root { color-scheme: light dark; --line: #8886; --accent: #4b3a78; }
      * { box-sizing: border-box; }
      body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
      header { display: flex; justify-content: space-between; gap: 1rem; font-size: 0.9rem; }
      h1 { font-size: 1.4rem; margin: 0.5rem 0; }
      img { display: block; max-width: 100%; max-height: 70vh; margin: 1rem auto; border-radius: 0.5rem; }
      figure { margin: 1rem 0; }
      figcaption { font-size: 0.9rem; opacity: 0.75; }
      dl { margin: 1rem 0; }
      dl dl { margin: 0; padding-left: 0.75rem; border-left: 2px solid var(--line); }
      dt { font-size: 0.85rem; opacity: 0.75; margin-top: 0.5rem; }
      dd { margin: 0; white-space: pre-wrap; }
      ul { margin: 0; padding-left: 1.25rem; }
      label { display: grid; gap: 0.25rem; }
      textarea, button { font: inherit; padding: 0.7rem; border: 1px solid var(--line); border-radius: 0.5rem; width: 100%; }
      textarea { min-height: 5rem; }
      .buttons { display: flex; gap: 0.75rem; margin: 1rem 0; }
      button { cursor: pointer; min-height: 3rem; }
      button[value='approve'] { background: var(--accent); color: #fff; border-color: var(--accent); }
      a:focus-visible, button:focus-visible, textarea:focus-visible { outline: 3px solid #d08a00; outline-offset: 2px; }`;

/** What is to be decided, with the form. */
export function openPage(review: LinkedReview, language: PageLanguage): string {
  const words = pageWords[language];
  const { subject, kind, due_at, expires_at } = review;
  const { pictures: _, ...answer } = subject.answer;
  const until = due_at !== null && due_at < expires_at ? due_at : expires_at;
  return frame(
    language,
    `<p>${escaped(words.kinds[kind] ?? words.title)}</p>
    <h1>${escaped(subject.title)}</h1>
    ${pictures(subject)}
    ${list(answer, language)}
    <form method="post" action="?lang=${language}">
      <label>${words.note} <textarea name="note" maxlength="2000" placeholder="${escaped(words.note_hint)}"></textarea></label>
      <div class="buttons">
        <button name="decision" value="reject">${words.reject}</button>
        <button name="decision" value="approve">${words.approve}</button>
      </div>
    </form>
    <p>${words.until} ${instant(until, language)}</p>`,
  );
}

/** What came of a decision. */
export function decidedPage(
  decision: 'approve' | 'reject',
  { state, subject }: LinkedReview,
  language: PageLanguage,
): string {
  const words = pageWords[language];
  const more = state === 'open' ? ` ${words.not_last}` : '';
  return frame(
    language,
    `<h1>${words.decided[decision]}</h1>
    <p><strong>${escaped(subject.title)}</strong></p>
    <p role="status">${words.thanks}${more}</p>`,
  );
}

/** Why nothing can be decided. */
export function problemPage(title: string, language: PageLanguage): string {
  const words = pageWords[language];
  return frame(
    language,
    `<h1>${words.impossible}</h1>\n    <p role="alert">${escaped(title)}.</p>`,
  );
}

function frame(language: PageLanguage, body: string): string {
  const words = pageWords[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${words.title} - Relais</title>
    <style>${style}
    </style>
  </head>
  <body>
    <header><span>Relais</span> <a href="?lang=${other}" hreflang="${other}">${words.other_language}</a></header>
    ${body}
  </body>
</html>
`;
}

interface Picture {
  image_url: string | null;
  alt_text: string;
}

/** All pictures, with their descriptions below where there are several. */
function pictures({ image_url, title, answer }: ReviewSubject): string {
  const several = Array.isArray(answer['pictures']) ? (answer['pictures'] as Picture[]) : [];
  if (several.length > 0) {
    const figures = several.map((one) => {
      const caption = one.alt_text && `<figcaption>${escaped(one.alt_text)}</figcaption>`;
      return `<figure>${imageOf(one.image_url, one.alt_text || title)}${caption}</figure>`;
    });
    return figures.join('\n    ');
  }
  const alt = typeof answer['alt_text'] === 'string' ? answer['alt_text'] : title;
  return imageOf(image_url, alt);
}

function imageOf(url: string | null, alt: string): string {
  return url === null ? '' : `<img src="${escaped(url)}" alt="${escaped(alt)}" />`;
}

/** Whatever is proposed, as people read it; what is empty is left out. */
function list(values: Record<string, unknown>, language: PageLanguage): string {
  const { names } = pageWords[language];
  const shown = Object.entries(values).filter(([, value]) => !isEmpty(value));
  if (shown.length === 0) return '';
  const rows = shown.map(
    ([name, value]) =>
      `<dt>${escaped(names[name] ?? name.replaceAll('_', ' '))}</dt><dd>${valueOf(value, language)}</dd>`,
  );
  return `<dl>${rows.join('')}</dl>`;
}

function valueOf(value: unknown, language: PageLanguage): string {
  const words: PageWords = pageWords[language];
  if (Array.isArray(value)) {
    return `<ul>${value.map((one) => `<li>${valueOf(one, language)}</li>`).join('')}</ul>`;
  }
  if (typeof value === 'object' && value !== null) {
    return list(value as Record<string, unknown>, language);
  }
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return value.toLocaleString(language);
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? instant(text, language) : escaped(text);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || jsonLength(value) === 0;
}

function jsonLength(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
}

function instant(text: string, language: PageLanguage): string {
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${escaped(new Date(text).toLocaleString(language, format))} UTC`;
}

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}
