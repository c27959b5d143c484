// What may still be put right before a post is due is waited for, and decided then.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transaction } from '../../../foundation/transaction';
import { scheduleErasure } from '../../../models/identity/request-erasure';
import { changeImage } from '../../../models/studio/change-image';
import { retryPost } from '../../../models/studio/hasten-post';
import type { StudioImage } from '../../../models/studio/studio-image';
import { lockStudioImage } from '../../../models/studio/studio-image.queries';
import { validateImage } from '../../../models/studio/validate-image';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { createStoredImage } from '../../factories/studio-image';
import { PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const minute = 60_000;
const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(start.getTime() + 60 * minute);
const after = (ms: number): Date => new Date(due.getTime() + ms);

let test: TestKnex;
let folder: string;
let owner: string;
let fake: PostPlatform;
/** What the pictures were called that the platform was given, at each preparation. */
let described: string[][];
beforeAll(async () => {
  test = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'relais-posts-'));
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  owner = await createOwner(test.database);
  fake = new PostPlatform();
  described = [];
});

/** A post with a picture, due in an hour, and what publishes it. */
async function scheduled() {
  const { platform } = fake;
  const watched: typeof platform = {
    ...platform,
    prepare: async (session, prepared, ...rest) => {
      described.push(prepared.media.map(({ alt_text }) => alt_text));
      return await platform.prepare(session, prepared, ...rest);
    },
  };
  const dependencies = postDependencies(test.database, watched, folder);
  const columns = { status: 'validated', alt_text: 'Plums.' } as const;
  const image = await createStoredImage(test.database, dependencies.objectStore, owner, columns);
  const given = { platform: 'test', now: start, scheduled_time: due, image_ids: [image.id] };
  const post = await createPostRow(test.database, owner, given);
  const [target] = await targetsOfPost(test.database, post.id);
  return { post, image, publisher: new Publisher(dependencies, target?.id ?? '') };
}

const onImage = <T>(id: string, work: (image: StudioImage, tx: Tx) => Promise<T>) =>
  transaction(test.database, async (tx) => {
    const image = await lockStudioImage(tx, id);
    if (!image) throw new Error('the picture is gone');
    return await work(image, tx);
  });
type Tx = Parameters<Parameters<typeof transaction>[1]>[0];
const describeImage = (id: string, alt_text: string) =>
  onImage(id, (image, tx) => changeImage(tx, image, { alt_text }, start));
const validate = (id: string, now: Date) =>
  onImage(id, (image, tx) =>
    validateImage(tx, image, { action: 'validate' }, { voter: { reviewer_id: owner }, now }),
  );

describe('a picture that is looked at again', () => {
  it('is waited for until the post is due, and the post goes out with it', async () => {
    const { image, publisher } = await scheduled();
    await describeImage(image.id, 'Pears.');
    expect(await publisher.work(after(-2 * minute))).toEqual(due);
    expect(await publisher.row()).toMatchObject({
      ...{ status: 'scheduled', error_code: 'image_not_validated' },
    });
    await validate(image.id, after(-minute));
    // Somebody decided: the post is prepared at once.
    expect((await publisher.row()).next_at).toEqual(after(-minute));
    expect(await publisher.work(after(-minute))).toEqual(due);
    expect(described).toEqual([['Pears.']]);
    await publisher.work(due);
    expect(await publisher.row()).toMatchObject({ status: 'posted', error_code: null });
  });

  it('is decided on when the post is due: without it, it fails', async () => {
    const { image, publisher } = await scheduled();
    await describeImage(image.id, 'Pears.');
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({
      ...{ status: 'failed', error_code: 'image_not_validated' },
    });
    expect(described).toEqual([]);
  });

  it('is prepared anew when it is described otherwise, whatever was begun', async () => {
    const { image, publisher } = await scheduled();
    await publisher.work(after(-2 * minute));
    await describeImage(image.id, 'Pears.');
    await validate(image.id, after(-minute));
    await publisher.work(due);
    expect(described).toEqual([['Plums.'], ['Pears.']]);
    expect(fake.live).toHaveLength(1);
  });

  it('is described as it is now, even when the platform was still at work on it', async () => {
    const { image, publisher } = await scheduled();
    fake.ready = [false];
    await publisher.work(after(-2 * minute));
    await describeImage(image.id, 'Pears.');
    await validate(image.id, after(-minute));
    await publisher.finish(after(-minute));
    expect(described).toEqual([['Plums.'], ['Pears.']]);
    expect(fake.live).toHaveLength(1);
  });
});

describe('somebody who wants to leave', () => {
  const leave = () =>
    transaction(test.database, (tx) =>
      scheduleErasure(tx, { owner_id: owner, by_admin: false, graceDays: 30, now: start }),
    );
  const stay = () =>
    test.database('account_erasures').where({ owner_id: owner }).update({ state: 'cancelled' });

  it('publishes nothing any more, and tries again what failed for it when they stay', async () => {
    const { post, publisher } = await scheduled();
    await leave();
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: 'owner_leaving' });
    expect([described, fake.calls]).toEqual([[], 0]);
    await stay();
    await withPost(test.database, post.id, (held, tx) =>
      retryPost(tx, held, { include_unconfirmed: false, now: after(minute) }),
    );
    await publisher.finish(after(minute));
    expect(fake.live).toHaveLength(1);
  });

  it('publishes what is due after they have changed their mind', async () => {
    const { publisher } = await scheduled();
    await leave();
    await publisher.work(after(-2 * minute));
    await stay();
    await publisher.finish(after(-minute));
    expect(fake.live).toHaveLength(1);
  });

  it('publishes nothing that was prepared before, nor does who was deactivated', async () => {
    const { publisher } = await scheduled();
    await publisher.work(after(-2 * minute));
    await test.database('users').where({ id: owner }).update({ is_active: false });
    await publisher.work(due);
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: 'owner_leaving' });
    expect(fake.calls).toBe(0);
  });
});
