import { createMailSender } from '../../../activities/clients/smtp-sender';
import { createMailActivities, createMailDelivery } from '../../../activities/messaging/mails';
import { createLogger } from '../../../foundation/logging';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { Mail } from '../../../models/messaging/mail';
import { queueMail } from '../../../models/messaging/queue-mail';
import { retryMail } from '../../../models/messaging/retry-mail';
import {
  type MailDeliveryActivities,
  mailQueue,
  mailWorkflowId,
} from '../../../workflows/messaging/contract';
import { pokeSignal } from '../../../workflows/operations/contract';
import { createOwner } from '../../factories/owner';
import { MailServer, type MailPlan } from '../../fakes/mail-server';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const secretKey = 'a secret that only the tests know, long enough';
const from = { name: 'Relais', address: 'no-reply@relais.example' };
const site = 'https://relais.example';
const hour = 3_600_000;

let test: TestKnex;
let environment: SkippingEnvironment;
let server: MailServer;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
});
afterAll(async () => {
  await environment.close();
  await test.close();
});
beforeEach(async () => void (server = await MailServer.start()));
afterEach(async () => await server.close());

type Deliver = MailDeliveryActivities['deliverMail'];

interface Story {
  plans?: MailPlan[];
  /** Put in place of the delivery, which it is given. */
  around?: (deliver: Deliver) => Deliver;
  /** Done while the workflow lives. */
  meanwhile?: (mail: Mail) => Promise<unknown>;
}

async function plannedMail(): Promise<Mail> {
  const owner_id = await createOwner(test.database);
  const subject_id = newId();
  const mail = { owner_id, kind: 'welcome', subject_id } as const;
  await transaction(test.database, (tx) => queueMail(tx, mail));
  return await Mail.query(test.database).findOne({ subject_id }).throwIfNotFound();
}

/** Lets the workflow of a mail live to its end, and keeps its history. */
async function live(name: string, story: Story = {}): Promise<{ mail: Mail; history: string }> {
  const { database } = test;
  server.plans.push(...(story.plans ?? []));
  const sender = createMailSender({ mail: { smtpUrl: server.url, from } });
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const links = { secretKey, appUrl: site, publicUrl: site };
  const { deliverMail } = createMailDelivery({ database, sender, logger, ...links });
  const delivery = { deliverMail: story.around?.(deliverMail) ?? deliverMail };
  const core = createMailActivities({ database, domain: sender.domain });
  const planned = await plannedMail();
  const run = async (): Promise<string> => {
    const handle = await environment.client.workflow.start('sendMail', {
      taskQueue: 'core',
      workflowId: mailWorkflowId(planned.id),
      args: [{ mail_id: planned.id }],
    });
    await story.meanwhile?.(planned);
    await handle.result();
    await keepHistory(handle, `send-mail/${name}`);
    return JSON.stringify(await handle.fetchHistory());
  };
  const queues = { core, [mailQueue]: delivery };
  const history = await withWorkers(environment, queues, run);
  const mail = await Mail.query(database).findById(planned.id).throwIfNotFound();
  return { mail, history };
}

const messageIds = (): (string | undefined)[] =>
  server.received.map(({ headers }) => headers['message-id']);

it('a mail is sent once, and its history names nobody', async () => {
  const { mail, history } = await live('sent');
  expect(mail).toMatchObject({ state: 'sent', attempts: 1, error_code: null, claim: null });
  expect(mail.message_id).toBe(`<${mail.id}@relais.example>`);
  expect(messageIds()).toEqual([mail.message_id]);
  const [to] = server.received[0]?.to ?? [];
  expect(to).toMatch(/@example\.org$/);
  const texts = history.replaceAll(/"data":"([^"]+)"/g, (_all, data: string) =>
    Buffer.from(data, 'base64').toString(),
  );
  expect(texts).toContain(mail.id);
  for (const secret of ['example.org', 'Bonjour', 'Bienvenue']) expect(texts).not.toContain(secret);
});

it('a server that says later is asked again, less and less often', async () => {
  const plans = [{ content: 451 }, { recipient: 450 }, { content: 421 }];
  const started = await environment.now();
  const { mail } = await live('asked-to-come-back', { plans });
  expect(mail).toMatchObject({ state: 'sent', attempts: 4, unknown_attempts: 0 });
  const waited = (mail.finished_at?.getTime() ?? 0) - started.getTime();
  expect(Math.floor(waited / 60_000)).toBe(1 + 5 + 15);
  expect(messageIds()).toEqual([mail.message_id]);
});

it('a server that says later for a day is believed no more', async () => {
  const plans = Array.from({ length: 30 }, () => ({ content: 451 }));
  const started = await environment.now();
  const { mail } = await live('given-up', { plans });
  expect(mail).toMatchObject({
    state: 'failed',
    error_code: 'server_says_later',
    smtp_status: 451,
  });
  const waited = (mail.finished_at?.getTime() ?? 0) - started.getTime();
  expect(waited).toBeGreaterThan(19 * hour);
  expect(waited).toBeLessThan(25 * hour);
  expect(server.received).toEqual([]);
});

it('a recipient whom the server does not have is not tried again', async () => {
  const { mail } = await live('refused', { plans: [{ recipient: 550 }] });
  expect(mail).toMatchObject({ state: 'bounced', attempts: 1, error_code: 'refused_by_server' });
  expect(mail).toMatchObject({ smtp_status: 550, smtp_reply: '550 as planned' });
});

it('a mail that nobody confirmed is sent again under the same Message-ID', async () => {
  const { mail } = await live('sent-again', { plans: [{ silent: true }] });
  expect(mail).toMatchObject({ state: 'sent', attempts: 2, unknown_attempts: 1 });
  expect(messageIds()).toEqual([mail.message_id, mail.message_id]);
});

/** A worker that dies at its first attempt, before or after it did its work. */
function dying(when: 'before' | 'after'): (deliver: Deliver) => Deliver {
  let died = false;
  return (deliver) => async (claim) => {
    if (died) return await deliver(claim);
    died = true;
    if (when === 'after') await deliver(claim);
    // Paths of this machine are nobody's business in a history.
    throw Object.assign(new Error('gone before it could tell'), { stack: '' });
  };
}

it('a worker that dies before it wrote the outcome leaves an unknown one', async () => {
  const { mail } = await live('worker-died', { around: dying('before') });
  expect(mail).toMatchObject({ state: 'sent', attempts: 2, unknown_attempts: 1 });
});

it('a worker that dies after it wrote the outcome leaves no doubt: the mail is not sent again', async () => {
  const { mail } = await live('worker-died-late', { around: dying('after') });
  expect(mail).toMatchObject({ state: 'sent', attempts: 1, unknown_attempts: 0 });
  expect(messageIds()).toEqual([mail.message_id]);
});

it('a mail that nobody ever confirms stays unconfirmed, for a person to look at', async () => {
  const plans = Array.from({ length: 6 }, () => ({ silent: true }));
  const { mail } = await live('unconfirmed', { plans });
  expect(mail).toMatchObject({ state: 'unconfirmed', attempts: 6, error_code: 'connection_lost' });
  expect(new Set(messageIds())).toEqual(new Set([mail.message_id]));
});

it('a mail to an account that is gone is cancelled', async () => {
  const around =
    (deliver: Deliver): Deliver =>
    async (claim) => {
      const { owner_id } = await Mail.query(test.database)
        .findById(claim.mail_id)
        .throwIfNotFound();
      await test.database('users').where({ id: owner_id }).update({ deleted_at: new Date() });
      return await deliver(claim);
    };
  const { mail } = await live('recipient-gone', { around });
  expect(mail).toMatchObject({ state: 'cancelled', error_code: 'recipient_gone' });
  expect(server.received).toEqual([]);
});

it('a mail that waits goes out at once when somebody asks for it', async () => {
  const started = await environment.now();
  const waits = async (mail: Mail): Promise<boolean> => {
    const row = await Mail.query(test.database).findById(mail.id);
    return row?.state === 'planned' && row.next_attempt_at !== null;
  };
  const meanwhile = async (mail: Mail): Promise<void> => {
    while (!(await waits(mail))) await new Promise((resolve) => setImmediate(resolve));
    await transaction(test.database, (tx) => retryMail(tx, mail.id, started));
    await environment.client.workflow.getHandle(mailWorkflowId(mail.id)).signal(pokeSignal);
  };
  const { mail } = await live('asked-for', { plans: [{ content: 451 }], meanwhile });
  expect(mail).toMatchObject({ state: 'sent', attempts: 2 });
  expect((mail.finished_at?.getTime() ?? Infinity) - started.getTime()).toBeLessThan(60_000);
});
