// What the counts of a lot and the cards of its models say about its mix.
import type { ModelCard } from './classifier-model';
import type { MixEvidence } from './defect-mix';
import type { ImageOutcome } from './image';
import type { AnswerCount } from './lot-report.queries';
import { plumLabels } from './plum-label';

/**
 * The outcomes whose likeliest class enters the mix. The uncertain ones must: a card's matrix was measured on all
 * answers, sure or not, and plums with defects leave the model unsure more often than sound ones do. Corrected from the
 * sure ones alone, the validation pictures of plum-lite0 hold no spotted plum at all; in truth every seventh is one.
 */
const answered: readonly ImageOutcome[] = ['classified', 'uncertain'];

/** Counts per class, in the order of `plumLabels`. */
export type LabelTally = number[];

/** The pictures that enter the mix. */
export interface LotTally {
  confirmed: LabelTally;
  versions: Map<string, VersionTally>;
}

/** What one version of the model answered, sure or not. */
export interface VersionTally {
  observed: LabelTally;
  /** Answers that no person was asked about: sure ones, and others. */
  sure: LabelTally;
  uncertain: LabelTally;
  /** What persons named the rest. */
  confirmed: LabelTally;
}

/** Sorts the answers of a lot: a person's word counts before the model's. */
export function tallyOf(answers: AnswerCount[]): LotTally {
  const tally: LotTally = { confirmed: nothing(), versions: new Map() };
  for (const { model_version, outcome, label, confirmed, count } of answers) {
    if (confirmed !== null) add(tally.confirmed, confirmed, count);
    if (!answered.includes(outcome)) continue;
    const version = tally.versions.get(model_version) ?? noAnswers();
    tally.versions.set(model_version, version);
    add(version.observed, label, count);
    if (confirmed !== null) add(version.confirmed, confirmed, count);
    else add(outcome === 'uncertain' ? version.uncertain : version.sure, label, count);
  }
  return tally;
}

function nothing(): LabelTally {
  return plumLabels.map(() => 0);
}

function noAnswers(): VersionTally {
  return { observed: nothing(), sure: nothing(), uncertain: nothing(), confirmed: nothing() };
}

/** The evidence for the mix, or null where it needs a card that does not say how its model errs. */
export function evidenceOf(tally: LotTally, cards: Map<string, ModelCard>): MixEvidence | null {
  const answers: MixEvidence['answers'] = [];
  for (const [version, { observed, sure, uncertain, confirmed }] of tally.versions) {
    const unasked = sure.map((count, at) => count + (uncertain[at] ?? 0));
    if (unasked.every((count) => count === 0)) continue;
    const validation = validationCounts(cards.get(version));
    if (!validation) return null;
    answers.push({ observed, unasked, confirmed, validation });
  }
  return { confirmed: tally.confirmed, answers };
}

/** The card's validation pictures by truth and answer; undefined unless every class was looked at. */
export function validationCounts(card: ModelCard | undefined): number[][] | undefined {
  const { confusion } = (card?.['validation'] ?? {}) as { confusion?: unknown };
  const places = plumLabels.map((label) => card?.classes.indexOf(label) ?? -1);
  if (!Array.isArray(confusion) || places.includes(-1)) return undefined;
  const rows = confusion as unknown[][];
  const sorted = places.map((truth) => places.map((answer) => Number(rows[truth]?.[answer])));
  const measured = sorted.every((row) => row.every((n) => n >= 0) && row.some((n) => n > 0));
  return measured ? sorted : undefined;
}

function add(counts: LabelTally, label: string | null, count: number): void {
  const at = plumLabels.findIndex((known) => known === label);
  if (at >= 0) counts[at] = (counts[at] ?? 0) + count;
}
