// Takes the steps of a target as its workflow does, at instants that a test names.
import type { Knex } from 'knex';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createLocalObjectStore } from '../../activities/clients/local-object-store';
import type { Platform } from '../../activities/clients/platforms/platform';
import { createPostActivities } from '../../activities/studio/publish-post';
import { createLogger } from '../../foundation/logging';
import type { PostDependencies } from '../../activities/studio/prepared-post';
import { PostTarget } from '../../models/studio/post-target';
import type { PublishStep } from '../../workflows/studio/contract';
import { accountSeal } from '../factories/social-account';
import { TestClock } from './clock';

/** What publishing stands on, with one platform. */
export function postDependencies(
  database: Knex,
  platform: Platform,
  directory = '/nonexistent',
): PostDependencies & { clock: TestClock } {
  const urls = { secretKey: 'a secret of the tests, long enough to pass', publicUrl: 'http://x' };
  return {
    ...{ database, clock: new TestClock(new Date(0)), seal: accountSeal },
    platforms: new Map([[platform.name, platform]]),
    logger: createLogger({ logLevel: 'silent' }, 'test'),
    objectStore: createLocalObjectStore(directory, urls, new TestClock()),
  };
}

export class Publisher {
  private step: PublishStep = { part: 'prepare', until: null };
  private count = 0;
  /** The instant at which it works. */
  now = new Date(0);

  constructor(
    readonly dependencies: PostDependencies,
    readonly targetId: string,
    /** Shared by those that are to publish as one process. */
    private readonly activities = createPostActivities(dependencies),
  ) {}

  /** Does what is due until an instant, poked before; the next instant at which something is, or null. */
  async work(now: Date): Promise<Date | null> {
    this.step = { part: 'prepare', until: null };
    this.now = now;
    for (let turn = 0; this.step !== null; turn += 1) {
      const { part, until }: NonNullable<PublishStep> = this.step;
      const at = until === null ? now : new Date(until);
      if (at > now) return at;
      if (turn > 50) throw new Error(`no end of ${part}`);
      this.step = await this.take(part, now);
    }
    return null;
  }

  /** Lets time go on until nothing is left to do, or for so many days. */
  async finish(from: Date, days = 3): Promise<Date> {
    let now = from;
    for (;;) {
      const next = await this.work(now);
      if (!next || next.getTime() > from.getTime() + days * 86_400_000) return now;
      now = next;
    }
  }

  async row(): Promise<PostTarget> {
    const { database } = this.dependencies;
    return await PostTarget.query(database).findById(this.targetId).throwIfNotFound();
  }

  private async take(part: NonNullable<PublishStep>['part'], now: Date): Promise<PublishStep> {
    const environment = new MockActivityEnvironment();
    const given = { target_id: this.targetId, now: now.toISOString() };
    this.count += 1;
    const { preparePost, verifyPost, removePost, finalizePost } = this.activities;
    const works = { prepare: preparePost, verify: verifyPost, remove: removePost };
    const answer: unknown =
      part === 'publish'
        ? await environment.run(finalizePost, { ...given, claim: `${this.targetId}:${this.count}` })
        : await environment.run(works[part], given);
    return answer as PublishStep;
  }
}
