// Posts as RFC 5545 writes calendars. A post keeps its UID for ever and its SEQUENCE grows with each change, so that a
// calendar application changes the entry that it has.
import type { Language } from '../../foundation/language';
import type { CalendarEntry } from '../../models/studio/calendar.queries';
import { postText } from '../../models/studio/post-text';
import { sayStatus } from './calendar-words';

const maxOctets = 75;
const titleLength = 60;

/** A calendar of posts, in the language of its owner. */
export function writeIcs(posts: CalendarEntry[], language: Language): string {
  const name = language === 'fr' ? 'Relais : publications' : 'Relais: posts';
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Relais//Posts//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    // RFC 7986, and what applications read that are older than it.
    ...[`NAME:${escape(name)}`, `X-WR-CALNAME:${escape(name)}`],
    ...['REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'],
    ...posts.flatMap((post) => eventOf(post, language)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function eventOf(post: CalendarEntry, language: Language): string[] {
  const text = postText(post);
  const status = sayStatus(post.status, language);
  const where = post.platforms.join(', ');
  return [
    'BEGIN:VEVENT',
    `UID:post-${post.id}@relais`,
    // Not the instant of the request: the same posts are the same text, by which clients know that nothing is new.
    `DTSTAMP:${utc(post.updated_at)}`,
    `CREATED:${utc(post.created_at)}`,
    `LAST-MODIFIED:${utc(post.updated_at)}`,
    `SEQUENCE:${post.version - 1}`,
    `DTSTART:${utc(post.scheduled_time)}`,
    'DURATION:PT15M',
    `SUMMARY:${escape([titleOf(post.caption), where].filter(Boolean).join(' - '))}`,
    `DESCRIPTION:${escape([status, text].filter(Boolean).join('\n\n'))}`,
    `STATUS:${statusOf(post)}`,
    'TRANSP:TRANSPARENT',
    ...(post.platforms.length > 0 ? [`CATEGORIES:${post.platforms.map(escape).join(',')}`] : []),
    'END:VEVENT',
  ];
}

function statusOf({ status }: CalendarEntry): string {
  if (status === 'cancelled') return 'CANCELLED';
  return status === 'draft' ? 'TENTATIVE' : 'CONFIRMED';
}

function titleOf(caption: string): string {
  const [first = ''] = caption.trim().split(/[\r\n]/, 1);
  const letters = [...first];
  return letters.length > titleLength ? `${letters.slice(0, titleLength - 1).join('')}…` : first;
}

/** An instant as RFC 5545 section 3.3.5 writes it in UTC. */
function utc(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** Section 3.3.11; other control characters are no text. */
function escape(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (letter) => `\\${letter}`)
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, (letter) => (letter === '\t' ? letter : ''));
}

/** Section 3.1: lines of at most 75 octets, and no letter is cut in two. */
function fold(line: string): string {
  const parts: string[] = [];
  let [part, octets] = ['', 0];
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (octets + size > maxOctets) {
      parts.push(part);
      // The space that begins the next line counts.
      [part, octets] = ['', 1];
    }
    part += letter;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}
