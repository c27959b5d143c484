import { fillSchedule } from '../../../models/studio/fill-schedule';
import type { PostFacts } from '../../../models/studio/new-post';
import { createOwner } from '../../factories/owner';
import { anything, contextAt, createPicture } from '../../factories/post';
import { createPostingSchedule } from '../../factories/posting-schedule';
import { createAccount } from '../../factories/social-account';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const now = new Date('2026-03-27T12:00:00Z');

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

/** A platform that takes no small pictures. */
const choosy = {
  ...anything,
  refusals: (_platform: string, { media }: PostFacts) =>
    media.some(({ width }) => width < 400)
      ? [{ code: 'media_too_small', detail: 'too small' }]
      : [],
};

async function scheduleOf(widths: number[]) {
  const { database } = test;
  const owner_id = await createOwner(database);
  const { id } = await createAccount(database, owner_id, { platform: 'test' });
  const pictures: string[] = [];
  for (const width of widths)
    pictures.push((await createPicture(database, owner_id, { width })).id);
  const schedule = await createPostingSchedule(database, owner_id, { accounts: [id], now });
  const made = await fillSchedule(database, schedule.id, contextAt(now, choosy));
  const used = database('post_media').whereIn('image_id', pictures).pluck<string[]>('image_id');
  return { made, used: (await used).map((image_id) => pictures.indexOf(image_id)) };
}

describe('a slot whose next picture a platform would refuse', () => {
  it('takes the one after it', async () => {
    expect(await scheduleOf([320, 200, 800])).toEqual({ made: 1, used: [2] });
  });

  it('waits when every picture is refused', async () => {
    expect(await scheduleOf([320, 200])).toEqual({ made: 0, used: [] });
  });
});
