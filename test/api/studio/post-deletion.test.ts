import { deletePost, getPost, getPostTimeline, schedulePost } from '../../../clients/typescript';
import { PostTarget } from '../../../models/studio/post-target';
import { createAccount } from '../../factories/social-account';
import type { TestApi } from '../../support/api';
import { newPerson } from '../classification/classification-api';
import { startStudioApi } from './studio-api';

let api: TestApi;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(async () => await api.close());

/** A post of somebody for two accounts. */
async function scheduled() {
  const { database } = api.services;
  const { id: owner, client } = await newPerson(api);
  const accounts: { account_id: string }[] = [];
  for (const _ of [1, 2]) {
    const { id: account_id } = await createAccount(database, owner, { platform: 'dry-run' });
    accounts.push({ account_id });
  }
  const scheduled_time = new Date(api.clock.now().getTime() + 86_400_000).toISOString();
  const body = { caption: 'Ripe plums.', scheduled_time, accounts };
  const { data } = await schedulePost({ client, body, throwOnError: true });
  const set = async (nth: number, status: PostTarget['status']) =>
    void (await PostTarget.query(database)
      .findById(data.targets[nth]?.id ?? '')
      .patch({ status }));
  return { given: { client, path: { id: data.id } }, set };
}

describe('a post that is deleted', () => {
  it('goes to no other account while the platform of one is called', async () => {
    const { given, set } = await scheduled();
    await set(0, 'publishing');
    const { error, response } = await deletePost(given);
    expect([response.status, error?.code]).toEqual([409, 'post_publishing']);
    const { data } = await getPost(given);
    expect(data?.targets.map(({ status }) => status)).toEqual(['publishing', 'cancelled']);
    const { data: timeline } = await getPostTimeline(given);
    expect(timeline?.actions).toEqual([]);
    await set(0, 'posted');
    expect((await deletePost(given)).response.status).toBe(204);
  });

  it('stays with what is live while nobody knows whether it is', async () => {
    const { given, set } = await scheduled();
    await set(0, 'unconfirmed');
    const { error, response } = await deletePost({ ...given, query: { live: true } });
    expect([response.status, error?.code]).toEqual([409, 'post_unconfirmed']);
    const { data } = await getPost(given);
    expect(data?.targets.map(({ status }) => status)).toEqual(['unconfirmed', 'scheduled']);
    expect((await deletePost(given)).response.status).toBe(204);
  });
});
