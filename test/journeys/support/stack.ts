// A whole stack on ports of its own, and people who use nothing of it but the public API.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getMe } from '../../../clients/typescript';
import { type Client, createClient } from '../../../clients/typescript/client';
import { signedInUser } from '../../factories/user';
import { StackDriver, type StackInfo } from '../../scripts/drive-stack';
import { EventFollower } from './follow-events';

const processes = ['postgres', 'temporal', 'api', 'worker', 'inference'];

/** Somebody signed in. */
export interface Person {
  id: string;
  client: Client;
  /** Listens to the socket from the number `after` on. */
  follow(after?: number): EventFollower;
}

export interface JourneyStack {
  info: StackInfo;
  driver: StackDriver;
  client(access?: string): Client;
  /** Registers somebody new and signs in. */
  person(): Promise<Person>;
  stop(): Promise<void>;
}

/** Starts the stack with the check that every answer keeps the contract. */
export async function startJourneyStack(): Promise<JourneyStack> {
  const driver = new StackDriver();
  const stateDir = mkdtempSync(join(tmpdir(), 'relais-journey-'));
  const cache = process.env['TEST_WORKFLOW_CACHE'];
  const info = await driver.start({
    stateDir,
    services: processes,
    fast: true,
    temporary: true,
    env: { NODE_ENV: 'test', ...(cache !== undefined && { WORKFLOW_CACHE_SIZE: cache }) },
  });
  const followers: EventFollower[] = [];
  const client = (access?: string): Client =>
    createClient({
      baseUrl: `${info.urls.api}/api`,
      ...(access !== undefined && { auth: access }),
    });
  const person = async (): Promise<Person> => {
    const { access } = await signedInUser({ client });
    const own = client(access);
    const { data: me } = await getMe({ client: own, throwOnError: true });
    const follow = (after = 0): EventFollower => {
      const follower = new EventFollower({ url: info.urls.api, access, client: own, after });
      followers.push(follower);
      return follower;
    };
    return { id: me.id, client: own, follow };
  };
  const stop = async (): Promise<void> => {
    for (const follower of followers) follower.close();
    await driver.stop();
  };
  return { info, driver, client, person, stop };
}
