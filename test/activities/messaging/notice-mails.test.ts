import { loadDigest } from '../../../activities/messaging/mail-contents/digest';
import { loadNotice } from '../../../activities/messaging/mail-contents/notice';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { User } from '../../../models/identity/user';
import { readAll, removeOldNotifications } from '../../../models/messaging/change-notifications';
import { Mail } from '../../../models/messaging/mail';
import { Notification } from '../../../models/messaging/notification';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let house: TestKnex;
let user: User;
beforeAll(async () => void (house = await openTestDatabase()));
beforeEach(async () => {
  const id = await createOwner(house.database);
  user = await User.query(house.database).findById(id).throwIfNotFound();
});
afterAll(async () => await house.close());

const words = { title: 'Tonight', message: 'The service pauses.' };
const write = async (columns: Partial<Notification> = {}): Promise<Notification> =>
  await Notification.query(house.database).insertAndFetch({
    ...{ id: newId(), owner_id: user.id, notification_type: 'message', ...words, ...columns },
  });
const dependencies = () => ({
  ...{ database: house.database, secretKey: 'none', now: new Date() },
  ...{ publicUrl: 'https://api.example', appUrl: 'https://app.example' },
});
const mailOf = (columns: Partial<Mail>): Mail => Object.assign(new Mail(), columns);

test('say what the notices say, and nothing of what was read meanwhile', async () => {
  const notice = await write({ digest_on: '2026-07-02' });
  const own = mailOf({ subject_id: notice.id });
  const daily = mailOf({ subject_id: user.id, due_on: '2026-07-02' });
  const url = 'https://app.example/notifications';
  expect(await loadNotice(dependencies(), own, user)).toMatchObject({ ...words, url });
  const digest = { total: 1, notices: [words], url };
  expect(await loadDigest(dependencies(), daily, user)).toMatchObject(digest);
  await transaction(house.database, (tx) => readAll(tx, user.id, new Date()));
  expect(await loadNotice(dependencies(), own, user)).toBeNull();
  expect(await loadDigest(dependencies(), daily, user)).toBeNull();
});

test('are forgotten with what was read long ago; what is unread stays', async () => {
  const created_at = new Date('2026-01-01T10:00:00Z');
  await write({ created_at, is_read: true });
  const { id } = await write({ created_at });
  expect(await removeOldNotifications(house.database, created_at)).toBe(0);
  expect(await removeOldNotifications(house.database, new Date('2026-01-02T10:00:00Z'))).toBe(1);
  expect(await Notification.query(house.database).findById(id)).toMatchObject({ is_read: false });
});
