// Posts that cannot be told apart: what is live belongs to one of them.
import { transaction } from '../../../foundation/transaction';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { absentAfterMs } from '../../../models/studio/publish-times';
import { openAttempt, settleCall, settleCheck } from '../../../models/studio/settle-attempt';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost } from '../../factories/post';
import { createAccount } from '../../factories/social-account';
import { PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';
import { lockWaits } from '../../support/lock-waits';
import { until } from '../../support/until';

const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(start.getTime() + 3_600_000);
const after = (ms: number): Date => new Date(due.getTime() + ms);
const live = { external_id: 'at-1', permalink: null };

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

/** Two posts with the same text for the same account, whose calls were lost. */
async function twins() {
  const owner = await createOwner(test.database);
  const tokens = { expires_in: null };
  const { id: account_id } = await createAccount(test.database, owner, { now: start, tokens });
  const fake = new PostPlatform();
  fake.ends = ['lost_after', 'lost_after'];
  const dependencies = postDependencies(test.database, fake.platform);
  const targets = [{ account_id, pointer: '/accounts/0' }];
  const publishers: Publisher[] = [];
  for (let nth = 0; nth < 2; nth += 1) {
    const wish = { now: start, scheduled_time: due, targets };
    const post = await createPostRow(test.database, owner, wish);
    const [target] = await targetsOfPost(test.database, post.id);
    publishers.push(new Publisher(dependencies, target?.id ?? ''));
  }
  const [one, other] = publishers;
  if (!one || !other) throw new Error('there are not two');
  for (const publisher of publishers) await publisher.work(due);
  return { one, other };
}

/** The attempt that is in doubt. */
async function doubted({ targetId: target_id }: Publisher) {
  const attempt = await openAttempt(test.database, target_id);
  if (!attempt) throw new Error('nothing is in doubt');
  return { target_id, attempt_id: attempt.id };
}

const found = (publisher: Publisher, now: Date) =>
  doubted(publisher).then((attempt) =>
    transaction(test.database, (tx) => settleCheck(tx, attempt, { state: 'live', ...live }, now)),
  );
const statuses = async (...publishers: Publisher[]) =>
  await Promise.all(publishers.map(async (publisher) => (await publisher.row()).status));

it('is taken by one of two who find it at the same moment', async () => {
  const { one, other } = await twins();
  const [mine, now] = [await doubted(one), after(absentAfterMs)];
  const { database } = test;
  let second: Promise<void> | undefined;
  await transaction(database, async (tx) => {
    await settleCheck(tx, mine, { state: 'live', ...live }, now);
    let isOver = false;
    second = found(other, now).finally(() => void (isOver = true));
    await until(async () => isOver || (await lockWaits(database)) > 0);
  });
  await second;
  expect(await statuses(one, other)).toEqual(['posted', 'publishing']);
});

it('is not taken while the call of the other may still tell that it is its', async () => {
  const { one, other } = await twins();
  const mine = await doubted(one);
  // Nobody has heard of the call of the first yet.
  await PublishAttempt.query(test.database).findById(mine.attempt_id).patch({ error_code: null });
  await found(other, after(10_000));
  expect(await statuses(one, other)).toEqual(['publishing', 'publishing']);
  await transaction(test.database, (tx) => settleCall(tx, mine, { live }, after(11_000)));
  await found(other, after(absentAfterMs));
  expect(await statuses(one, other)).toEqual(['posted', 'publishing']);
});

it('is taken when the other was never heard of', async () => {
  const { one, other } = await twins();
  const mine = await doubted(one);
  await PublishAttempt.query(test.database).findById(mine.attempt_id).patch({ error_code: null });
  await found(other, after(absentAfterMs));
  expect(await statuses(one, other)).toEqual(['publishing', 'posted']);
});
