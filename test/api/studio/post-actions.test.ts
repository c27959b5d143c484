// What an owner wants twice at the same moment, from two connections: each gets an answer of the contract, and it is done
// once.
import {
  cancelPost,
  deletePost,
  getPost,
  publishPostNow,
  retryPost,
  schedulePost,
} from '../../../clients/typescript';
import { Post } from '../../../models/studio/post';
import { PostTarget } from '../../../models/studio/post-target';
import type { TestApi } from '../../support/api';
import { newPublisher, type Publisher, startStudioApi } from './studio-api';

let api: TestApi;
let client: Publisher['client'];
let id: string;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(async () => await api.close());
beforeEach(async () => {
  ({ client } = await newPublisher(api));
  const scheduled_time = new Date(api.clock.now().getTime() + 86_400_000).toISOString();
  const body = { platform: 'dry-run', caption: 'Ripe plums.', scheduled_time };
  ({ id } = (await schedulePost({ client, body, throwOnError: true })).data);
});

interface Answer {
  response: { status: number };
  error?: unknown;
}

const given = () => ({ client, path: { id } });
const codeOf = ({ response, error }: Answer) =>
  (error as { code?: string } | undefined)?.code ?? response.status;
const both = async (one: () => Promise<Answer>, other = one) =>
  (await Promise.all([one(), other()])).map(codeOf).sort();
const events = async (...types: string[]) =>
  await api.services.database('events').where({ subject_id: id }).whereIn('type', types);

/** The workflows that were asked for: one per account, however often. */
const workflows = async () => {
  const commands = api.services.database('workflow_commands').where({ subject_id: id });
  return new Set(await commands.pluck<string[]>('workflow_id')).size;
};

it('is published once when it is hastened twice', async () => {
  expect(await both(() => publishPostNow(given()))).toEqual([202, 202]);
  const { data } = await getPost({ ...given(), throwOnError: true });
  expect(data).toMatchObject({ status: 'scheduled', targets: [{ status: 'scheduled' }] });
  expect(await workflows()).toBe(1);
});

it('is tried again once: for the second there is nothing left', async () => {
  const { database } = api.services;
  const failed = { status: 'failed', next_at: null, error_code: 'rate_limited' } as const;
  await PostTarget.query(database).where({ post_id: id }).patch(failed);
  await Post.query(database).findById(id).patch({ status: 'failed' });
  expect(await both(() => retryPost({ ...given(), body: {} }))).toEqual([202, 'nothing_to_retry']);
  expect(await events('post.updated')).toHaveLength(1);
  expect(await workflows()).toBe(1);
});

it('is cancelled once, and both hear that it is', async () => {
  expect(await both(() => cancelPost(given()))).toEqual([202, 202]);
  expect(await events('post.cancelled')).toHaveLength(1);
});

it('is deleted once: for the second it is gone', async () => {
  expect(await both(() => deletePost(given()))).toEqual([204, 'not_found']);
  expect(await events('post.deleted')).toHaveLength(1);
});

it('stays cancelled when it is hastened in the same moment', async () => {
  const answers = await both(
    () => cancelPost(given()),
    () => publishPostNow(given()),
  );
  expect([[202, 202].join(), [202, 'post_state_conflict'].join()]).toContain(answers.join());
  const { data } = await getPost({ ...given(), throwOnError: true });
  expect(data.status).toBe('cancelled');
});

it('is not cancelled when nothing is left to cancel of what failed', async () => {
  const { database } = api.services;
  const failed = { status: 'failed', next_at: null } as const;
  await PostTarget.query(database).where({ post_id: id }).patch(failed);
  expect(await both(() => cancelPost(given()))).toEqual([
    ...['post_state_conflict', 'post_state_conflict'],
  ]);
});
