// The steps of a picture as its workflow takes them. Each may be repeated.
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import type { ImageStep } from '../../workflows/studio/contract';
import { correctUse, type FeatureLimits, tryConsume } from '../operations/budget';
import { attemptObjectKey, type GenerationErrorCode, ImageAttempt } from './image-attempt';
import { planAttempt, type ProviderFacts } from './plan-attempt';
import { isRefusedPrompt } from './refused-words';
import type { GenerationRules } from './request-images';
import { dropImage, failImage } from './settle-image';
import { StudioImage } from './studio-image';

/** Who could make a picture, in the order of the settings, at the price of this one. */
export type FactsFor = (image: StudioImage) => ProviderFacts[];

export interface BeginAttempt {
  image_id: string;
  claim: string;
  now: Date;
}

/**
 * Writes the next attempt at a picture down, before its provider is called: only if moderation has nothing against the
 * words and what the call may cost is left of the budget. With nobody left to ask, the picture has failed.
 * @returns what is next, and an attempt that somebody left behind, which must be concluded first
 */
export async function beginAttempt(
  tx: Transaction,
  { image_id, claim, now }: BeginAttempt,
  factsFor: FactsFor,
  rules: Pick<GenerationRules, 'refusedWords' | 'limits'>,
): Promise<{ step: ImageStep; abandoned: null } | { step: null; abandoned: string }> {
  const image = await StudioImage.query(tx.sql).findById(image_id).forUpdate();
  if (!image) return next(null);
  const attempts = await ImageAttempt.query(tx.sql).where({ image_id }).orderBy('number');
  const running = attempts.find(({ state }) => state === 'running');
  if (running) {
    // Only one workflow of a picture is open, so whoever began this is gone, unless it is this very step.
    if (running.claim !== claim) return { step: null, abandoned: running.id };
    return next({ attempt_id: running.id, until: null });
  }
  if (image.status !== 'pending') return next(null);
  if (image.deleted_at !== null) {
    await dropImage(tx, image, now);
    return next(null);
  }
  if (isRefusedPrompt(image, rules.refusedWords)) {
    await failImage(tx, image, 'prompt_refused', now);
    return next(null);
  }
  const { wanted_provider: wanted } = image;
  const providers = factsFor(image).filter(({ name }) => (wanted ?? name) === name);
  const open = { image, attempts, claim, now };
  return next(await askNext(tx, open, providers, rules.limits));
}

interface OpenImage {
  image: StudioImage;
  attempts: ImageAttempt[];
  claim: string;
  now: Date;
}

/** Goes through whom the plan names until the budget allows one. */
async function askNext(
  tx: Transaction,
  open: OpenImage,
  providers: ProviderFacts[],
  limits: FeatureLimits,
): Promise<ImageStep> {
  const { image, attempts, now } = open;
  let candidates = providers;
  let refusal: GenerationErrorCode | null = null;
  for (;;) {
    const plan = planAttempt(candidates, attempts, now);
    if (plan.provider === null) {
      await failImage(tx, image, refusal ?? plan.code, now);
      return null;
    }
    const { provider, at } = plan;
    if (at > now) return { until: at.toISOString() };
    const n = provider.cost_micros;
    const use = { owner_id: image.owner_id, feature: 'image_spend', n, at: now } as const;
    if (n === 0 || (await tryConsume(tx, use, limits)).allowed) {
      return await writeAttempt(tx, open, provider);
    }
    // A cheaper one may still be had.
    candidates = candidates.filter((one) => one !== provider);
    refusal = 'budget_exceeded';
  }
}

function next(step: ImageStep): { step: ImageStep; abandoned: null } {
  return { step, abandoned: null };
}

async function writeAttempt(
  tx: Transaction,
  { image, attempts, claim, now }: OpenImage,
  provider: ProviderFacts,
): Promise<ImageStep> {
  const attempt_id = newId();
  await ImageAttempt.query(tx.sql).insert({
    id: attempt_id,
    image_id: image.id,
    owner_id: image.owner_id,
    number: attempts.length + 1,
    ...{ provider: provider.name, model: provider.model, state: 'running', claim },
    seed: provider.takes_seed ? image.seed : null,
    ...{ cost_micros: provider.cost_micros, started_at: now },
  });
  return { attempt_id, until: null };
}

/** An attempt that is under way, its picture, and where its bytes belong. */
export interface RunningAttempt {
  attempt: ImageAttempt;
  image: StudioImage;
  object_key: string;
}

/** An attempt, as long as it has no outcome. */
export async function findRunning(
  tx: Transaction,
  attemptId: string,
): Promise<RunningAttempt | undefined> {
  const attempt = await ImageAttempt.query(tx.sql).findOne({ id: attemptId, state: 'running' });
  if (!attempt) return undefined;
  const image = await StudioImage.query(tx.sql).findById(attempt.image_id).throwIfNotFound();
  return { attempt, image, object_key: attemptObjectKey(attempt) };
}

/**
 * Begins the call of an attempt, once: who is told of it again is not to call. Its time counts from here on, not from when
 * it was lined up, and what it may cost counts for the month of the call.
 */
export async function startCall(
  tx: Transaction,
  attemptId: string,
  now: Date,
): Promise<RunningAttempt | undefined> {
  const query = ImageAttempt.query(tx.sql).findOne({ id: attemptId, state: 'running' });
  const attempt = await query.whereNull('called_at').forUpdate();
  if (!attempt) return undefined;
  const { owner_id, cost_micros, started_at } = attempt;
  const spend = { owner_id, feature: 'image_spend' } as const;
  await correctUse(tx, { ...spend, n: -cost_micros, at: started_at });
  await correctUse(tx, { ...spend, n: cost_micros, at: now });
  await ImageAttempt.query(tx.sql).findById(attemptId).patch({ started_at: now, called_at: now });
  return await findRunning(tx, attemptId);
}
