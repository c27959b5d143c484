// What the front ends that exist ask of the scheduler, as they send it: with a slash at the end of each path.
import type { Post } from '../../../clients/typescript';
import { createStoredImage, createStudioImage } from '../../factories/studio-image';
import type { TestApi } from '../../support/api';
import { letPublish, newPublisher, type Publisher, startStudioApi } from './studio-api';

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

async function ask<T = Record<string, unknown>>(
  method: string,
  path: string,
  { body, ...more }: { body?: object; 'If-Match'?: string } = {},
): Promise<Answer<T>> {
  const headers = {
    ...{ authorization: `Bearer ${person.access}`, ...more },
    ...(body && { 'content-type': 'application/json' }),
  };
  const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await api.fetch(`/api/scheduler/${path}/`, sent);
  const text = await response.text();
  return {
    ...{ status: response.status, headers: response.headers },
    body: (text === '' ? {} : JSON.parse(text)) as T,
  };
}

async function schedule(image = person.image_id): Promise<Post> {
  const body = {
    ...{ image, platform: 'dry-run', caption: 'Ripe.', hashtags: ['#plums'] },
    scheduled_time: new Date(api.clock.now().getTime() + 3_600_000).toISOString(),
  };
  const made = await ask<Post>('POST', 'schedule', { body });
  expect(made.status).toBe(201);
  return made.body;
}

it('a post is scheduled with a picture, a time, a platform, a caption and hashtags', async () => {
  const { id, ...made } = await schedule();
  expect(made).toMatchObject({
    ...{ status: 'scheduled', image: person.image_id, platforms: ['dry-run'] },
    ...{ caption: 'Ripe.', hashtags: ['plums'] },
  });
  const list = await ask<{ results: Post[] }>('GET', 'posts');
  expect(list.body).toMatchObject({ count: 1, next: null, previous: null });
  expect(list.body.results.map((post) => post.id)).toEqual([id]);
  expect((await ask<Post>('GET', `posts/${id}`)).body.status).toBe('scheduled');
});

it('is changed, cancelled and deleted, and then is no more', async () => {
  const { id } = await schedule();
  const { headers } = await ask('GET', `posts/${id}`);
  const change = { body: { caption: 'Riper.' }, 'If-Match': headers.get('etag') ?? '' };
  expect((await ask<Post>('PATCH', `posts/${id}`, change)).body.caption).toBe('Riper.');
  const cancelled = await ask<Post>('POST', `posts/${id}/cancel`);
  expect([cancelled.status, cancelled.body.status]).toEqual([202, 'cancelled']);
  expect((await ask('DELETE', `posts/${id}`)).status).toBe(204);
  expect((await ask('GET', `posts/${id}`)).status).toBe(404);
});

it('is published at once, measured when somebody asks, and counted', async () => {
  const { database, objectStore } = api.services;
  const stored = await createStoredImage(database, objectStore, person.id, { status: 'validated' });
  const made = await schedule(stored.id);
  const hastened = await ask<Post>('POST', `posts/${made.id}/publish-now`);
  expect([hastened.status, hastened.body.status]).toEqual([202, 'scheduled']);
  await letPublish(api, made);
  expect((await ask<Post>('GET', `posts/${made.id}`)).body.status).toBe('posted');
  const late = await ask('POST', `posts/${made.id}/cancel`);
  expect([late.status, late.body['code']]).toEqual([409, 'post_state_conflict']);
  const asked = await ask('POST', `posts/${made.id}/sync-analytics`);
  expect(asked.status).toBe(202);
  expect(asked.headers.get('location')).toBe(`/api/scheduler/posts/${made.id}/analytics`);
  const figures = ['likes', 'comments', 'shares', 'reach', 'impressions'];
  const analytics = await ask<{ totals: object }>('GET', `posts/${made.id}/analytics`);
  expect(Object.keys(analytics.body.totals)).toEqual(figures);
  api.clock.advance(60_000);
  const statistics = await ask('GET', 'statistics');
  expect(statistics.body).toMatchObject({ posted: 1, platforms: [{ platform: 'dry-run' }] });
});

it('comes daily, weekly or monthly by a schedule, with the next validated picture', async () => {
  await createStudioImage(api.services.database, person.id, { status: 'validated' });
  const body = {
    ...{ name: 'Morning', timezone: 'Europe/Paris', platforms: ['dry-run'], caption: 'Fresh.' },
    times: ['09:00'],
  };
  for (const frequency of ['daily', 'weekly', 'monthly']) {
    const made = await ask('POST', 'schedules', { body: { ...body, recurrence: { frequency } } });
    expect([made.status, made.body['is_active']]).toEqual([201, true]);
  }
  const list = await ask<{ results: object[] }>('GET', 'schedules');
  expect(list.body).toMatchObject({ count: 3, next: null, previous: null });
  const posts = await ask<{ results: Post[] }>('GET', 'posts');
  expect(posts.body.results[0]).toMatchObject({ status: 'scheduled', caption: 'Fresh.' });
});
