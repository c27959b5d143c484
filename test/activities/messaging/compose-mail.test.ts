import { composeMail } from '../../../activities/messaging/compose-mail';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { noticeSecurity } from '../../../models/identity/security-notice';
import { Mail } from '../../../models/messaging/mail';
import { type NewMail, queueMail } from '../../../models/messaging/queue-mail';
import { createEndedBatch } from '../../factories/ended-batch';
import { createImage } from '../../factories/image';
import { createOwner } from '../../factories/owner';
import { createReview } from '../../factories/review';
import { shippedVersion } from '../../support/shipped-version';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const now = new Date('2026-09-14T08:30:00Z');
const site = 'https://relais.example';

let test: TestKnex;
let owner_id: string;
beforeAll(async () => {
  test = await openTestDatabase();
  const card = { version: shippedVersion, classes: [], sha256: '' };
  await test.database('classification_models').insert({ version: card.version, card, sha256: '' });
});
afterAll(async () => await test.close());
beforeEach(async () => {
  owner_id = await createOwner(test.database);
  await test
    .database('users')
    .where({ id: owner_id })
    .update({
      ...{ email_verified_at: now, first_name: 'Camille', language: 'en' },
    });
});

async function compose(mail: Omit<NewMail, 'owner_id' | 'subject_id'>) {
  const { database } = test;
  const subject_id = newId();
  await transaction(database, (tx) => queueMail(tx, { owner_id, subject_id, ...mail }));
  return await composeRow(await Mail.query(database).findOne({ subject_id }).throwIfNotFound());
}

async function composeRow(row: Mail) {
  const links = { appUrl: site, publicUrl: `${site}/api` };
  const secretKey = 'a secret that only the tests know, long enough';
  return await composeMail({ database: test.database, secretKey, now, ...links }, row);
}

const counts = { outcome: 'finished', total: 3, succeeded: 2, failed: 1 };

describe('the end of a batch', () => {
  it('is mailed with the counts of that end', async () => {
    const batch_id = await createEndedBatch(test.database, owner_id, 61);
    const mail = await compose({ kind: 'batch-finished', data: { batch_id, ...counts } });
    expect(mail).toMatchObject({ subject: 'Orchard 7 is finished', to: { name: 'Camille' } });
    const { text } = mail as { text: string };
    expect(text).toContain('Succeeded: 2');
    expect(text).toContain(`${site}/batches/${batch_id}`);
  });

  it('is not mailed when the batch is gone', async () => {
    const data = { batch_id: newId(), ...counts };
    expect(await compose({ kind: 'batch-finished', data })).toBe('nothing_to_say');
  });
});

describe('a request for a decision', () => {
  it('names what waits, until it is decided', async () => {
    const image = await createImage(test.database, owner_id);
    const { id } = await createReview(test.database, image, { due_at: new Date('2026-09-18') });
    const request = { kind: 'review-request', data: { review_id: id } } as const;
    expect(await compose(request)).toMatchObject({ subject: 'Your decision is needed: plum.png' });
    await test.database('reviews').where({ id }).update({ state: 'withdrawn', closed_at: now });
    expect(await compose(request)).toBe('nothing_to_say');
  });
});

describe('an address that nobody proved', () => {
  it('gets what concerns the account, and no news', async () => {
    await test.database('users').where({ id: owner_id }).update({ email_verified_at: null });
    expect(await compose({ kind: 'welcome' })).toMatchObject({ language: 'en' });
    const data = { batch_id: await createEndedBatch(test.database, owner_id, 61), ...counts };
    expect(await compose({ kind: 'batch-finished', data })).toBe('address_unverified');
  });

  it('gets ten alerts a day at most, whichever accounts claim it', async () => {
    const email = 'Stranger@example.org';
    const alert = async (): Promise<unknown> => {
      const device = { device: 'a telephone', ip: '203.0.113.7' };
      const notice = { owner_id, event: 'api_key_created', from: device } as const;
      await transaction(test.database, (tx) => noticeSecurity(tx, notice));
      const [mail] = await Mail.query(test.database).where({ owner_id }).orderBy('id', 'desc');
      return mail && (await composeRow(mail));
    };
    const composed: unknown[] = [];
    for (const claimed of [email, email.toLowerCase()]) {
      owner_id = await createOwner(test.database);
      await test.database('users').where({ id: owner_id }).update({ email: claimed });
      for (let n = 0; n < 6; n++) composed.push(await alert());
    }
    expect(composed.filter((one) => one === 'address_unverified')).toHaveLength(2);
    await test.database('users').where({ id: owner_id }).update({ email_verified_at: now });
    expect(await alert()).toMatchObject({ to: { address: email.toLowerCase() } });
  });
});

describe('an account that is gone', () => {
  it('gets nothing any more', async () => {
    await test.database('users').where({ id: owner_id }).update({ deleted_at: now });
    expect(await compose({ kind: 'welcome' })).toBe('recipient_gone');
  });
});

it('a kind that nothing sends yet is not sent', async () => {
  expect(await compose({ kind: 'trial-ending' })).toBe('no_loader');
});
