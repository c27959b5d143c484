import fc from 'fast-check';
import { parseRrule, plainRule } from '../../../models/studio/parse-rrule';
import {
  nextSlotAfter,
  slotsAfter,
  slotsBetween,
  type SlotPlan,
} from '../../../models/studio/schedule-slots';

const hour = 3_600_000;
const day = 24 * hour;
const quarter = hour / 4;
const at = (iso: string): Date => new Date(iso);

function plan(overrides: Partial<SlotPlan> = {}): SlotPlan {
  return {
    ...{ rule: plainRule('daily'), times: ['09:00'], timezone: 'Europe/Paris' },
    ...{ starts_on: '2026-01-01', ends_on: null, blackouts: [] },
    ...overrides,
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in a zone shows, as Intl says. */
function shown(instant: Date, timeZone: string): { date: string; time: string } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'short' },
    });
  formats.set(timeZone, format);
  const [date = '', time = ''] = format.format(instant).split(', ');
  return { date, time };
}

describe('daily at 09:00 in Paris', () => {
  const year = slotsBetween(plan(), at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'));

  it('is 09:00 on each day of a whole year, across both changes of the clock', () => {
    expect(year).toHaveLength(365);
    const clocks = year.map((slot) => shown(slot, 'Europe/Paris'));
    expect(new Set(clocks.map(({ time }) => time))).toEqual(new Set(['09:00']));
    expect(new Set(clocks.map(({ date }) => date)).size).toBe(365);
  });

  it('is 23 hours after the one before when summer begins, and 25 when it ends', () => {
    const gaps = year.slice(1).map((slot, index) => ({
      hours: (slot.getTime() - (year[index]?.getTime() ?? 0)) / hour,
      on: slot.toISOString().slice(0, 10),
    }));
    expect(gaps.filter(({ hours }) => hours !== 24)).toEqual([
      { hours: 23, on: '2026-03-29' },
      { hours: 25, on: '2026-10-25' },
    ]);
  });
});

describe('a time of day', () => {
  const spring = [at('2026-03-29T00:00:00Z'), at('2026-03-29T12:00:00Z')] as const;

  it('that the clock skips is due when it goes on', () => {
    const slots = slotsBetween(plan({ times: ['02:30'] }), ...spring);
    expect(slots).toEqual([at('2026-03-29T01:00:00Z')]);
  });

  it('that the clock shows twice is due the first time only', () => {
    const autumn = [at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z')] as const;
    expect(slotsBetween(plan({ times: ['02:30'] }), ...autumn)).toEqual([
      at('2026-10-25T00:30:00Z'),
    ]);
  });

  it('falls together with others that are skipped too', () => {
    const slots = slotsBetween(plan({ times: ['02:15', '02:45', '03:00'] }), ...spring);
    expect(slots).toEqual([at('2026-03-29T01:00:00Z')]);
  });

  it('belongs to the day of its zone, however far that is from UTC', () => {
    const far = plan({ timezone: 'Pacific/Kiritimati', times: ['00:30'], ends_on: '2026-01-02' });
    const slots = slotsAfter(far, at('2025-12-01T00:00:00Z'), 9);
    expect(slots).toEqual([at('2025-12-31T10:30:00Z'), at('2026-01-01T10:30:00Z')]);
  });
});

describe('a schedule', () => {
  it('leaves out its blackout days, and counts them', () => {
    const blackouts = [{ from: '2026-01-02', to: '2026-01-03' }];
    const rule = { ...plainRule('daily'), count: 4 };
    const slots = slotsAfter(plan({ rule, blackouts }), at('2025-12-01T00:00:00Z'), 9);
    expect(slots.map((slot) => slot.toISOString().slice(0, 10))).toEqual([
      '2026-01-01',
      '2026-01-04',
    ]);
  });

  it('ends with its last day', () => {
    const short = plan({ ends_on: '2026-01-03', times: ['09:00', '23:59'] });
    expect(slotsAfter(short, at('2025-01-01T00:00:00Z'), 99)).toHaveLength(6);
    expect(nextSlotAfter(short, at('2026-01-03T22:59:00Z'))).toBeNull();
  });

  it('finds a slot that is years away, and says when there is none', () => {
    const leap = plan({ rule: parseRrule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29') });
    expect(nextSlotAfter(leap, at('2026-01-01T00:00:00Z'))).toEqual(at('2028-02-29T08:00:00Z'));
    const never = plan({ rule: parseRrule('FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30') });
    expect(nextSlotAfter(never, at('2026-01-01T00:00:00Z'))).toBeNull();
    expect(nextSlotAfter(plan({ times: [] }), at('2026-01-01T00:00:00Z'))).toBeNull();
    const late = plan({ starts_on: '2090-05-05' });
    expect(nextSlotAfter(late, at('2026-01-01T00:00:00Z'))).toEqual(at('2090-05-05T07:00:00Z'));
  });
});

const zones = fc.constantFrom(
  ...['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'],
  ...['America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca', 'America/Santiago'],
);
const times = fc.uniqueArray(
  fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const [hours, minutes] = [Math.floor(quarter / 4), (quarter % 4) * 15];
    return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  }),
  { minLength: 1, maxLength: 3 },
);

/** What a clock shows, as the instant at which one in UTC shows the same. */
function asUtc(time: number, timezone: string): number {
  const clock = shown(new Date(time), timezone);
  return Date.parse(`${clock.date}T${clock.time}Z`);
}

/** A clock is watched quarter by quarter: a time is due when the clock first shows it, or first has gone past it. */
function watched(timezone: string, wanted: string[], from: number, to: number): number[] {
  const due: number[] = [];
  let furthest = asUtc(from, timezone);
  for (let time = from + quarter; time <= to; time += quarter) {
    const reached = asUtc(time, timezone);
    for (let clock = furthest + quarter; clock <= reached; clock += quarter) {
      const passed = new Date(clock).toISOString().slice(11, 16);
      if (wanted.includes(passed) && due.at(-1) !== time) due.push(time);
    }
    furthest = Math.max(furthest, reached);
  }
  return due;
}

describe('the slots of any daily schedule', () => {
  it('are the instants at which a clock first shows its times, or first has gone past them', () => {
    fc.assert(
      fc.property(zones, times, fc.integer({ min: 0, max: 1500 }), (timezone, wanted, later) => {
        const from = at('2026-01-01T12:00:00Z').getTime() + later * day;
        const to = from + 40 * day;
        const slots = slotsBetween(plan({ timezone, times: wanted }), new Date(from), new Date(to));
        expect(slots).toEqual(watched(timezone, wanted, from, to).map((time) => new Date(time)));
      }),
      { numRuns: 30 },
    );
  });

  it('are the same however the time is cut into pieces', () => {
    fc.assert(
      fc.property(zones, times, fc.integer({ min: 1, max: 200 }), (timezone, wanted, hours) => {
        const [from, to] = [
          at('2026-02-01T00:00:00Z').getTime(),
          at('2026-12-01T00:00:00Z').getTime(),
        ];
        const daily = plan({ timezone, times: wanted });
        const pieces: Date[] = [];
        for (let time = from; time < to; time += hours * hour) {
          const end = Math.min(time + hours * hour, to);
          pieces.push(...slotsBetween(daily, new Date(time), new Date(end)));
        }
        expect(pieces).toEqual(slotsBetween(daily, new Date(from), new Date(to)));
      }),
      { numRuns: 12 },
    );
  });
});
