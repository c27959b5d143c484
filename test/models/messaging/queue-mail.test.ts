import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { Mail } from '../../../models/messaging/mail';
import { type NewMail, queueMail } from '../../../models/messaging/queue-mail';
import { retryMail } from '../../../models/messaging/retry-mail';
import { claimMail, findClaimed, settleMail } from '../../../models/messaging/work-mail';
import { lacksWork, unfinishedWork } from '../../../models/operations/unfinished-work';
import type { MailOutcome } from '../../../workflows/messaging/contract';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const domain = 'relais.example';
const now = new Date('2026-09-14T08:30:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const sent: MailOutcome = { kind: 'sent', code: null, smtp_status: null };
const nobodyKnows: MailOutcome = { kind: 'unknown', code: 'no_answer', smtp_status: null };

let test: TestKnex;
let owner_id: string;
beforeAll(async () => {
  test = await openTestDatabase();
  owner_id = await createOwner(test.database);
});
afterAll(async () => await test.close());

const queue = (mail: Partial<NewMail> = {}) =>
  transaction(test.database, (tx) =>
    queueMail(tx, { owner_id, kind: 'welcome', subject_id: newId(), ...mail }),
  );

const mailsAbout = (subject_id: string) => Mail.query(test.database).where({ subject_id });

async function planned(): Promise<Mail> {
  const subject_id = newId();
  await queue({ subject_id });
  return await mailsAbout(subject_id).first().throwIfNotFound();
}

const claim = (mail: Mail, name: string, at = now) =>
  transaction(test.database, (tx) =>
    claimMail(tx, { mail_id: mail.id, claim: name, now: at, domain }),
  );

const settle = (mail: Mail, name: string, outcome: MailOutcome) =>
  transaction(test.database, (tx) =>
    settleMail(tx, { mail_id: mail.id, claim: name, outcome, now }),
  );

const read = (mail: Mail) => Mail.query(test.database).findById(mail.id).throwIfNotFound();

describe('a mail', () => {
  it('is planned once per kind, subject and due date, and asks for one workflow', async () => {
    const subject_id = newId();
    await Promise.all(Array.from({ length: 8 }, () => queue({ subject_id, due_on: '2026-09-14' })));
    await queue({ subject_id, due_on: '2026-09-15' });
    const mails = await mailsAbout(subject_id);
    expect(mails.map(({ due_on }) => due_on).sort()).toEqual(['2026-09-14', '2026-09-15']);
    const commands = await test.database('workflow_commands').whereIn(
      'workflow_id',
      mails.map(({ id }) => `mail:${id}`),
    );
    expect(commands).toHaveLength(2);
    expect(commands[0]).toMatchObject({ workflow_type: 'sendMail', owner_id });
  });

  it('is not planned by a transaction that fails', async () => {
    const subject_id = newId();
    const failing = transaction(test.database, async (tx) => {
      await queueMail(tx, { owner_id, kind: 'otp', subject_id });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await mailsAbout(subject_id)).toEqual([]);
  });

  it('is written in the language of who gets it', async () => {
    const french = await planned();
    await test.database('users').where({ id: owner_id }).update({ language: 'en' });
    expect([french.language, (await planned()).language]).toEqual(['fr', 'en']);
  });
});

describe('an attempt', () => {
  it('gives the mail its Message-ID, which no later one changes', async () => {
    const mail = await planned();
    expect(mail.message_id).toBeNull();
    expect(await claim(mail, 'run:1')).toEqual({ until: null });
    const first = await read(mail);
    await settle(mail, 'run:1', nobodyKnows);
    await transaction(test.database, (tx) =>
      claimMail(tx, {
        ...{ mail_id: mail.id, claim: 'run:2', now: later(60_000), domain: 'other.example' },
      }),
    );
    const second = await read(mail);
    expect(second).toMatchObject({ state: 'sending', attempts: 2, message_id: first.message_id });
  });

  it('may be claimed and settled again without a second one', async () => {
    const mail = await planned();
    await claim(mail, 'run:1');
    await claim(mail, 'run:1');
    expect(await read(mail)).toMatchObject({ attempts: 1, unknown_attempts: 0 });
    expect(await settle(mail, 'run:1', sent)).toBeNull();
    expect(await settle(mail, 'run:1', nobodyKnows)).toBeNull();
    expect(await read(mail)).toMatchObject({ state: 'sent', unknown_attempts: 0 });
  });

  it('that another execution left behind counts as unknown, and can no longer be delivered', async () => {
    const mail = await planned();
    await claim(mail, 'old:1');
    const step = await claim(mail, 'new:1');
    expect(step).toEqual({ until: later(5_000).toISOString() });
    expect(await read(mail)).toMatchObject({ state: 'planned', unknown_attempts: 1 });
    const old = { mail_id: mail.id, claim: 'old:1' };
    expect(await findClaimed(test.database, old)).toBeUndefined();
    expect(await settle(mail, 'old:1', sent)).toEqual(step);
    expect(await claim(mail, 'new:2')).toEqual(step);
    expect(await claim(mail, 'new:3', later(5_000))).toEqual({ until: null });
  });
});

describe('unfinished mails', () => {
  it('are known to who looks for work without a workflow, until they are sent', async () => {
    const mail = await planned();
    await test.database('workflow_commands').delete();
    const ids = async () =>
      (await unfinishedWork(test.database)).map(({ workflow_id }) => workflow_id);
    expect(await ids()).toContain(`mail:${mail.id}`);
    expect(await lacksWork(test.database, `mail:${mail.id}`)).toBe(false);
    await claim(mail, 'run:1');
    expect(await ids()).toContain(`mail:${mail.id}`);
    await settle(mail, 'run:1', sent);
    expect(await ids()).not.toContain(`mail:${mail.id}`);
    expect(await lacksWork(test.database, `mail:${mail.id}`)).toBe(true);
  });
});

describe('a retry', () => {
  const retry = (mail: Mail) => transaction(test.database, (tx) => retryMail(tx, mail.id, now));

  it('plans a failed mail anew and asks for its workflow', async () => {
    const mail = await planned();
    await claim(mail, 'run:1');
    await settle(mail, 'run:1', { kind: 'refused', code: 'refused_by_server', smtp_status: 550 });
    await test.database('workflow_commands').delete();
    expect(await retry(mail)).toMatchObject({ state: 'planned', finished_at: null });
    const [command] = await test.database('workflow_commands').select();
    expect(command).toMatchObject({ workflow_id: `mail:${mail.id}`, restart: true, poke: true });
  });

  it('is refused for what is sent or has not begun', async () => {
    const mail = await planned();
    const conflict = expect.objectContaining({ code: 'mail_state_conflict' }) as unknown;
    await expect(retry(mail)).rejects.toEqual(conflict);
    await claim(mail, 'run:1');
    await settle(mail, 'run:1', sent);
    await expect(retry(mail)).rejects.toEqual(conflict);
  });
});
