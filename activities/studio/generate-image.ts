import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import type { Logger } from '../../foundation/logging';
import { transaction } from '../../foundation/transaction';
import type { ProviderFacts } from '../../models/studio/plan-attempt';
import type { GenerationRules } from '../../models/studio/request-images';
import {
  type AttemptOutcome,
  settleAttempt,
  type StoredPicture,
} from '../../models/studio/settle-image';
import type { StudioImage } from '../../models/studio/studio-image';
import { beginAttempt, type RunningAttempt, startCall } from '../../models/studio/work-image';
import type {
  ImageCallActivities,
  ImageGenerationActivities,
} from '../../workflows/studio/contract';
import { finishPicture, pictureMediaType } from '../clients/finish-picture';
import { failed, type ImageProvider, patienceMs } from '../clients/image-providers/provider';
import type { ObjectStore } from '../clients/object-store';
import { withHeartbeat } from '../heartbeat';
import { present } from '../present';
import { concludeAttempt } from './conclude-image';
import { persistently } from './persistently';

export interface GenerationDependencies {
  database: Knex;
  objectStore: ObjectStore;
  clock: Clock;
  /** In the order in which they are asked. */
  providers: readonly ImageProvider[];
}

/** What `generateImage` does in the database and the store. */
export function createImageGenerationActivities(
  dependencies: GenerationDependencies,
  rules: Pick<GenerationRules, 'refusedWords' | 'limits'>,
): ImageGenerationActivities {
  const { database, providers } = dependencies;
  const factsFor = ({ quality }: StudioImage): ProviderFacts[] =>
    providers.map(({ name, model, takes_seed, price }) => ({
      ...{ name, model, takes_seed, cost_micros: price(quality ?? 'standard') },
    }));
  return {
    beginImageAttempt: async ({ now: instant, ...begin }) => {
      const now = new Date(instant);
      for (;;) {
        const begun = await transaction(database, (tx) =>
          beginAttempt(tx, { ...begin, now }, factsFor, rules),
        );
        if (begun.abandoned === null) return begun.step;
        await concludeAttempt(dependencies, begun.abandoned, now);
      }
    },
    concludeImageAttempt: ({ attempt_id, now }) =>
      concludeAttempt(dependencies, attempt_id, new Date(now)),
  };
}

/** The call itself, whose outcome is written down before it returns. */
export function createImageCall(
  dependencies: GenerationDependencies & { logger: Logger },
): ImageCallActivities {
  const { database, providers, clock } = dependencies;
  return {
    makeImage: ({ attempt_id, now }) =>
      withHeartbeat(async () => {
        const since = performance.now();
        const began = present(clock, now);
        const running = await transaction(database, (tx) => startCall(tx, attempt_id, began));
        if (!running) return;
        const provider = providers.find(({ name }) => name === running.attempt.provider);
        const outcome = provider
          ? await callAndKeep(dependencies, provider, running)
          : failed('no_provider');
        const ended = new Date(began.getTime() + performance.now() - since);
        await settle(dependencies, running, outcome, ended);
      }),
  };
}

function requestOf({ image, attempt }: RunningAttempt): Parameters<ImageProvider['make']>[0] {
  const { prompt, negative_prompt, style, quality, width, height } = image;
  const size = { width, height, seed: attempt.seed };
  return { prompt, negative_prompt, style, quality: quality ?? 'standard', ...size };
}

/** Has the picture made, and stores it before anything else can go wrong. */
async function callAndKeep(
  { objectStore, logger }: Pick<GenerationDependencies, 'objectStore'> & { logger: Logger },
  provider: ImageProvider,
  running: RunningAttempt,
): Promise<AttemptOutcome> {
  const { image, attempt, object_key } = running;
  // Whoever stops waiting pays all the same: a worker that shuts down ends its calls first.
  const called = await provider.make(requestOf(running), AbortSignal.timeout(patienceMs));
  if (called.kind !== 'made') {
    const code = called.kind === 'failed' ? called.code : 'outcome_unknown';
    logger.warn({ attempt_id: attempt.id, provider: provider.name, code }, 'picture not made');
    return called;
  }
  const { bytes, ...told } = called;
  const { width, height } = image;
  const made = { source: provider.source, system: provider.name, model: told.model };
  const finished = await finishPicture(bytes, { width, height }, made);
  if (!finished) return { ...failed('picture_unreadable'), cost_micros: told.cost_micros };
  const stored = await persistently(() =>
    objectStore.put(object_key, finished, {
      ...{ contentType: pictureMediaType, size: finished.length },
    }),
  );
  const file = { object_key, sha256: stored.sha256, size_bytes: stored.size };
  const picture: StoredPicture = { ...file, media_type: pictureMediaType, width, height };
  const { model, seed, cost_micros } = told;
  return { kind: 'made', picture, told: { model, seed, cost_micros } };
}

/** Writes the outcome down; a picture that nobody waits for any more is removed. */
async function settle(
  { database, objectStore }: Pick<GenerationDependencies, 'database' | 'objectStore'>,
  { attempt, object_key }: RunningAttempt,
  outcome: AttemptOutcome,
  now: Date,
): Promise<void> {
  const isTaken = await persistently(() =>
    transaction(database, (tx) => settleAttempt(tx, attempt.id, outcome, now)),
  );
  if (!isTaken && outcome.kind === 'made') await objectStore.delete([object_key]);
}
