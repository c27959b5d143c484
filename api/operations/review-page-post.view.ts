import type { ReviewSubject } from '../../openapi/generated/types';
import { escaped } from '../html-page';
import { instant, linkTo, list, pictures, type Reader } from './review-page-parts';
import { pageWords } from './review-page-words';

/** What an account will publish; `postSubjects` makes it. */
interface Text {
  platform_title: string;
  username: string;
  text: string;
  options: Record<string, unknown>;
}

/** A post as it will be read: its pictures, each text with the accounts that publish it, where it leads and when. */
export function postPart(subject: ReviewSubject, reader: Reader): string {
  const words = pageWords[reader.language];
  const { texts, link, scheduled_time } = subject.answer;
  const parts = [
    typeof scheduled_time === 'string'
      ? `<p>${words.due} <strong>${instant(scheduled_time, reader)}</strong></p>`
      : `<p>${words.no_time}</p>`,
    pictures(subject),
    ...sameTexts(texts as Text[]).map((same) => textPart(same, reader)),
    ...(typeof link === 'string' ? [`<p>${words.leads_to} ${linkTo(link)}</p>`] : []),
  ];
  return parts.filter((part) => part !== '').join('\n      ');
}

/** Accounts that publish the very same are shown together. */
function sameTexts(texts: Text[]): Text[][] {
  const known = new Map<string, Text[]>();
  for (const one of texts) {
    const key = JSON.stringify([one.text, one.options]);
    known.set(key, [...(known.get(key) ?? []), one]);
  }
  return [...known.values()];
}

function textPart(same: Text[], reader: Reader): string {
  const [first] = same;
  if (!first) return '';
  const accounts = same.map(
    ({ platform_title, username }) => `${escaped(platform_title)} @${escaped(username)}`,
  );
  const text = first.text && `<blockquote>${escaped(first.text)}</blockquote>`;
  return `<section>
        <h2>${accounts.join(', ')}</h2>
        ${text}${list(first.options, reader)}
      </section>`;
}
