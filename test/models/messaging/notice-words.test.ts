import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent } from '../../../models/messaging/append-event';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

describe('a notice of the studio', () => {
  it.each([
    ['post.failed', 'post', { platform: 'dry-run', code: 'too_late' }, 'Plus d’un jour de retard'],
    ['schedule.slot_skipped', 'schedule', { reason: 'no_image' }, 'aucune image validée'],
  ] as const)('about %s says why in words, not in a code', async (type, kind, data, words) => {
    const owner_id = await createOwner(test.database);
    await transaction(test.database, async (tx) => {
      appendEvent(tx, { owner_id, type, subject: { type: kind, id: newId() }, data });
      await Promise.resolve();
    });
    const [message] = await test.database('notifications').where({ owner_id }).pluck('message');
    expect(message).toContain(words);
    expect(message).not.toMatch(/too_late|no_image/);
  });
});
