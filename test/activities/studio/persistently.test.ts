import { persistently } from '../../../activities/studio/persistently';

/** Work that fails until an instant, in a time that only pauses move. */
function failingUntil(instant: number) {
  let time = 0;
  const work = (): Promise<number> =>
    time < instant ? Promise.reject(new Error('away')) : Promise.resolve(time);
  const pause = (ms: number): Promise<void> => Promise.resolve(void (time += ms));
  return { run: () => persistently(work, { pause, clock: () => time }), time: () => time };
}

describe('what was paid for', () => {
  it('is kept when the store is away for more than a minute', async () => {
    expect(await failingUntil(75_000).run()).toBeGreaterThanOrEqual(75_000);
  });

  it('is given up after a minute and a half', async () => {
    const { run, time } = failingUntil(1_000_000);
    await expect(run()).rejects.toThrow('away');
    expect(time()).toBeGreaterThan(80_000);
    expect(time()).toBeLessThanOrEqual(90_000);
  });
});
