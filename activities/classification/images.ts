import { transaction } from '../../foundation/transaction';
import { settleImage } from '../../models/classification/classify-image';
import { Image } from '../../models/classification/image';
import { activeModel } from '../../models/classification/model-in-use';
import type { ImageResult } from '../../models/classification/record-results';
import type {
  ImageActivities,
  ImageBatchActivities,
} from '../../workflows/classification/contract';
import { withHeartbeat } from '../heartbeat';
import { type ChunkDependencies, classifyChunk } from './classify-images';

/** The activities of the inference queues. */
export function createInferenceActivities(
  dependencies: ChunkDependencies,
): ImageActivities & Pick<ImageBatchActivities, 'classifyImages'> {
  return {
    classifyImages: (chunk) => classifyChunk(dependencies, chunk),
    classifyImage: ({ image_id }) => classifyOne(dependencies, image_id),
  };
}

async function classifyOne(
  { database, classifier }: ChunkDependencies,
  imageId: string,
): Promise<void> {
  const image = await Image.query(database).findById(imageId);
  if (image?.state !== 'pending') return;
  const model = await activeModel(database);
  const results: ImageResult[] = [];
  await withHeartbeat((signal) =>
    classifier.classifyMany([{ id: image.id, object_key: image.object_key }], {
      model,
      priority: 'interactive',
      signal,
      onResult: (_id, result) => void results.push(result),
    }),
  );
  const [result] = results;
  if (!result) throw new Error('the classifier gave no result');
  await transaction(database, (tx) =>
    settleImage(tx, imageId, { model_version: model.version, result }),
  );
}
