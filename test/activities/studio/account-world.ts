// Accounts at a platform that tests hold in their hands, and what may be done with them.
import {
  PlatformError,
  type PlatformErrorFacts,
} from '../../../activities/clients/platforms/platform-error';
import {
  type AccountDependencies,
  type OpenAccount,
  type Purpose,
  withAccount,
} from '../../../activities/studio/account-session';
import { SocialAccount } from '../../../models/studio/social-account';
import { createOwner } from '../../factories/owner';
import { accountSeal, createAccount } from '../../factories/social-account';
import { FakePlatform } from '../../fakes/fake-platform';
import { TestClock } from '../../support/clock';
import { openTestDatabase, type TestKnex } from '../../support/knex';

export const minute = 60_000;

/** Somebody with accounts at the platform; each test gets a new one. */
export class AccountWorld {
  owner = '';
  fake = new FakePlatform();
  clock = new TestClock();
  dependencies: AccountDependencies;

  private constructor(private readonly test: TestKnex) {
    this.dependencies = this.newDependencies();
  }

  static async start(): Promise<AccountWorld> {
    return new AccountWorld(await openTestDatabase());
  }

  get database() {
    return this.test.database;
  }

  async begin(): Promise<void> {
    this.owner = await createOwner(this.database);
    await this.database('platform_limits').delete();
    this.fake = new FakePlatform();
    this.clock = new TestClock();
    this.dependencies = this.newDependencies();
  }

  async close(): Promise<void> {
    await this.test.close();
  }

  /** A connected account; the one with this id at the platform, if one is named. */
  async connect(external_id?: string): Promise<SocialAccount> {
    return await createAccount(this.database, this.owner, {
      ...{ tokens: this.fake.issue(), now: this.clock.now() },
      ...(external_id !== undefined && { external_id }),
    });
  }

  async read(id: string): Promise<SocialAccount> {
    return await SocialAccount.query(this.database).findById(id).throwIfNotFound();
  }

  async use<T>(
    id: string,
    work: (opened: OpenAccount) => Promise<T>,
    purpose: Purpose = 'publish',
  ): Promise<T> {
    const given = { account_id: id, now: this.clock.now(), purpose };
    return await withAccount(this.dependencies, given, work);
  }

  private newDependencies(): AccountDependencies {
    const platforms = new Map([['test', this.fake.platform]]);
    return { database: this.test.database, clock: this.clock, platforms, seal: accountSeal };
  }
}

export const publish = ({ platform, session }: OpenAccount) =>
  platform.finalize(session, {} as never, {}, new AbortController().signal);

/** The facts of the error that some work ends with. */
export async function facts(work: Promise<unknown>): Promise<PlatformErrorFacts> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PlatformError)) throw new Error('nothing stood in the way');
  return error.facts;
}

/** Work that ends with an error of the platform. */
export const throws = (given: Partial<PlatformErrorFacts>) => (): Promise<never> =>
  Promise.reject(
    new PlatformError({ kind: 'later', code: 'rate_limited', status: 429, detail: '', ...given }),
  );
