import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import type { WorkflowsOf } from '../../../activities/clients/owner-workflows';
import { createErasureActivities } from '../../../activities/identity/erasures';
import { loadDeletionReceipt } from '../../../activities/messaging/mail-contents/deletion-receipt';
import { transaction } from '../../../foundation/transaction';
import { AccountErasure } from '../../../models/identity/account-erasure';
import { ownedPrefixes, ownedTables } from '../../../models/identity/owned-data/owned-tables';
import { rowsOf } from '../../../models/identity/owned-data/read-owned';
import { cancelErasure, requestErasure } from '../../../models/identity/request-erasure';
import { openSession } from '../../../models/identity/session';
import type { SignedInUser } from '../../../models/identity/signed-in-user';
import { User } from '../../../models/identity/user';
import { Mail } from '../../../models/messaging/mail';
import { type ErasureActivities, erasureWorkflowId } from '../../../workflows/identity/contract';
import { pokeSignal } from '../../../workflows/operations/contract';
import { createOwner } from '../../factories/owner';
import { fillAccount } from '../../factories/rich-account';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const day = 86_400_000;
const from = { device: 'a telephone', ip: '203.0.113.7' };

let test: TestKnex;
let environment: SkippingEnvironment;
let folder: string;
let objectStore: ObjectStore;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
  folder = await mkdtemp(join(tmpdir(), 'relais-erasure-'));
  objectStore = createObjectStore({
    storage: { driver: 'local', directory: folder },
    secretKey: 'a secret that only the tests know, long enough',
    api: { publicUrl: 'http://127.0.0.1' },
  });
});
afterAll(async () => {
  await environment.close();
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

/** Somebody with something in every table, signed in. */
async function filledUser(): Promise<SignedInUser> {
  const id = await createOwner(test.database);
  await fillAccount(test.database, objectStore, id);
  const session = await openSession(test.database, id, from, await environment.now());
  const who = { username: id, language: 'fr' as const, timezone: 'UTC' };
  return { id, session_id: session.id, ...who, roles: [], permissions: [] };
}

async function wish(user: SignedInUser): Promise<AccountErasure> {
  const given = { graceDays: 30, from, now: await environment.now() };
  const { erasure } = await transaction(test.database, (tx) => requestErasure(tx, user, given));
  return erasure;
}

/** How many rows and objects an account has, where it has any. */
async function belongings(database: Knex, ownerId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const entry of ownedTables) {
    const rows = await rowsOf(database, entry, ownerId).select('*');
    if (rows.length > 0) counts[entry.table] = rows.length;
  }
  for (const prefix of ownedPrefixes) {
    for await (const _ of objectStore.list(`${prefix}/${ownerId}/`)) {
      counts[prefix] = (counts[prefix] ?? 0) + 1;
    }
  }
  return counts;
}

type Part = keyof ErasureActivities;

interface Story {
  /** Put in place of each activity, which it is given. */
  around?: (name: Part, work: () => Promise<unknown>) => Promise<unknown>;
  meanwhile?: (erasure: AccountErasure) => Promise<unknown>;
  /** What becomes of the receipt; it is sent unless this says otherwise. */
  receipt?: 'sent' | 'failed';
}

interface Lived {
  erasure: AccountErasure;
  history: string;
  stopped: WorkflowsOf[];
  /** What the receipt said. */
  told: unknown[];
}

/** Lets the erasure of an account live to its end, and keeps the history of a story that has a name. */
async function live(name: string | null, user: SignedInUser, story: Story = {}): Promise<Lived> {
  const { database } = test;
  const stopped: WorkflowsOf[] = [];
  const told: unknown[] = [];
  const workflows = {
    terminate: async (which: WorkflowsOf) => stopped.push(which),
    forget: async (which: WorkflowsOf) => stopped.push(which),
  };
  const real = createErasureActivities({ database, objectStore, workflows });
  const erasure = await wish(user);
  const { around = (_name, work) => work() } = story;
  const wrapped = (Object.keys(real) as Part[]).map((part) => [
    part,
    async (input: { erasure_id: string; now: string }) => {
      const result = await around(part, () => real[part](input));
      if (part === 'eraseAccountData') told.push(await settleReceipt(erasure, story.receipt));
      return result;
    },
  ]);
  const core = Object.fromEntries(wrapped) as object;
  const history = await withWorkers(environment, { core }, async () => {
    const handle = await environment.client.workflow.start('deleteAccount', {
      taskQueue: 'core',
      workflowId: erasureWorkflowId(erasure.id),
      args: [{ erasure_id: erasure.id }],
    });
    await story.meanwhile?.(erasure);
    await handle.signal(pokeSignal);
    await handle.result();
    if (name !== null) await keepHistory(handle, `delete-account/${name}`);
    return JSON.stringify(await handle.fetchHistory());
  });
  const ended = await AccountErasure.query(database).findById(erasure.id).throwIfNotFound();
  return { erasure: ended, history, stopped, told };
}

/** Does what the workflow of the mail would do: reads what there is to say, and writes down the end. */
async function settleReceipt(erasure: AccountErasure, state: Story['receipt'] = 'sent') {
  const { database } = test;
  const mail = await Mail.query(database).findOne({ subject_id: erasure.id, state: 'planned' });
  if (!mail) return 'nothing more';
  const user = await User.query(database).findById(mail.owner_id).throwIfNotFound();
  const links = { secretKey: '', publicUrl: '', appUrl: '' };
  const now = await environment.now();
  const said = await loadDeletionReceipt({ database, ...links, now }, mail, user);
  await Mail.query(database).findById(mail.id).patch({ state, finished_at: now });
  return said;
}

const whatStays = { account_erasures: 1, audit_entries: expect.any(Number) as number };

describe('the erasure of an account', () => {
  it('waits for the time of grace, and then leaves nothing but the proof', async () => {
    const { database } = test;
    const other = await filledUser();
    const user = await filledUser();
    const before = await belongings(database, user.id);
    const expected = [...ownedTables.map(({ table }) => table), ...ownedPrefixes];
    expect(expected.filter((name) => !(name in before))).toEqual(['account_erasures']);
    const others = await belongings(database, other.id);

    const { erasure, history, stopped, told } = await live('erased', user);
    expect(erasure).toMatchObject({ state: 'done', owner_id: user.id });
    const waited = (erasure.erased_at?.getTime() ?? 0) - erasure.requested_at.getTime();
    expect(Math.floor(waited / day)).toBe(30);
    expect(await belongings(database, user.id)).toEqual(whatStays);
    expect(await belongings(database, other.id)).toEqual(others);
    expect(told).toMatchObject([{ receipt: erasure.id, erased: { at: erasure.erased_at } }]);
    const workflow = { owner_id: user.id, except: erasureWorkflowId(erasure.id) };
    expect(stopped).toEqual([workflow, workflow, workflow]);

    const audit = await database('audit_entries').where({ owner_id: user.id }).select('changes');
    expect(audit.length).toBeGreaterThan(0);
    expect(JSON.stringify(audit)).not.toContain(from.ip);
    const texts = history.replaceAll(/"data":"([^"]+)"/g, (_all, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(texts).toContain(erasure.id);
    for (const secret of [user.id, 'example.org', from.ip]) expect(texts).not.toContain(secret);
  });

  it('goes on where a worker that died has left it, at every step', async () => {
    const user = await filledUser();
    const died = new Map<Part, number>();
    const { erasure, told } = await live('workers-died', user, {
      // Each part is done, dies before it can tell, and is done again; twice.
      around: async (name, work) => {
        const result = await work();
        const deaths = died.get(name) ?? 0;
        if (deaths === 2) return result;
        died.set(name, deaths + 1);
        throw Object.assign(new Error('died'), { stack: '' });
      },
    });
    expect([...died.values()]).toEqual([2, 2, 2, 2, 2]);
    expect(erasure.state).toBe('done');
    expect(await belongings(test.database, user.id)).toEqual(whatStays);
    const receipts = told.filter((one) => one !== 'nothing more');
    expect(receipts).toHaveLength(1);
  });

  it('cancels work that runs, and has nobody sign in from then on', async () => {
    const { database } = test;
    const user = await filledUser();
    const later = new Date((await environment.now()).getTime() + 60 * day);
    await database('sessions').where({ owner_id: user.id }).update({ expires_at: later });
    const seen: unknown[] = [];
    await live(null, user, {
      around: async (name, work) => {
        if (name === 'stopAccountWork') {
          const batch: unknown = await database('batches').where({ owner_id: user.id }).first();
          const session: unknown = await database('sessions')
            .where({ id: user.session_id })
            .first();
          const row: unknown = await database('users').where({ id: user.id }).first();
          const endpoint: unknown = await database('webhook_endpoints')
            .where({ owner_id: user.id })
            .first();
          const account: unknown = await database('social_accounts')
            .where({ owner_id: user.id })
            .first();
          const revoking: unknown = await database('workflow_commands')
            .where({ owner_id: user.id, workflow_type: 'refreshToken' })
            .first();
          seen.push({ batch, session, row, endpoint, account, revoking });
        }
        return await work();
      },
    });
    expect(seen).toMatchObject([
      {
        batch: { desired_state: 'cancelled' },
        session: { revoked_reason: 'erased' },
        row: { is_active: false, deleted_at: expect.any(Date) as Date },
        endpoint: { is_enabled: false },
        account: { state: 'removing' },
        revoking: { restart: true, poke: true },
      },
    ]);
  });

  it('is finished although its receipt cannot be sent', async () => {
    const user = await filledUser();
    const { erasure } = await live(null, user, { receipt: 'failed' });
    expect(erasure.state).toBe('done');
    expect(await belongings(test.database, user.id)).toEqual(whatStays);
  });

  it('that is taken back erases nothing', async () => {
    const { database } = test;
    const user = await filledUser();
    const before = await belongings(database, user.id);
    const now = await environment.now();
    let waits = false;
    const { erasure } = await live('cancelled', user, {
      around: async (_name, work) => {
        const step = await work();
        waits = true;
        return step;
      },
      meanwhile: async () => {
        while (!waits) await new Promise((resolve) => setImmediate(resolve));
        return await transaction(database, (tx) => cancelErasure(tx, user.id, from, now));
      },
    });
    expect(erasure).toMatchObject({ state: 'cancelled', erased_at: null });
    const left = await belongings(database, user.id);
    expect(Object.keys(before).filter((name) => (left[name] ?? 0) < (before[name] ?? 0))).toEqual(
      [],
    );
    const cancelled = await transaction(database, (tx) => cancelErasure(tx, user.id, from, now));
    expect(cancelled).toBeUndefined();
  });
});
