import type { Knex } from 'knex';
import type { LabelCounts, OutcomeCounts } from '../../openapi/generated/types';
import type { ImageOutcome } from './image';

/** How many images got which outcome, and which class those that got one. */
export interface ResultCounts {
  class_counts: LabelCounts;
  outcome_counts: OutcomeCounts;
}

/** Images of one outcome and class. */
export interface CountedImages {
  outcome: ImageOutcome;
  label: string | null;
  count: number;
}

/** Counts of nothing yet. */
export function noResults(): ResultCounts {
  return {
    class_counts: { unaffected: 0, unripe: 0, spotted: 0, cracked: 0, bruised: 0, rotten: 0 },
    outcome_counts: { classified: 0, uncertain: 0, not_a_plum: 0, unusable: 0 },
  };
}

/** Adds images to counts. The likeliest class of an uncertain image does not count as its class. */
export function addResults(counts: ResultCounts, { outcome, label, count }: CountedImages): void {
  counts.outcome_counts[outcome] += count;
  if (outcome === 'classified' && isLabel(counts, label)) counts.class_counts[label] += count;
}

/** The results of each batch, in one query. Images that were deleted since count as before. */
export async function countResults(
  database: Knex,
  batchIds: string[],
): Promise<Map<string, ResultCounts>> {
  const found = new Map(batchIds.map((id) => [id, noResults()]));
  if (batchIds.length === 0) return found;
  const rows: (CountedImages & { batch_id: string })[] = await database('classification_images')
    .whereIn('batch_id', batchIds)
    .whereNotNull('outcome')
    .groupBy('batch_id', 'label', 'outcome')
    .select('batch_id', 'label', 'outcome')
    .count('* as count');
  for (const row of rows) addResults(found.get(row.batch_id) ?? noResults(), row);
  return found;
}

function isLabel(counts: ResultCounts, label: string | null): label is keyof LabelCounts {
  return label !== null && label in counts.class_counts;
}
