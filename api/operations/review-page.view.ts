import type { LinkedReview } from '../../openapi/generated/types';
import { escaped, htmlPage } from '../html-page';
import { instant, list, pictures, type Reader } from './review-page-parts';
import { postPart } from './review-page-post.view';
import { type PageLanguage, pageWords } from './review-page-words';

const style = `
      :root { --line: #8888; --soft: #8882; --accent: #4b3a78; }
      * { box-sizing: border-box; }
      body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
      header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; font-size: 0.9rem; }
      header a { padding: 0.75rem 0; }
      h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0; }
      h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
      img { display: block; max-width: 100%; max-height: 70vh; margin: 1rem auto; border-radius: 0.5rem; }
      figure { margin: 1rem 0; }
      figcaption { font-size: 0.9rem; text-align: center; }
      blockquote { margin: 0.75rem 0; padding: 0.75rem 1rem; background: var(--soft); border-radius: 0.5rem; white-space: pre-wrap; }
      dl { margin: 1rem 0; }
      dl dl { margin: 0; padding-left: 0.75rem; border-left: 2px solid var(--line); }
      dt { font-size: 0.9rem; font-weight: 600; margin-top: 0.5rem; }
      dd { margin: 0; white-space: pre-wrap; }
      ul { margin: 0; padding-left: 1.25rem; }
      form { margin-top: 1.5rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
      label { display: grid; gap: 0.25rem; }
      small { font-size: 0.9rem; }
      textarea, button { font: inherit; padding: 0.7rem; border: 1px solid var(--line); border-radius: 0.5rem; width: 100%; }
      textarea { min-height: 5rem; }
      .buttons { display: flex; gap: 0.75rem; margin: 1rem 0; }
      button { cursor: pointer; min-height: 3.25rem; }
      button[value='approve'] { background: var(--accent); color: #fff; border-color: var(--accent); }
      a:focus-visible, button:focus-visible, textarea:focus-visible { outline: 3px solid #d08a00; outline-offset: 2px; }`;

/** What is to be decided, with the form. */
export function openPage(review: LinkedReview, language: PageLanguage): string {
  const words = pageWords[language];
  const { subject, due_at, expires_at } = review;
  const until = due_at !== null && due_at < expires_at ? due_at : expires_at;
  const { timezone } = subject.answer;
  const reader = { language, zone: typeof timezone === 'string' ? timezone : 'UTC' };
  return frame(
    language,
    `${shown(review, reader)}
      <form method="post" action="?lang=${language}">
        <label>${words.note} <small id="hint">${words.note_hint}</small>
          <textarea name="note" maxlength="2000" aria-describedby="hint"></textarea></label>
        <div class="buttons">
          <button name="decision" value="reject">${words.reject}</button>
          <button name="decision" value="approve">${words.approve}</button>
        </div>
        <p><small>${words.until} ${instant(until, reader)}.</small></p>
      </form>`,
    { switches: true },
  );
}

function shown({ kind, subject, asked_by }: LinkedReview, reader: Reader): string {
  const words = pageWords[reader.language];
  const name = words.kinds[kind] ?? words.title;
  const who = `<p>${words.asked_by} <strong>${escaped(asked_by)}</strong></p>`;
  if (kind === 'post') return [`<h1>${name}</h1>`, who, postPart(subject, reader)].join('\n      ');
  return [
    ...[`<p>${name}</p>`, `<h1>${escaped(subject.title)}</h1>`, who],
    ...[pictures(subject), list(subject.answer, reader)],
  ].join('\n      ');
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
export function problemPage(
  { code, title }: { code: string; title: string },
  language: PageLanguage,
): string {
  const words = pageWords[language];
  return frame(
    language,
    `<h1>${words.impossible}</h1>
      <p role="alert">${escaped(words.problems[code] ?? `${title}.`)}</p>`,
    { switches: true },
  );
}

/** `switches`: whether the page is the same when it is asked for again, in the other language. */
function frame(language: PageLanguage, content: string, { switches = false } = {}): string {
  const words = pageWords[language];
  const other = language === 'fr' ? 'en' : 'fr';
  const link = `<a href="?lang=${other}" hreflang="${other}" lang="${other}">${words.other_language}</a>`;
  const body = `
    <header><span>Relais</span> ${switches ? link : ''}</header>
    <main>
      ${content}
    </main>`;
  return htmlPage({ language, title: words.title, style, body });
}
