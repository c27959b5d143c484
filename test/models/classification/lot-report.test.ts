import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../foundation/ids';
import { reportLot, type LotReport } from '../../../models/classification/lot-report';
import {
  evidenceOf,
  tallyOf,
  validationCounts,
} from '../../../models/classification/lot-report-evidence';
import { gradeOf, gradeRule } from '../../../models/classification/lot-report-grade';
import type { AnswerCount } from '../../../models/classification/lot-report.queries';
import { registerModels } from '../../../models/classification/register-models';
import { findBatch } from '../../../models/operations/batch.queries';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const models = join(__dirname, '../../../ml/models');
const { version } = JSON.parse(readFileSync(join(models, 'active.json'), 'utf8')) as {
  version: string;
};
const counted = (row: Partial<AnswerCount>): AnswerCount => ({
  model_version: version,
  outcome: 'classified',
  label: 'spotted',
  confirmed: null,
  count: 1,
  ...row,
});
const total = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe('the pictures of a lot that its mix tells of', () => {
  it('are those with a sure or an unsure class, not those that show no plum', () => {
    const tally = tallyOf([
      counted({ count: 5 }),
      counted({ outcome: 'uncertain', count: 3 }),
      counted({ outcome: 'not_a_plum', label: null, count: 2 }),
      counted({ outcome: 'unusable', label: null, count: 1 }),
    ]);
    expect(tally.versions.get(version)).toMatchObject({
      observed: [0, 0, 8, 0, 0, 0],
      sure: [0, 0, 5, 0, 0, 0],
      uncertain: [0, 0, 3, 0, 0, 0],
    });
    expect(tally.confirmed).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('have the class that a person gave them, whatever the model said', () => {
    const tally = tallyOf([
      counted({ count: 5 }),
      counted({ outcome: 'uncertain', confirmed: 'rotten', count: 2 }),
      counted({ outcome: 'not_a_plum', label: null, confirmed: 'cracked', count: 1 }),
    ]);
    expect(tally.confirmed).toEqual([0, 0, 0, 1, 0, 2]);
    expect(tally.versions.get(version)).toEqual({
      observed: [0, 0, 7, 0, 0, 0],
      sure: [0, 0, 5, 0, 0, 0],
      uncertain: [0, 0, 0, 0, 0, 0],
      confirmed: [0, 0, 0, 0, 0, 2],
    });
  });
});

describe('the mistakes of a model', () => {
  const classes = ['rotten', 'unaffected', 'unripe', 'spotted', 'cracked', 'bruised'];
  const confusion = classes.map((_, truth) => classes.map((__, answer) => truth * 10 + answer + 1));
  const card = { version, sha256: '', classes, validation: { confusion } };
  const asCard = (change: object) => ({ ...card, ...change }) as never;

  it('are read in the order of the card’s own classes', () => {
    const counts = validationCounts(asCard({}));
    // Rotten is the report's last class, and the first of the card.
    expect(counts?.[5]?.[5]).toBe(1);
    expect(counts?.[0]?.[5]).toBe(11);
    expect(counts?.[5]?.[0]).toBe(2);
  });

  it('are not known unless every class was looked at', () => {
    expect(validationCounts(undefined)).toBeUndefined();
    expect(validationCounts(asCard({ validation: {} }))).toBeUndefined();
    expect(validationCounts(asCard({ classes: ['plum', ...classes.slice(1)] }))).toBeUndefined();
    const unseen = confusion.map((row, at) => (at === 3 ? row.map(() => 0) : row));
    expect(validationCounts(asCard({ validation: { confusion: unseen } }))).toBeUndefined();
    const torn = { confusion: confusion.slice(0, 4) };
    expect(validationCounts(asCard({ validation: torn }))).toBeUndefined();
    const tally = tallyOf([counted({})]);
    expect(evidenceOf(tally, new Map())).toBeNull();
    // Where persons named every picture, nobody needs to know.
    const named = tallyOf([counted({ confirmed: 'rotten' })]);
    expect(evidenceOf(named, new Map())).toEqual({ confirmed: [0, 0, 0, 0, 0, 1], answers: [] });
    expect(evidenceOf(tally, new Map([[version, asCard({})]]))?.answers).toHaveLength(1);
  });
});

describe('the grade', () => {
  const mixWith = (upper: number) => {
    const share = { observed: 0, corrected: 0, interval_95: [0, upper] as [number, number] };
    return { pictures: 100, classes: [], defects: share };
  };

  it('follows the upper end of the interval of the defects', () => {
    const grades = [0, 0.1, 0.1001, 0.25, 0.2501, 1].map((upper) => gradeOf(100, mixWith(upper)));
    expect(grades.map(({ grade }) => grade)).toEqual(['A', 'A', 'B', 'B', 'C', 'C']);
    expect(grades.every(({ reason }) => reason === null)).toBe(true);
  });

  it('needs enough pictures, and a model whose mistakes are known', () => {
    const least = gradeRule.minimumPictures;
    expect(gradeOf(least, mixWith(0))).toEqual({ grade: 'A', reason: null });
    const few = { grade: 'ungraded', reason: 'too_few_pictures' };
    expect(gradeOf(least - 1, mixWith(0))).toEqual(few);
    expect(gradeOf(0, null)).toEqual(few);
    expect(gradeOf(least, null)).toEqual({ grade: 'ungraded', reason: 'model_unmeasured' });
  });
});

describe('a lot of ten thousand pictures', () => {
  let test: TestKnex;
  let owner_id: string;
  beforeAll(async () => {
    test = await openTestDatabase();
    await registerModels(test.database, models);
    owner_id = await createOwner(test.database);
  });
  afterAll(() => test.close());

  async function finishedLot(pictures: number): Promise<string> {
    const id = newId();
    const { database } = test;
    const row = { id, owner_id, kind: 'classification', name: 'Orchard', source: '{}' };
    const counts = { state: 'finished', total: pictures, succeeded: pictures };
    await database('batches').insert({ ...row, ...counts, finished_at: new Date() });
    await database.raw(
      `insert into classification_images (id, owner_id, batch_id, filename, object_key, size, sha256,
         state, outcome, label, confidence, model_version, classified_at)
       select gen_random_uuid(), ?, ?, 'a.png', 'images/' || n, 1, repeat('0', 64), 'classified',
         case when n % 10 = 0 then 'uncertain' else 'classified' end,
         (array['unaffected', 'unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'rotten'])[n % 7 + 1],
         n / 20000.0, ?, now() from generate_series(1, ?) as n`,
      [owner_id, id, version, pictures],
    );
    return id;
  }

  async function reported(pictures: number): Promise<{ report: LotReport; rows: number }> {
    const { database } = test;
    const batch = await findBatch(database, await finishedLot(pictures), 'classification');
    let rows = 0;
    const count = (answer: unknown): void => {
      const found = (answer as { rows?: unknown[] } | undefined)?.rows ?? answer;
      rows += Array.isArray(found) ? found.length : 1;
    };
    database.on('query-response', count);
    try {
      if (!batch) throw new Error('the batch is there');
      return { report: await reportLot(database, batch), rows };
    } finally {
      database.removeListener('query-response', count);
    }
  }

  it('reads as few rows as one of a hundred', async () => {
    const small = await reported(100);
    const { report, rows } = await reported(10_000);
    expect(rows).toBeLessThanOrEqual(small.rows + 10);
    expect(report).toMatchObject({ pictures: 10_000, uncertain: 1_000, grade: 'C' });
    expect(total(report.classes.map(({ sure, uncertain }) => sure + uncertain))).toBe(10_000);
    for (const { examples, label } of report.classes) {
      expect(examples).toHaveLength(4);
      expect(examples.every((image) => image.label === label)).toBe(true);
    }
    const width = (of: LotReport): number => {
      const [lower = 0, upper = 1] = of.defects?.interval_95 ?? [];
      return upper - lower;
    };
    expect(width(report)).toBeLessThan(width(small.report));
  });

  it('has no report before it is finished', async () => {
    const id = await finishedLot(1);
    await test.database('batches').where({ id }).update({ state: 'cancelled' });
    const batch = await findBatch(test.database, id, 'classification');
    const report = batch && reportLot(test.database, batch);
    await expect(report).rejects.toMatchObject({ code: 'batch_state_conflict' });
  });
});
