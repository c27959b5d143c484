import {
  createCalendarFeed,
  deleteCalendarFeed,
  getCalendar,
  getCalendarFeed,
} from '../../../clients/typescript';
import type { Calendar, GetCalendarData } from '../../../clients/typescript';
import { cancelPost } from '../../../models/studio/stop-post';
import { createPostRow, withPost } from '../../factories/post';
import { createPostingSchedule } from '../../factories/posting-schedule';
import type { TestApi } from '../../support/api';
import { newPublisher, type Publisher, startStudioApi } from './studio-api';

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

const now = new Date('2026-10-01T12:00:00Z');
const post = (iso: string, caption = 'Ripe plums.') =>
  createPostRow(api.services.database, person.id, { now, scheduled_time: new Date(iso), caption });

async function month(query: GetCalendarData['query'] = {}): Promise<Calendar> {
  const { data } = await getCalendar({ client: person.client, query, throwOnError: true });
  return data;
}

async function feedUrl(): Promise<string> {
  const { data } = await createCalendarFeed({ client: person.client, throwOnError: true });
  const { pathname, search } = new URL(data.url);
  return `${pathname}${search}`;
}

/** A feed as its lines, unfolded. */
async function read(url: string): Promise<string[]> {
  const response = await api.fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const text = await response.text();
  expect(text.endsWith('\r\n')).toBe(true);
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  return text.replaceAll('\r\n ', '').split('\r\n');
}

describe('the calendar', () => {
  it('has every day of a month in a zone, with its posts', async () => {
    const late = await post('2026-10-31T23:30:00Z');
    const { id } = await post('2026-10-24T22:30:00Z', 'x'.repeat(300));
    const asked = { from: '2026-10-01', timezone: 'Europe/Paris' };
    const { days, ...rest } = await month(asked);
    expect(rest).toEqual({ ...asked, to: '2026-10-31', is_complete: true });
    expect(days).toHaveLength(31);
    const filled = days.filter((day) => day.posts.length > 0);
    expect(filled).toMatchObject([
      {
        date: '2026-10-25',
        posts: [{ id, status: 'scheduled', caption: 'x'.repeat(200), platforms: ['dry-run'] }],
      },
    ]);
    const utc = await month({ ...asked, timezone: 'UTC' });
    expect(utc.days.at(-1)?.posts.map((one) => one.id)).toEqual([late.id]);
  });

  it('shows what schedules will post, as far as it is not made yet', async () => {
    const { database, clock } = api.services;
    const made = await createPostingSchedule(database, person.id, { times: ['09:00', '21:00'] });
    await createPostingSchedule(database, person.id, { is_active: false });
    const [from = ''] = new Date(clock.now().getTime() + 5 * 86_400_000).toISOString().split('T');
    const { days } = await month({ from, to: from, timezone: 'Europe/Paris' });
    const hours = days[0]?.slots.map(({ schedule_id, name }) => [schedule_id, name]);
    expect(hours).toEqual([
      [made.id, 'Morning picture'],
      [made.id, 'Morning picture'],
    ]);
  });

  it('refuses periods that are too long or go backwards, and unknown zones', async () => {
    const { client } = person;
    for (const query of [
      { from: '2026-01-01', to: '2026-03-04' },
      { from: '2026-02-02', to: '2026-02-01' },
      { timezone: 'Mars/Olympus' },
    ]) {
      const { error } = await getCalendar({ client, query });
      expect(error?.code).toBe('validation_failed');
    }
  });

  it('is nobody else’s', async () => {
    await post('2026-10-24T10:00:00Z');
    const { client, id } = person;
    person = await newPublisher(api);
    const { days } = await month({ from: '2026-10-01' });
    expect(days.flatMap((day) => day.posts)).toEqual([]);
    const { error } = await getCalendar({ client: person.client, query: { owner_id: id } });
    expect(error?.code).toBe('forbidden');
    expect((await getCalendar({ client })).response?.status).toBe(200);
  });
});

describe('the feed', () => {
  const soon = (): string => new Date(api.clock.now().getTime() + 86_400_000).toISOString();
  const line = (lines: string[], name: string): string | undefined =>
    lines.find((one) => one.startsWith(`${name}:`))?.slice(name.length + 1);

  it('has each post as an event whose UID stays and whose SEQUENCE grows', async () => {
    const at = `${soon().slice(0, 17)}00.000Z`;
    const { id } = await post(at, 'Prunes, quetsches; mirabelles\\\nDeuxième ligne');
    const url = await feedUrl();
    const lines = await read(url);
    expect(line(lines, 'UID')).toBe(`post-${id}@relais`);
    expect(line(lines, 'SEQUENCE')).toBe('0');
    expect(line(lines, 'DTSTART')).toBe(at.replaceAll(/[-:]|\.000/g, ''));
    expect(line(lines, 'SUMMARY')).toBe('Prunes\\, quetsches\\; mirabelles\\\\ - dry-run');
    expect(line(lines, 'DESCRIPTION')).toContain('mirabelles\\\\\\nDeuxième ligne\\n\\n#plums');
    expect(line(lines, 'STATUS')).toBe('CONFIRMED');
    await withPost(api.services.database, id, (held, tx) => cancelPost(tx, held, now));
    const later = await read(url);
    expect(line(later, 'UID')).toBe(`post-${id}@relais`);
    expect(line(later, 'SEQUENCE')).toBe('1');
    expect(line(later, 'STATUS')).toBe('CANCELLED');
  });

  it('folds long lines between letters, and lets no text break out of its line', async () => {
    const caption = `${'prune à l’été '.repeat(40)}\r\nEND:VCALENDAR\u0007\tthe end 🍑`;
    await post(soon(), caption);
    const lines = await read(await feedUrl());
    expect(lines.filter((one) => one.startsWith('END:VCALENDAR'))).toHaveLength(1);
    const told = line(lines, 'DESCRIPTION');
    expect(told).toContain('prune à l’été '.repeat(40));
    expect(told).toContain('\\nEND:VCALENDAR\tthe end 🍑');
  });

  it('is read by its address alone, until another one takes its place or it ends', async () => {
    const { client } = person;
    expect((await getCalendarFeed({ client })).error?.code).toBe('not_found');
    const first = await feedUrl();
    const second = await feedUrl();
    expect((await getCalendarFeed({ client })).response?.status).toBe(200);
    expect((await api.fetch(first)).status).toBe(404);
    expect((await api.fetch(second)).status).toBe(200);
    expect((await api.fetch(second.replace(/.$/, ''))).status).toBe(404);
    await deleteCalendarFeed({ client });
    expect((await api.fetch(second)).status).toBe(404);
  });

  it('is not sent again to who has it already', async () => {
    await post(soon());
    const url = await feedUrl();
    const first = await api.fetch(url);
    const tag = first.headers.get('etag') ?? '';
    api.clock.advance(1000);
    const ask = (known: string) => api.fetch(url, { headers: { 'if-none-match': known } });
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await ask(known);
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
    }
    expect((await ask('nonsense')).status).toBe(200);
    await post(soon());
    const news = await ask(tag);
    expect([news.status, news.headers.get('etag') === tag]).toEqual([200, false]);
  });

  it('is read so often from one network, and no more often', async () => {
    const limited = await startStudioApi({ RATE_LIMIT_SCALE: '0.005' });
    try {
      const ask = () => limited.fetch('/api/scheduler/calendar.ics?token=guessed');
      const answers = [];
      for (let nth = 0; nth < 4; nth += 1) answers.push(await ask());
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429]);
      expect(answers[3]?.headers.get('retry-after')).toMatch(/^\d+$/);
    } finally {
      await limited.close();
    }
  });

  it('is closed to who was shut out, and keeps no token', async () => {
    const url = await feedUrl();
    const { database } = api.services;
    const [row] = await database('calendar_feeds').where({ owner_id: person.id });
    expect(JSON.stringify(row)).not.toContain(new URLSearchParams(url.split('?')[1]).get('token'));
    await database('users').where({ id: person.id }).update({ is_active: false });
    expect((await api.fetch(url)).status).toBe(404);
  });
});
