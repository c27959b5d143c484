import type { OpenAccount } from '../../../activities/studio/account-session';
import { AccountWorld, facts, minute, publish, throws } from './account-world';

let world: AccountWorld;
beforeAll(async () => void (world = await AccountWorld.start()));
beforeEach(() => world.begin());
afterAll(() => world.close());

describe('a question about what may be live', () => {
  it('that is refused says nothing about what may be published', async () => {
    const { id } = await world.connect();
    world.clock.advance(10 * minute);
    for (const given of [
      { kind: 'disconnected', code: 'scope_missing' } as const,
      { retry_after: 600, scope: 'account' } as const,
      { retry_after: 86_400, scope: 'application' } as const,
    ]) {
      expect(await facts(world.use(id, throws(given), 'verify'))).toMatchObject(given);
      expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
    }
  });

  it('disconnects an account whose access was revoked', async () => {
    const { id } = await world.connect();
    world.fake.revokeAll();
    const verify = ({ platform, session }: OpenAccount) =>
      platform.verify(session, {} as never, {} as never);
    expect(await facts(world.use(id, verify, 'verify'))).toMatchObject({ kind: 'disconnected' });
    expect(await world.read(id)).toMatchObject({ state: 'disconnected' });
  });
});

describe('figures', () => {
  it('that are refused say nothing about publishing', async () => {
    const { id } = await world.connect();
    world.clock.advance(10 * minute);
    for (const given of [
      { kind: 'disconnected', code: 'scope_missing' } as const,
      { retry_after: 600, scope: 'account' } as const,
      { retry_after: 600, scope: 'application' } as const,
    ]) {
      expect(await facts(world.use(id, throws(given), 'measure'))).toMatchObject(given);
    }
    expect(world.fake.seen).toEqual([]);
    expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
  });

  it('renew no tokens, and wait until others have', async () => {
    const { id } = await world.connect();
    world.clock.advance(120 * minute);
    expect(await facts(world.use(id, publish, 'measure'))).toMatchObject({
      ...{ kind: 'later', code: 'token_expired', retry_after: 900 },
    });
    expect(world.fake.seen).toEqual([]);
  });
});
