// What an account's server takes goes before what its platform takes as a rule.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SocialAccount } from '../../../models/studio/social-account';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost } from '../../factories/post';
import { createAccount } from '../../factories/social-account';
import { createStoredImage } from '../../factories/studio-image';
import type { MastodonServer } from '../../fakes/platforms/mastodon-server';
import { partsOf } from '../../fakes/platforms/platform-server';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';
import type { Served } from '../clients/platforms/harness';
import { openMastodon } from '../clients/platforms/harnesses';
import { connectAs } from '../clients/platforms/steps';

const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date('2026-12-01T09:00:00.000Z');

let test: TestKnex;
let folder: string;
let harness: Served<MastodonServer>;
beforeAll(async () => {
  test = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'relais-posts-'));
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => void (harness = await openMastodon()));
afterEach(() => harness.close());

/** A post with a PNG, published as its workflow does it. */
async function publish(caption: string) {
  const { database } = test;
  const owner = await createOwner(database);
  const { platform } = harness;
  const { access_token, external_id, server_url, details } = await connectAs(harness);
  const { id: account_id } = await createAccount(database, owner, {
    ...{ platform: platform.name, renewable: false, external_id, server_url },
    ...{ details: { ...details }, tokens: { access_token, expires_in: null } },
  });
  const dependencies = postDependencies(database, platform, folder);
  const columns = { status: 'validated', alt_text: 'Plums.' } as const;
  const image = await createStoredImage(database, dependencies.objectStore, owner, columns);
  const post = await createPostRow(database, owner, {
    ...{ now: start, scheduled_time: due, caption, image_ids: [image.id] },
    targets: [{ account_id, pointer: '/accounts/0' }],
  });
  const [target] = await targetsOfPost(database, post.id);
  const publisher = new Publisher(dependencies, target?.id ?? '');
  await publisher.finish(start);
  const account = await SocialAccount.query(database).findById(account_id).throwIfNotFound();
  return { target: await publisher.row(), account };
}

/** The types of the pictures that were uploaded. */
const uploads = () =>
  harness.server.asked
    .filter(({ url }) => url.pathname === '/api/v2/media')
    .flatMap((asked) => partsOf(asked).filter(({ name }) => name === 'file'))
    .map(({ media_type }) => media_type);

it('pictures are brought into the form that the server takes', async () => {
  harness.server.mediaTypes = ['image/jpeg'];
  const { target } = await publish('Ripe plums.');
  expect(target).toMatchObject({ status: 'posted' });
  expect(uploads()).toEqual(['image/jpeg']);
});

it('a longer text than others take is published where the server takes it', async () => {
  harness.server.limits = { max_characters: 5_000 };
  const { target, account } = await publish('Ripe plums. '.repeat(200));
  expect(target).toMatchObject({ status: 'posted' });
  expect(account.server_limits).toMatchObject({ statuses: { max_characters: 5_000 } });
});

it('a text that the server does not take is refused before anything is made', async () => {
  harness.server.limits = { max_characters: 20 };
  const { target } = await publish('Ripe plums, and more of them than last year.');
  expect(target).toMatchObject({ status: 'failed', error_code: 'caption_too_long' });
  expect(uploads()).toEqual([]);
});
