import { renewTokens } from '../../../activities/studio/renew-tokens';
import { SocialAccount } from '../../../models/studio/social-account';
import { AccountWorld, facts, minute, publish } from './account-world';

let world: AccountWorld;
beforeAll(async () => void (world = await AccountWorld.start()));
beforeEach(() => world.begin());
afterAll(() => world.close());

describe('renewing', () => {
  it('twice at once asks the platform once, and loses nothing', async () => {
    const { id } = await world.connect();
    world.clock.advance(100 * minute);
    const renew = () => renewTokens(world.dependencies, id, world.clock.now());
    world.fake.meanwhile = async () => {
      world.fake.meanwhile = () => Promise.resolve();
      const waits = { wait_until: new Date(world.clock.now().getTime() + 2 * minute) };
      expect(await Promise.all([renew(), renew()])).toEqual([waits, waits]);
    };
    expect(await renew()).toHaveProperty('renewed');
    expect(world.fake.seen).toEqual(['refresh']);
    await world.use(id, publish);
    world.clock.advance(100 * minute);
    expect(await renew()).toHaveProperty('renewed');
    await world.use(id, publish);
  });

  it('that was broken off is taken up once the claim has ended', async () => {
    const { id } = await world.connect();
    world.clock.advance(100 * minute);
    world.fake.meanwhile = () => Promise.reject(new Error('the process died'));
    await expect(renewTokens(world.dependencies, id, world.clock.now())).rejects.toThrow('died');
    world.fake.meanwhile = () => Promise.resolve();
    world.clock.advance(minute);
    expect(await renewTokens(world.dependencies, id, world.clock.now())).toHaveProperty(
      'wait_until',
    );
    world.clock.advance(minute);
    expect(await renewTokens(world.dependencies, id, world.clock.now())).toHaveProperty('renewed');
  });

  it('loses no tokens to a database that is away for a moment', async () => {
    const { id } = await world.connect();
    world.clock.advance(100 * minute);
    let failures = 0;
    const database = new Proxy(world.database, {
      get: (target, name) => {
        if (name !== 'transaction' || failures === 0) return Reflect.get(target, name) as unknown;
        failures -= 1;
        return () => Promise.reject(new Error('connection lost'));
      },
    });
    // What comes after the platform has answered.
    world.fake.meanwhile = async () => void (failures = 2);
    const given = { ...world.dependencies, database };
    expect(await renewTokens(given, id, world.clock.now())).toHaveProperty('renewed');
    expect(failures).toBe(0);
    expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
  });

  it('keeps the stored refresh token and scopes where the platform gives none', async () => {
    world.fake.rotates = false;
    const { id, refresh_token } = await world.connect();
    for (let nth = 0; nth < 3; nth += 1) {
      world.clock.advance(100 * minute);
      expect(await renewTokens(world.dependencies, id, world.clock.now())).toHaveProperty(
        'renewed',
      );
    }
    expect(await world.read(id)).toMatchObject({ refresh_token, scopes: ['write'] });
  });

  it('is waited out through an outage, with growing pauses, and remembers the limit it was told', async () => {
    const { id } = await world.connect();
    world.clock.advance(100 * minute);
    const pauses: number[] = [];
    world.fake.mood = 'application refused';
    for (let nth = 0; nth < 9; nth += 1) {
      const renewal = await renewTokens(world.dependencies, id, world.clock.now());
      if (!('wait_until' in renewal)) throw new Error('there is nothing to wait for');
      pauses.push((renewal.wait_until.getTime() - world.clock.now().getTime()) / minute);
      world.clock.advance(renewal.wait_until.getTime() - world.clock.now().getTime());
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await world.read(id)).toMatchObject({
      state: 'connected',
      error_code: 'application_refused',
    });
    world.fake.mood = 'busy';
    await renewTokens(world.dependencies, id, world.clock.now());
    expect(await facts(world.use(id, publish))).toMatchObject({
      code: 'rate_limited',
      retry_after: 900,
    });
    world.fake.mood = 'ok';
    world.clock.advance(60 * minute);
    expect(await renewTokens(world.dependencies, id, world.clock.now())).toHaveProperty('renewed');
    expect(await world.read(id)).toMatchObject({ error_code: null, refresh_failures: 0 });
  });

  it('of an account that was removed meanwhile changes nothing', async () => {
    const { id } = await world.connect();
    world.clock.advance(100 * minute);
    world.fake.meanwhile = async () => {
      await SocialAccount.query(world.database).findById(id).patch({ state: 'removing' });
    };
    expect(await renewTokens(world.dependencies, id, world.clock.now())).toEqual({
      wait_until: world.clock.now(),
    });
    expect(await renewTokens(world.dependencies, id, world.clock.now())).toEqual({ done: true });
  });
});
