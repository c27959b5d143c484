import { getMail, listMails, reportMailBounce, retryMail } from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { Mail } from '../../../models/messaging/mail';
import { queueMail } from '../../../models/messaging/queue-mail';
import { claimMail } from '../../../models/messaging/work-mail';
import { bounceReport } from '../../factories/bounce-report';
import { createOwner } from '../../factories/owner';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging)/);
  admin = await newPerson(api, 'admin');
});
afterAll(async () => await api.close());

/** A mail that was handed over, as far as one knew. */
async function sentMail(columns: Partial<Mail> = {}): Promise<Mail> {
  const { database } = api.services;
  const owner_id = await createOwner(database);
  await transaction(database, (tx) =>
    queueMail(tx, { owner_id, kind: 'batch-finished', subject_id: newId() }),
  );
  const { id } = await Mail.query(database).findOne({ owner_id }).throwIfNotFound();
  const message_id = `<${id}@relais.example>`;
  return await Mail.query(database).patchAndFetchById(id, {
    ...{ message_id, state: 'sent', attempts: 1, ...columns },
  });
}

const handIn = (report: string, { client }: Person = admin) =>
  reportMailBounce({ client, body: { report } });

it('a report marks its mail by the Message-ID, with the reply and without the address', async () => {
  const mail = await sentMail();
  const { data } = await handIn(bounceReport({ message_id: mail.message_id ?? '' }));
  expect(data).toMatchObject({
    ...{ id: mail.id, state: 'bounced', error_code: 'returned', smtp_status: 550 },
    smtp_reply: '550 5.1.1 <[address]>: Recipient address rejected: User unknown',
  });
  const { database } = api.services;
  const stored = await database('mails').where({ id: mail.id });
  expect(JSON.stringify(stored)).not.toContain('zoe');
  const listed = await listMails({ client: admin.client, query: { state: 'bounced' } });
  expect(listed.data?.results.map(({ id }) => id)).toEqual([mail.id]);
  const trail = await database('audit_entries').where({ subject_id: mail.id });
  expect(trail).toMatchObject([{ action: 'mail.bounce', actor_id: admin.id }]);
});

it('a report that comes twice changes nothing; an admin may send the mail again', async () => {
  const mail = await sentMail();
  const report = bounceReport({ message_id: mail.message_id ?? '' });
  const first = await handIn(report);
  api.clock.advance(1_000);
  expect((await handIn(report)).data).toEqual(first.data);
  const again = await retryMail({ client: admin.client, path: { id: mail.id } });
  expect(again.data).toMatchObject({ state: 'planned', message_id: mail.message_id });
});

it('a mail that waits to be sent once more is not, when a report says that it came back', async () => {
  const next_attempt_at = new Date(Date.now() + 60_000);
  const mail = await sentMail({ state: 'planned', unknown_attempts: 1, next_attempt_at });
  await handIn(bounceReport({ message_id: mail.message_id ?? '' }));
  const step = await transaction(api.services.database, (tx) =>
    claimMail(tx, { mail_id: mail.id, claim: 'run:2', now: next_attempt_at, domain: 'x' }),
  );
  expect(step).toBeNull();
});

it('what is no report, tells of no failure or of no mail of ours is refused', async () => {
  const mail = await sentMail({ state: 'sending' });
  const message_id = mail.message_id ?? '';
  const answers = [
    await handIn('hello'),
    await handIn(bounceReport({ message_id, action: 'delayed' })),
    await handIn(bounceReport({ message_id: '<somebody-else@example.org>' })),
    await handIn(bounceReport({ message_id })),
    await handIn(bounceReport({ message_id }), await newPerson(api)),
  ];
  expect(answers.map(({ error }) => error?.code)).toEqual([
    'bounce_report_invalid',
    'bounce_report_invalid',
    'not_found',
    'mail_state_conflict',
    'forbidden',
  ]);
  const { data } = await getMail({ client: admin.client, path: { id: mail.id } });
  expect(data).toMatchObject({ state: 'sending', smtp_reply: null });
});
