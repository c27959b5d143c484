import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import type { ImageResult } from '../../models/classification/record-results';
import { modelInUse } from '../../models/classification/model-in-use';
import { ShadowRun } from '../../models/classification/shadow-run';
import {
  claimShadowRun,
  finishShadowRun,
  pendingShadowImages,
  readShadowWish,
  recordShadowAnswers,
} from '../../models/classification/work-shadow-run';
import type {
  ShadowActivities,
  ShadowChunk,
  ShadowInferenceActivities,
} from '../../workflows/classification/contract';
import { withHeartbeat } from '../heartbeat';
import type { ChunkDependencies } from './classify-images';

/** The steps of `shadowRun` in the database. */
export function createShadowActivities({ database }: { database: Knex }): ShadowActivities {
  return {
    claimShadowRun: ({ run_id }) => transaction(database, (tx) => claimShadowRun(tx, run_id)),
    readShadowWish: ({ run_id }) => readShadowWish(database, run_id),
    finishShadowRun: (end) => transaction(database, (tx) => finishShadowRun(tx, end)),
  };
}

/** The part of a shadow run that the inference processes do. */
export function createShadowInference(
  dependencies: Pick<ChunkDependencies, 'database' | 'classifier'>,
): ShadowInferenceActivities {
  return { classifyShadow: (chunk) => classifyShadow(dependencies, chunk) };
}

async function classifyShadow(
  { database, classifier }: Pick<ChunkDependencies, 'database' | 'classifier'>,
  chunk: ShadowChunk,
): Promise<void> {
  const { run_id } = chunk;
  const run = await ShadowRun.query(database).findById(run_id).throwIfNotFound();
  const model = await modelInUse(database, run.model_version);
  const images = await pendingShadowImages(database, chunk);
  const positions = new Map(images.map((image) => [image.image_id, image.position]));
  const answers: { position: number; answer: ImageResult }[] = [];
  await withHeartbeat((signal) =>
    classifier.classifyMany(
      images.map(({ image_id, object_key }) => ({ id: image_id, object_key })),
      {
        model,
        priority: 'batch',
        run_id,
        signal,
        onResult: (id, answer) => {
          const position = positions.get(id);
          if (position !== undefined) answers.push({ position, answer });
        },
      },
    ),
  );
  await transaction(database, (tx) => recordShadowAnswers(tx, run_id, answers));
}
