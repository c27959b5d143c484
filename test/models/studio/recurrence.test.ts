import fc from 'fast-check';
import { dateOf, dayOf } from '../../../models/studio/civil-day';
import { parseRrule, plainRule, RuleFault } from '../../../models/studio/parse-rrule';
import { daysBetween } from '../../../models/studio/recurrence';

const tuesday = '1997-09-02';

/** The first dates of a rule that begins on that Tuesday, as the examples of the RFC do. */
function dates(text: string, many = 12, start = tuesday, to = '2030-12-31'): string[] {
  const first = dayOf(start);
  const days = daysBetween(parseRrule(text), first, { from: first, to: dayOf(to) });
  return days.slice(0, many).map(dateOf);
}

/** `1997-09: 2 9 16` as dates. */
function written(text: string): string[] {
  return text.split(',').flatMap((part) => {
    const [month = '', days = ''] = part.trim().split(': ');
    return days.split(' ').map((day) => `${month}-${day.padStart(2, '0')}`);
  });
}

// RFC 5545 section 3.8.5.3, those whose parts are taken.
const examples: [string, string, string?][] = [
  ['FREQ=DAILY;COUNT=10', '1997-09: 2 3 4 5 6 7 8 9 10 11'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09: 2 12 22, 1997-10: 2 12'],
  ['FREQ=DAILY;UNTIL=20000103;BYMONTH=1', '1998-01: 1 2 3', '1998-01-01'],
  ['FREQ=WEEKLY;COUNT=10', '1997-09: 2 9 16 23 30, 1997-10: 7 14 21 28, 1997-11: 4'],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '1997-09: 2 16 30, 1997-10: 14 28, 1997-11: 11 25'],
  [
    'FREQ=WEEKLY;UNTIL=19971007;WKST=SU;BYDAY=TU,TH',
    '1997-09: 2 4 9 11 16 18 23 25 30, 1997-10: 2 7',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224;WKST=SU;BYDAY=MO,WE,FR',
    '1997-09: 1 3 5 15 17 19 29, 1997-10: 1 3 13',
    '1997-09-01',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', '1997-09: 2 4 16 18 30, 1997-10: 2 14 16'],
  [
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    '1997-09: 5, 1997-10: 3, 1997-11: 7, 1997-12: 5, 1998-01: 2, 1998-02: 6, 1998-03: 6, 1998-04: 3, 1998-05: 1, 1998-06: 5',
    '1997-09-05',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '1997-09: 7 28, 1997-11: 2 30, 1998-01: 4 25, 1998-03: 1 29, 1998-05: 3 31',
    '1997-09-07',
  ],
  [
    'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
    '1997-09: 22, 1997-10: 20, 1997-11: 17, 1997-12: 22, 1998-01: 19, 1998-02: 16',
    '1997-09-22',
  ],
  [
    'FREQ=MONTHLY;BYMONTHDAY=-3',
    '1997-09: 28, 1997-10: 29, 1997-11: 28, 1997-12: 29, 1998-01: 29, 1998-02: 26',
    '1997-09-28',
  ],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    '1997-09: 2 15, 1997-10: 2 15, 1997-11: 2 15, 1997-12: 2 15, 1998-01: 2 15',
  ],
  [
    'FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1',
    '1997-09: 30, 1997-10: 1 31, 1997-11: 1 30',
    '1997-09-30',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    '1997-09: 10 11 12 13 14 15, 1999-03: 10 11 12 13',
    '1997-09-10',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    '1997-09: 2 9 16 23 30, 1997-11: 4 11 18 25, 1998-01: 6 13 20',
  ],
  [
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '1997-06: 10, 1997-07: 10, 1998-06: 10, 1998-07: 10, 1999-06: 10, 1999-07: 10',
    '1997-06-10',
  ],
  [
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    '1997-03: 10, 1999-01: 10, 1999-02: 10, 1999-03: 10, 2001-01: 10',
    '1997-03-10',
  ],
  ['FREQ=YEARLY;BYDAY=20MO', '1997-05: 19, 1998-05: 18, 1999-05: 17', '1997-05-19'],
  [
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    '1997-03: 13 20 27, 1998-03: 5 12 19 26, 1999-03: 4 11 18 25',
    '1997-03-13',
  ],
  [
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    '1998-02: 13, 1998-03: 13, 1998-11: 13, 1999-08: 13, 2000-10: 13',
  ],
  [
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    '1997-09: 13, 1997-10: 11, 1997-11: 8, 1997-12: 13, 1998-01: 10, 1998-02: 7, 1998-03: 7',
    '1997-09-13',
  ],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    '1996-11: 5, 2000-11: 7, 2004-11: 2',
    '1996-11-05',
  ],
  [
    'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
    '1997-09: 4, 1997-10: 7, 1997-11: 6',
    '1997-09-04',
  ],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    '1997-09: 29, 1997-10: 30, 1997-11: 27, 1997-12: 30',
    '1997-09-29',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08: 5 10 19 24', '1997-08-05'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08: 5 17 19 31', '1997-08-05'],
  [
    'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
    '2007-01: 15 30, 2007-02: 15, 2007-03: 15 30',
    '2007-01-15',
  ],
];

describe('a rule', () => {
  it.each(examples.map(([text, days, start = tuesday]) => [text, days, start]))(
    '%s names the days that RFC 5545 says',
    (text, expected, start) => {
      const wanted = written(expected);
      expect(dates(text, wanted.length, start)).toEqual(wanted);
    },
  );

  it('ends with its count or its last day, and not before', () => {
    expect(dates('FREQ=DAILY;COUNT=10', 99)).toHaveLength(10);
    expect(dates('FREQ=DAILY;UNTIL=19971224', 999)).toHaveLength(114);
    expect(dates('FREQ=DAILY;UNTIL=20000131;BYMONTH=1', 999, '1998-01-01')).toHaveLength(93);
  });

  it('of the 31st, or of February 29, leaves out months without it', () => {
    const months = dates('FREQ=MONTHLY;BYMONTHDAY=31', 7, '2026-01-31');
    expect(months).toEqual(
      written(
        '2026-01: 31, 2026-03: 31, 2026-05: 31, 2026-07: 31, 2026-08: 31, 2026-10: 31, 2026-12: 31',
      ),
    );
    const leap = dates('FREQ=YEARLY', 3, '2024-02-29', '2040-01-01');
    expect(leap).toEqual(['2024-02-29', '2028-02-29', '2032-02-29']);
  });

  it('that asks for no day to be missed takes the last of a shorter month', () => {
    const rule = { ...plainRule('monthly'), month_days: [29, 31], missing_day: 'last' as const };
    const days = daysBetween(rule, dayOf('2027-12-01'), { from: 0, to: dayOf('2028-04-30') });
    expect(days.map(dateOf)).toEqual(
      written('2027-12: 29 31, 2028-01: 29 31, 2028-02: 29, 2028-03: 29 31, 2028-04: 29 30'),
    );
  });

  it.each([
    ['FREQ=HOURLY', 'FREQ'],
    ['INTERVAL=2', 'FREQ is missing'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20300101', 'exclude'],
    ['FREQ=DAILY;BYHOUR=9', 'BYHOUR is not taken'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
    ['FREQ=DAILY;COUNT=1e9', 'COUNT'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'numbered'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYDAY=XX', 'BYDAY'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'cannot be 0'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
    ['FREQ=DAILY;UNTIL=20300230', 'UNTIL'],
    ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS'],
    ['FREQ=DAILY;FREQ=DAILY', 'twice'],
    ['FREQ=DAILY;toString=1', 'not taken'],
    ['', 'not taken'],
  ])('%s is refused, with the reason', (text, reason) => {
    expect(() => parseRrule(text)).toThrow(RuleFault);
    expect(() => parseRrule(text)).toThrow(reason);
  });
});

const numbers = (min: number, max: number) =>
  fc.uniqueArray(
    fc.integer({ min, max }).filter((number) => number !== 0),
    { maxLength: 4 },
  );
const part = (name: string, values: (string | number)[]) =>
  values.length > 0 ? [`${name}=${values.join(',')}`] : [];
const rules = fc
  .record({
    frequency: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 5 }),
    weekdays: fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')),
    month_days: numbers(-31, 31),
    months: numbers(1, 12),
    count: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  })
  .map(({ frequency, interval, weekdays, month_days, months, count }) =>
    [
      `FREQ=${frequency}`,
      `INTERVAL=${interval}`,
      ...part('BYDAY', weekdays),
      ...part('BYMONTHDAY', frequency === 'WEEKLY' ? [] : month_days),
      ...part('BYMONTH', months),
      ...part('COUNT', count === undefined ? [] : [count]),
    ].join(';'),
  );
const starts = fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2029-12-31') });

/** The same rule, asked of one day after the other and of the names that Intl gives each. */
function asked(text: string, start: number, to: number): number[] {
  const rule = Object.fromEntries(text.split(';').map((item) => item.split('=')));
  const list = (name: string): string[] => rule[name]?.split(',') ?? [];
  const names = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'numeric', year: 'numeric' },
  });
  const read = (day: number) => {
    const shown = Object.fromEntries(
      names.formatToParts(day * 86_400_000).map(({ type, value }) => [type, value]),
    );
    const { weekday = '', day: date = '', month = '', year = '' } = shown;
    return { weekday: weekday.slice(0, 2).toUpperCase(), date, month, year: Number(year) };
  };
  const begin = read(start);
  const monday = (day: number) => {
    let back = day;
    while (read(back).weekday !== 'MO') back -= 1;
    return back;
  };
  const found: number[] = [];
  const first = monday(start);
  for (let day = start; day <= to && found.length < Number(rule['COUNT'] ?? Infinity); day++) {
    const { weekday, date, month, year } = read(day);
    const months = (year - begin.year) * 12 + Number(month) - Number(begin.month);
    const turns = {
      ...{ DAILY: day - start, WEEKLY: (monday(day) - first) / 7, MONTHLY: months },
      YEARLY: year - begin.year,
    }[rule['FREQ'] as 'DAILY'];
    if (turns % Number(rule['INTERVAL']) !== 0) continue;
    if (rule['BYMONTH'] && !list('BYMONTH').includes(month)) continue;
    if (rule['BYDAY'] && !list('BYDAY').includes(weekday)) continue;
    const fromEnd = `-${1 + daysLeft(day, read)}`;
    const monthDays = list('BYMONTHDAY');
    if (rule['BYMONTHDAY'] && !monthDays.includes(date) && !monthDays.includes(fromEnd)) continue;
    const named = rule['BYDAY'] !== undefined || rule['BYMONTHDAY'] !== undefined;
    if (rule['FREQ'] === 'WEEKLY' && !rule['BYDAY'] && weekday !== begin.weekday) continue;
    if (/MONTHLY|YEARLY/.test(rule['FREQ'] ?? '') && !named && date !== begin.date) continue;
    const monthly = named || rule['BYMONTH'] !== undefined;
    if (rule['FREQ'] === 'YEARLY' && !monthly && month !== begin.month) continue;
    found.push(day);
  }
  return found;
}

function daysLeft(day: number, read: (day: number) => { month: string }): number {
  let left = 0;
  while (read(day + left + 1).month === read(day).month) left += 1;
  return left;
}

describe('the days of any rule', () => {
  it('are those that one day after the other is asked for', () => {
    fc.assert(
      fc.property(rules, starts, (text, start) => {
        const to = start + 900;
        expect(daysBetween(parseRrule(text), start, { from: start, to })).toEqual(
          asked(text, start, to),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are the same wherever one begins to look', () => {
    fc.assert(
      fc.property(rules, starts, fc.integer({ min: 0, max: 4000 }), (text, start, later) => {
        const rule = parseRrule(text);
        const [from, to] = [start + later, start + later + 800];
        const all = daysBetween(rule, start, { from: start, to });
        expect(daysBetween(rule, start, { from, to })).toEqual(all.filter((day) => day >= from));
      }),
      { numRuns: 300 },
    );
  });
});
