import type { Knex } from 'knex';
import type { ImageOutcome } from './image';
import type { ImageResult } from './record-results';
import type { ShadowComparison } from './shadow-run';

interface Recorded {
  label: string | null;
  outcome: ImageOutcome;
  probabilities: Record<string, number> | null;
  latency_ms: number | null;
  reviewed_label: string | null;
}

interface Pair {
  recorded: Recorded;
  candidate: Extract<ImageResult, { ok: true }>;
}

/** Sets the candidate's answers beside those on record, over the pictures of a run that are still there. */
export async function compareShadow(database: Knex, runId: string): Promise<ShadowComparison> {
  const { rows } = await database.raw<{ rows: (Recorded & { answer: ImageResult })[] }>(
    `select r.answer, i.label, i.outcome, i.probabilities, i.latency_ms,
       i.reviewed_label
     from classification_shadow_results r join classification_images i on i.id = r.image_id
     where r.shadow_run_id = ? and r.answer is not null and i.deleted_at is null`,
    [runId],
  );
  const pairs = rows.flatMap(({ answer, ...recorded }) =>
    answer.ok ? [{ recorded, candidate: answer }] : [],
  );
  return comparison(pairs, rows.length - pairs.length);
}

/** What a set of pairs says; pictures that the candidate could not answer only count as failed. */
export function comparison(pairs: Pair[], failed: number): ShadowComparison {
  const reviewed = pairs.filter(({ recorded }) => recorded.reviewed_label !== null);
  const differences = pairs.flatMap(probabilityDifferences);
  const recordedSpeed = median(pairs.map(({ recorded }) => recorded.latency_ms ?? 0));
  const candidateSpeed = median(pairs.map(({ candidate }) => candidate.latency_ms));
  return {
    compared: pairs.length,
    failed,
    agreement: share(pairs, (pair) => answerOf(pair.recorded) === answerOf(pair.candidate)),
    changes: changesOf(pairs),
    mean_probability_difference: mean(differences),
    uncertain: {
      recorded: share(pairs, ({ recorded }) => recorded.outcome === 'uncertain'),
      candidate: share(pairs, ({ candidate }) => candidate.outcome === 'uncertain'),
    },
    speed_ratio: recordedSpeed ? rounded((candidateSpeed ?? 0) / recordedSpeed) : null,
    reviewed: {
      count: reviewed.length,
      recorded_accuracy: share(
        reviewed,
        ({ recorded }) => recorded.label === recorded.reviewed_label,
      ),
      candidate_accuracy: share(
        reviewed,
        ({ recorded, candidate }) => candidate.label === recorded.reviewed_label,
      ),
    },
  };
}

/** The class, or for a picture without one what it is instead. */
function answerOf({ label, outcome }: Pick<Recorded, 'label' | 'outcome'>): string {
  return label ?? outcome;
}

function changesOf(pairs: Pair[]): ShadowComparison['changes'] {
  const cells = new Map<string, ShadowComparison['changes'][number]>();
  for (const { recorded, candidate } of pairs) {
    const [from, to] = [answerOf(recorded), answerOf(candidate)];
    const cell = cells.get(`${from} ${to}`) ?? { from, to, count: 0 };
    cells.set(`${from} ${to}`, { ...cell, count: cell.count + 1 });
  }
  return [...cells.values()].sort(
    (a, b) => b.count - a.count || a.from.localeCompare(b.from) || a.to.localeCompare(b.to),
  );
}

function probabilityDifferences({ recorded, candidate }: Pair): number[] {
  const [before, after] = [recorded.probabilities, candidate.probabilities];
  if (!before || !after) return [];
  return Object.keys(before).map((name) => Math.abs((after[name] ?? 0) - (before[name] ?? 0)));
}

function share<T>(all: T[], fits: (one: T) => boolean): number | null {
  return mean(all.map((one) => (fits(one) ? 1 : 0)));
}

function mean(values: number[]): number | null {
  if (values.length === 0) return null;
  return rounded(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function median(values: number[]): number | null {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
