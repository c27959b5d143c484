import type { Knex } from 'knex';
import type { PlumLabel } from '../../openapi/generated/types';
import { fail } from '../../foundation/errors';
import type { ItemErrorCode } from '../operations/batch-item';
import type { BatchRow } from '../operations/batch.queries';
import { ClassifierModel } from './classifier-model';
import { type DefectMix, estimateMix, type Share } from './defect-mix';
import type { ImageRow } from './image.queries';
import { evidenceOf, tallyOf } from './lot-report-evidence';
import { defectLabels, gradeOf, type LotGrade, type UngradedReason } from './lot-report-grade';
import { countAnswers, countFailures, findExamples } from './lot-report.queries';
import { plumLabels } from './plum-label';
import { countResults, noResults, type ResultCounts } from './result-counts.queries';

/** Pictures of a class that a report shows. */
const examplesEach = 4;

/** One class of a lot. */
export interface LotClass {
  label: PlumLabel;
  defect: boolean;
  /** Pictures with this class as a sure answer, an unsure one, or a person's. */
  sure: number;
  uncertain: number;
  confirmed: number;
  /** Null where the lot has no mix. */
  share: Share | null;
  examples: ImageRow[];
}

/** Everything that is told of a lot, without words. */
export interface LotReport {
  batch: BatchRow;
  results: ResultCounts;
  failures: { error_code: ItemErrorCode; count: number }[];
  models: { model_version: string; pictures: number }[];
  /** Pictures in the mix. */
  pictures: number;
  confirmed: number;
  uncertain: number;
  classes: LotClass[];
  defects: Share | null;
  grade: LotGrade;
  ungraded_reason: UngradedReason | null;
}

/**
 * Reports on a batch, from counts only: ten thousand pictures cost as much as ten.
 * @throws `batch_state_conflict` unless the batch is finished
 */
export async function reportLot(database: Knex, batch: BatchRow): Promise<LotReport> {
  if (batch.state !== 'finished') {
    throw fail('batch_state_conflict', 'Only a finished batch has a report.');
  }
  const answers = await countAnswers(database, batch.id);
  const results = (await countResults(database, [batch.id])).get(batch.id) ?? noResults();
  const examples = await findExamples(database, batch.id, {
    labels: plumLabels,
    each: examplesEach,
  });
  const tally = tallyOf(answers);
  const versions = [...tally.versions.values()];
  const unasked = versions.flatMap(({ sure, uncertain }) => [...sure, ...uncertain]);
  const pictures = sum([...tally.confirmed, ...unasked]);
  const mix = pictures === 0 ? null : await mixOf(database, tally);
  const { grade, reason } = gradeOf(pictures, mix);
  return {
    batch,
    results,
    failures: await countFailures(database, batch.id),
    models: modelsOf(answers),
    pictures,
    confirmed: sum(tally.confirmed),
    uncertain: sum(versions.flatMap(({ uncertain }) => uncertain)),
    classes: plumLabels.map((label, at) => ({
      label,
      defect: defectLabels.includes(label),
      sure: sum(versions.map(({ sure }) => sure[at] ?? 0)),
      uncertain: sum(versions.map(({ uncertain }) => uncertain[at] ?? 0)),
      confirmed: tally.confirmed[at] ?? 0,
      share: mix?.classes[at] ?? null,
      examples: examples.filter((image) => image.label === label),
    })),
    defects: mix?.defects ?? null,
    grade,
    ungraded_reason: reason,
  };
}

async function mixOf(database: Knex, tally: ReturnType<typeof tallyOf>): Promise<DefectMix | null> {
  const known = await ClassifierModel.query(database).findByIds([...tally.versions.keys()]);
  const cards = new Map(known.map(({ version, card }) => [version, card]));
  const evidence = evidenceOf(tally, cards);
  const defects = plumLabels.map((label) => defectLabels.includes(label));
  return evidence && (await estimateMix(evidence, { defects }));
}

/** The versions that answered, the one with most pictures first. */
function modelsOf(answers: { model_version: string; count: number }[]): LotReport['models'] {
  const pictures = new Map<string, number>();
  for (const { model_version, count } of answers) {
    pictures.set(model_version, (pictures.get(model_version) ?? 0) + count);
  }
  const models = [...pictures].map(([version, count]) => ({
    model_version: version,
    pictures: count,
  }));
  return models.sort((a, b) => b.pictures - a.pictures);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
