// Schedules that can never work, and periods that nobody can mean: each gets a documented answer, and nothing is kept.
import {
  createPostingSchedule,
  getCalendar,
  getPostStatistics,
  getStudioImageStatistics,
} from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import {
  answerTo,
  isNothingKept,
  newPublisher,
  type Publisher,
  startStudioApi,
} from './studio-api';

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

/** The answer to a schedule that is right but for this. */
const schedule = (given: object): Promise<[number, string[]]> =>
  answerTo(api, person, '/scheduler/schedules', {
    ...{ name: 'Daily', recurrence: { frequency: 'daily' }, times: ['09:00'], timezone: 'UTC' },
    ...{ accounts: [person.account_id], caption: 'Fresh.', ...given },
  });

describe('a schedule', () => {
  it.each([
    [{ times: [] }, 422, ' no_slots'],
    [{ recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366' } }, 422, ' no_slots'],
    [
      { recurrence: { rrule: 'FREQ=YEARLY;INTERVAL=1000' }, starts_on: '2020-01-01' },
      422,
      ' no_slots',
    ],
    [{ recurrence: { rrule: 'FREQ=SECONDLY' } }, 422, '/recurrence rule_invalid'],
    [{ recurrence: { rrule: 'FREQ=DAILY;COUNT=1000000000' } }, 422, '/recurrence rule_invalid'],
    [{ recurrence: { rrule: 'FREQ=DAILY;BYSETPOS=1' } }, 422, '/recurrence rule_invalid'],
    [{ recurrence: { rrule: 'FREQ=DAILY;__proto__=1' } }, 422, '/recurrence rule_invalid'],
    [{ recurrence: { rrule: 'FREQ=DAILY\r\nEXDATE:20270101' } }, 422, '/recurrence rule_invalid'],
    [{ recurrence: { frequency: 'daily', interval: 1e9 } }, 400, '/recurrence/interval maximum'],
    [{ starts_on: '0000-00-00' }, 400, '/starts_on pattern'],
    [{ starts_on: '275760-09-13' }, 400, '/starts_on pattern'],
    [{ starts_on: '2027-02-30' }, 422, '/starts_on unknown_date'],
    [
      { blackouts: [{ from: '2027-02-29', to: '2027-03-01' }] },
      422,
      '/blackouts/0/from unknown_date',
    ],
    [{ blackouts: [{ from: '2027-01-02', to: '2027-01-01' }] }, 422, '/blackouts/0 range'],
    [{ starts_on: '2030-01-01', ends_on: '2029-01-01' }, 422, ' no_slots'],
    [{ timezone: 'Europe/Paris ' }, 422, '/timezone unknown_timezone'],
    [{ timezone: '+02:00' }, 422, '/timezone unknown_timezone'],
    [{ times: ['24:00'] }, 400, '/times/0 pattern'],
    [
      { approval: { due_at: '2030-01-01T00:00:00Z' } },
      400,
      '/approval/due_at additionalProperties',
    ],
  ])('of %j is refused', async (given, status, fault) => {
    const [answered, faults] = await schedule(given);
    expect([answered, faults[0]]).toEqual([status, fault]);
    expect(await isNothingKept(api, person)).toBe(true);
  });

  it('of as many days as a rule can name, counted from long ago, is told when it is due', async () => {
    const days = Array.from({ length: 31 }, (_, nth) => `${nth + 1},-${nth + 1}`).join();
    const body = {
      ...{ name: 'Much', times: ['09:00'], timezone: 'UTC', starts_on: '2000-01-01' },
      recurrence: { rrule: `FREQ=DAILY;COUNT=10000;BYMONTHDAY=${days},${days}` },
      ...{ accounts: [person.account_id], caption: 'x' },
    };
    const { data } = await createPostingSchedule({
      client: person.client,
      body,
      throwOnError: true,
    });
    expect(data.next_slot_at).toMatch(/T09:00:00.000Z$/);
  });
});

describe('a period', () => {
  it('of a thousand years is more than a calendar shows', async () => {
    const ask = async (query: { from: string; to: string }) =>
      (await getCalendar({ client: person.client, query })).error?.errors?.[0];
    expect(await ask({ from: '2000-01-01', to: '2099-12-31' })).toMatchObject({ code: 'range' });
    expect(await ask({ from: '1000-01-01', to: '2000-01-01' })).toMatchObject({ code: 'pattern' });
  });

  it('of all years there are is counted, be it empty', async () => {
    const { client } = person;
    const to = '9999-12-31T23:59:59Z';
    const all = { from: '0001-01-01T00:00:00Z', to, period: 'day' } as const;
    expect((await getPostStatistics({ client, query: all })).response?.status).toBe(200);
    expect((await getStudioImageStatistics({ client, query: all })).response?.status).toBe(200);
    const first = { to: '0001-01-01T00:00:00Z' };
    expect((await getPostStatistics({ client, query: first })).response?.status).toBe(200);
    const before = { to: '0000-01-01T00:00:00Z' };
    expect((await getPostStatistics({ client, query: before })).response?.status).toBe(200);
    expect((await getStudioImageStatistics({ client, query: before })).response?.status).toBe(200);
  });
});
