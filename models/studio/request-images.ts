import { randomInt } from 'node:crypto';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { type GenerateImageInput, studioImageWorkflowId } from '../../workflows/studio/contract';
import { consume, type FeatureLimits } from '../operations/budget';
import { type CommandFor, requestWorkflows } from '../operations/workflow-command';
import { isRefusedPrompt } from './refused-words';
import { StudioImage, type StudioImageQuality } from './studio-image';

/** What somebody wants to see. */
export interface WantedImages {
  owner_id: string;
  prompt: string;
  negative_prompt: string | null;
  style: string | null;
  quality: StudioImageQuality;
  width: number;
  height: number;
  /** Of the first; drawn when it is null. */
  seed: number | null;
  count: number;
  /** The only provider that may make them; null for the order of the settings. */
  provider: string | null;
}

/** What the settings allow. */
export interface GenerationRules {
  providers: readonly string[];
  refusedWords: readonly string[];
  limits: FeatureLimits;
}

const seeds = 2 ** 32;

/**
 * Asks for pictures.
 * @throws `prompt_refused`, `unknown_image_provider` (422), `budget_exceeded` (429)
 */
export async function requestImages(
  tx: Transaction,
  wanted: WantedImages,
  { providers, refusedWords, limits }: GenerationRules,
  now: Date,
): Promise<StudioImage[]> {
  const { count, seed, provider, ...row } = wanted;
  if (provider !== null && !providers.includes(provider)) throw unknownProvider(providers);
  if (isRefusedPrompt(row, refusedWords)) throw refusedPrompt();
  const { owner_id } = row;
  await consume(tx, { owner_id, feature: 'image_generations', n: count, at: now }, limits);
  const first = seed ?? randomInt(seeds - count);
  const times = { created_at: now, updated_at: now };
  const rows = Array.from({ length: count }, (_, nth) => ({
    ...{ id: newId(), ...row, seed: first + nth, wanted_provider: provider, ...times },
  }));
  const images = await StudioImage.query(tx.sql).insert(rows).returning('*');
  await requestWorkflows(tx, images.map(studioImageWorkflow));
  return images;
}

function unknownProvider(providers: readonly string[]): Error {
  const detail = `Set up here: ${providers.join(', ')}.`;
  const error = { pointer: '/provider', code: 'unknown_image_provider', detail };
  return fail('unknown_image_provider', detail, [error]);
}

function refusedPrompt(): Error {
  const detail = 'These words are not made into pictures.';
  return fail('prompt_refused', detail, [{ pointer: '/prompt', code: 'prompt_refused', detail }]);
}

/** The command that starts the workflow of a picture. */
export function studioImageWorkflow(
  image: Pick<StudioImage, 'id' | 'owner_id'>,
): CommandFor<GenerateImageInput> {
  return {
    owner_id: image.owner_id,
    workflow_id: studioImageWorkflowId(image.id),
    workflow_type: 'generateImage',
    input: { image_id: image.id },
    subject_id: image.id,
    summary: 'A picture from words',
  };
}
