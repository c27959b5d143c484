import fc from 'fast-check';
import {
  type DailyPlan,
  type DailyWindow,
  firstOutside,
  instantOf,
  isTimeZone,
  localTime,
  newestSlot,
  nextSlot,
  slotOf,
} from '../../foundation/local-time';

const minute = 60_000;
const paris = 'Europe/Paris';
const at = (iso: string): Date => new Date(iso);
const window = (from: string, to: string): DailyWindow => ({ from: read(from), to: read(to) });
const read = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const night = window('22:00', '07:00');

const zones = fc.constantFrom(
  ...['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'],
  ...['America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca', 'America/Santiago'],
  ...['Pacific/Kiritimati', 'Asia/Kathmandu', 'Pacific/Pago_Pago'],
);
const instants = fc
  .integer({ min: Date.parse('2024-01-01') / minute, max: Date.parse('2030-01-01') / minute })
  .map((minutes) => new Date(minutes * minute));
const minutes = fc.integer({ min: 0, max: 1439 });
const windows = fc.record({ from: minutes, to: minutes }).filter(({ from, to }) => from !== to);

function isInside({ from, to }: DailyWindow, shown: number): boolean {
  return from < to ? from <= shown && shown < to : shown >= from || shown < to;
}

describe('zones', () => {
  it('are those of the IANA database', () => {
    expect(['Europe/Paris', 'UTC', 'Asia/Kolkata'].filter(isTimeZone)).toHaveLength(3);
    expect(['Paris', '', '+02:00', 'Europe/Atlantis', '../etc'].filter(isTimeZone)).toEqual([]);
  });
});

describe('a wall clock', () => {
  it('is read on both sides of a change', () => {
    expect(localTime(at('2026-03-29T00:59:00Z'), paris)).toEqual({
      date: '2026-03-29',
      minutes: 119,
    });
    expect(localTime(at('2026-03-29T01:00:00Z'), paris)).toEqual({
      date: '2026-03-29',
      minutes: 180,
    });
    expect(localTime(at('2026-10-25T00:30:00Z'), paris).minutes).toBe(150);
    expect(localTime(at('2026-10-25T01:30:00Z'), paris).minutes).toBe(150);
  });

  it('shows a skipped time never, and a repeated one first before the change', () => {
    const skipped = instantOf({ date: '2026-03-29', minutes: 150 }, paris);
    expect(skipped.toISOString()).toBe('2026-03-29T01:00:00.000Z');
    const repeated = instantOf({ date: '2026-10-25', minutes: 150 }, paris);
    expect(repeated.toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('shows at any instant a time whose instant is that one, or an earlier one with the same time', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const shown = localTime(instant, zone);
        const back = instantOf(shown, zone);
        expect(localTime(back, zone)).toEqual(shown);
        expect(back.getTime()).toBeLessThanOrEqual(instant.getTime());
      }),
    );
  });
});

describe('the end of quiet hours', () => {
  it('is the same evening, or the next morning', () => {
    const end = (iso: string) => firstOutside(at(iso), night, paris).toISOString();
    expect(end('2026-07-01T12:00:00Z')).toBe('2026-07-01T12:00:00.000Z');
    expect(end('2026-07-01T20:00:00Z')).toBe('2026-07-02T05:00:00.000Z');
    expect(end('2026-07-01T22:30:00Z')).toBe('2026-07-02T05:00:00.000Z');
    expect(end('2026-07-02T05:00:00Z')).toBe('2026-07-02T05:00:00.000Z');
  });

  it('follows the clock through both changes', () => {
    const spring = firstOutside(at('2026-03-28T22:00:00Z'), night, paris);
    expect(spring.toISOString()).toBe('2026-03-29T05:00:00.000Z');
    const autumn = firstOutside(at('2026-10-24T21:00:00Z'), night, paris);
    expect(autumn.toISOString()).toBe('2026-10-25T06:00:00.000Z');
  });

  it('comes with the change where the clock jumps over it, and twice where it goes back over it', () => {
    const early = window('01:00', '02:30');
    expect(firstOutside(at('2026-03-29T00:30:00Z'), early, paris).toISOString()).toBe(
      '2026-03-29T01:00:00.000Z',
    );
    const first = firstOutside(at('2026-10-25T00:00:00Z'), early, paris);
    expect(first.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    const second = firstOutside(at('2026-10-25T01:10:00Z'), early, paris);
    expect(second.toISOString()).toBe('2026-10-25T01:30:00.000Z');
  });

  it('is the first instant from then on at which no clock shows a time of the window', () => {
    fc.assert(
      fc.property(instants, windows, zones, (instant, quiet, zone) => {
        const end = firstOutside(instant, quiet, zone);
        const inside = (time: number) => isInside(quiet, localTime(new Date(time), zone).minutes);
        expect(inside(end.getTime())).toBe(false);
        expect(end.getTime()).toBeGreaterThanOrEqual(instant.getTime());
        for (let time = instant.getTime(); time < end.getTime(); time += 15 * minute) {
          expect(inside(time)).toBe(true);
        }
        if (end > instant) expect(inside(end.getTime() - minute)).toBe(true);
      }),
    );
  });
});

describe('something daily', () => {
  const plans: fc.Arbitrary<DailyPlan> = fc.record({
    hour: fc.integer({ min: 0, max: 23 }),
    window: fc.option(windows, { nil: null }),
    zone: zones,
  });

  function dayAfter(date: string): string {
    return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  }

  it('is due at its hour, or after the quiet hours', () => {
    const plan = { hour: 8, window: null, zone: paris };
    expect(nextSlot(at('2026-03-28T12:00:00Z'), null, plan)).toEqual({
      ...{ on: '2026-03-29', at: at('2026-03-29T06:00:00Z') },
    });
    const early = { hour: 6, window: night, zone: paris };
    expect(nextSlot(at('2026-07-01T12:00:00Z'), null, early)).toEqual({
      ...{ on: '2026-07-02', at: at('2026-07-02T05:00:00Z') },
    });
  });

  const santiago = { hour: 0, window: { from: 1, to: 0 }, zone: 'America/Santiago' };

  // Where a window leaves open only a minute that the clock skips, a day's turn falls on the next day's.
  it('comes once for every day of the calendar whose turn is its own, in order, across every change of the clock', () => {
    fc.assert(
      fc.property(instants, plans, (start, plan) => {
        let now = start;
        let last: string | null = null;
        for (let day = 0; day < 400; day++) {
          const slot = nextSlot(now, last, plan);
          expect(slot.at.getTime()).toBeGreaterThan(now.getTime());
          if (last !== null) {
            const skipped = slotOf(dayAfter(last), plan);
            expect(skipped.on === slot.on || skipped.at.getTime() === now.getTime()).toBe(true);
            if (skipped.on !== slot.on) expect(slot.on).toBe(dayAfter(skipped.on));
          }
          [now, last] = [slot.at, slot.on];
        }
      }),
      { numRuns: 8, examples: [[at('2024-01-01T00:00:00Z'), santiago]] },
    );
  });

  it('that was missed is made up for with the newest day alone', () => {
    const plan = { hour: 8, window: null, zone: paris };
    expect(newestSlot(at('2026-07-05T05:59:00Z'), plan).on).toBe('2026-07-04');
    expect(newestSlot(at('2026-07-05T06:00:00Z'), plan).on).toBe('2026-07-05');
  });

  it('comes no second time for a day when its owner travels west', () => {
    const tokyo = nextSlot(at('2026-07-01T00:00:00Z'), null, {
      hour: 12,
      window: null,
      zone: 'Asia/Tokyo',
    });
    const plan = { hour: 12, window: null, zone: 'America/Los_Angeles' };
    expect(nextSlot(tokyo.at, tokyo.on, plan).on).toBe('2026-07-02');
  });
});
