import { createAccountActivities } from '../../../activities/studio/accounts';
import { systemClock } from '../../../foundation/clock';
import { transaction } from '../../../foundation/transaction';
import { removeAccount } from '../../../models/studio/remove-account';
import { SocialAccount } from '../../../models/studio/social-account';
import { pokeSignal } from '../../../workflows/operations/contract';
import { type AccountActivities, refreshTokenWorkflowId } from '../../../workflows/studio/contract';
import { createOwner } from '../../factories/owner';
import { accountSeal, createAccount } from '../../factories/social-account';
import { FakePlatform } from '../../fakes/fake-platform';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const minute = 60_000;
const hour = 60 * minute;
const life = 2 * hour;

let test: TestKnex;
let environment: SkippingEnvironment;
let fake: FakePlatform;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
});
beforeEach(() => void (fake = new FakePlatform()));
afterAll(async () => {
  await environment.close();
  await test.close();
});

interface Told {
  account: SocialAccount;
  /** What is left of its row. */
  left: SocialAccount | undefined;
  /** When the platform was asked, by the server's clock, in milliseconds after the connection. */
  asked: number[];
  history: string;
}

interface Story {
  /** What happens before the platform answers for the nth time. */
  before?: (nth: number, account: SocialAccount) => Promise<void> | void;
  /** What happens while the workflow sleeps. */
  asleep?: (account: SocialAccount) => Promise<void>;
}

/** Lets the workflow of a new account live to its end, and keeps its history under a name. */
async function live(name: string | null, { before, asleep }: Story): Promise<Told> {
  const { database } = test;
  const owner = await createOwner(database);
  const now = await environment.now();
  const account = await createAccount(database, owner, { tokens: fake.issue(), now });
  const asked: number[] = [];
  const platforms = new Map([['test', fake.platform]]);
  const given = { database, clock: systemClock, platforms, seal: accountSeal };
  const real = createAccountActivities(given);
  let instant = 0;
  const core: AccountActivities = {
    tendAccount: (input) => {
      instant = Date.parse(input.now) - now.getTime();
      return real.tendAccount(input);
    },
  };
  fake.meanwhile = async () => {
    asked.push(instant);
    await before?.(asked.length, account);
  };
  const history = await withWorkers(environment, { core }, async () => {
    const handle = await environment.client.workflow.start('refreshToken', {
      taskQueue: 'core',
      workflowId: refreshTokenWorkflowId(account.id),
      args: [{ account_id: account.id }],
    });
    await asleep?.(account);
    await handle.result();
    if (name !== null) await keepHistory(handle, `refresh-token/${name}`);
    return JSON.stringify(await handle.fetchHistory());
  });
  const left = await SocialAccount.query(database).findById(account.id);
  return { account, left, asked, history };
}

const pauses = (instants: number[]): number[] =>
  instants.map((instant, index) => instant - (instants[index - 1] ?? 0));

async function remove(account: SocialAccount): Promise<void> {
  const now = await environment.now();
  await transaction(test.database, async (tx) => {
    const present = await SocialAccount.query(tx.sql).findById(account.id).throwIfNotFound();
    await removeAccount(tx, present, now);
  });
}

const poke = (account: SocialAccount): Promise<void> =>
  environment.client.workflow.getHandle(refreshTokenWorkflowId(account.id)).signal(pokeSignal);

describe('the tokens of an account', () => {
  it('are renewed at 80 % of their life or a little sooner, until they are revoked', async () => {
    const { account, left, asked } = await live('kept-alive', {
      before: (nth) => (nth === 12 ? fake.revokeAll() : undefined),
    });
    expect(asked).toHaveLength(12);
    for (const pause of pauses(asked)) {
      expect(pause).toBeGreaterThanOrEqual(0.75 * life);
      expect(pause).toBeLessThan(0.8 * life + minute);
    }
    expect(left).toMatchObject({ state: 'disconnected', error_code: 'invalid_grant' });
    const mails = await test.database('mails').where({ subject_id: account.id });
    expect(mails).toMatchObject([{ kind: 'account-disconnected' }]);
  });

  it('stay out of the history', async () => {
    const { account, history } = await live(null, {
      before: (nth) => (nth === 3 ? fake.revokeAll() : undefined),
    });
    const texts = history.replaceAll(/"data":"([^"]+)"/g, (_all, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(texts).toContain(account.id);
    for (const secret of ['access-', 'refresh-', 'v1.', 'camille', account.username]) {
      expect(texts.replaceAll('refresh-token:', '')).not.toContain(secret);
    }
  });

  it('are waited for through an outage of half a day, and nobody is disconnected', async () => {
    const { left, asked } = await live('outage', {
      before: (nth) => {
        fake.mood = nth <= 15 ? 'down' : 'ok';
        if (nth === 17) fake.revokeAll();
      },
    });
    const waits = pauses(asked).map((pause) => Math.floor(pause / minute));
    expect(waits.slice(1, 7)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(new Set(waits.slice(7, 16))).toEqual(new Set([60]));
    expect(waits[16]).toBeGreaterThanOrEqual(90);
    expect(left).toMatchObject({ state: 'disconnected', error_code: 'invalid_grant' });
    const events = await test.database('events').where({ subject_id: left?.id ?? null });
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      ...['social_account.connected', 'social_account.disconnected'],
    ]);
  });

  it('are renewed by the next who comes when the first has died before it asked', async () => {
    const { left, asked } = await live('died', {
      before: (nth) => {
        // Paths of this machine are nobody's business in a history.
        if (nth === 1) throw Object.assign(new Error('the worker died'), { stack: '' });
        if (nth === 3) fake.revokeAll();
      },
    });
    expect(Math.floor((pauses(asked)[1] ?? 0) / minute)).toBe(2);
    expect(left).toMatchObject({ state: 'disconnected' });
    expect(asked).toHaveLength(3);
  });
});

describe('an account that is removed', () => {
  it('has its tokens revoked, and is gone', async () => {
    const { account, left } = await live('removed', {
      asleep: async (present) => {
        await remove(present);
        await poke(present);
      },
    });
    expect(left).toBeUndefined();
    expect(fake.revoked).toEqual([accountSeal.open(account.access_token ?? '', account.id)]);
  });

  it('goes also where the platform does not answer, after some tries', async () => {
    const { left, asked } = await live('not-revoked', {
      asleep: async (present) => {
        fake.mood = 'down';
        await remove(present);
        await poke(present);
      },
    });
    expect([left, fake.revoked, asked]).toEqual([undefined, [], []]);
  });

  it('stays when its owner connects it again before it is gone', async () => {
    fake.mood = 'down';
    const { left } = await live('connected-again', {
      before: () => fake.revokeAll(),
      asleep: async (present) => {
        await remove(present);
        const { owner_id, external_id } = present;
        const [tokens, now] = [fake.issue(), await environment.now()];
        fake.mood = 'ok';
        await createAccount(test.database, owner_id, { external_id, tokens, now });
        await poke(present);
      },
    });
    expect(left).toMatchObject({ state: 'disconnected', error_code: 'invalid_grant' });
    expect(fake.revoked).toEqual([]);
  });
});
