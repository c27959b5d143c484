// Temporal as a handler that waits for an image meets it.
import type { Services } from '../../../api/services';
import { transaction } from '../../../foundation/transaction';
import { settleImage } from '../../../models/classification/classify-image';
import type { ImageResult } from '../../../models/classification/record-results';
import { shippedVersion } from '../../support/shipped-version';

type Temporal = Services['temporal'];

function temporalWith(result: (workflowId: string) => Promise<void>): Temporal {
  const fake = {
    workflow: { getHandle: (id: string) => ({ result: () => result(id) }) },
    withAbortSignal: <T>(_signal: AbortSignal, call: () => Promise<T>) => call(),
    connection: { close: () => Promise.resolve() },
  };
  return fake as unknown as Temporal;
}

/** Nobody answers. */
export const temporalDown = temporalWith(() => Promise.reject(new Error('no connection')));

export const spotted: ImageResult = {
  ok: true,
  outcome: 'classified',
  label: 'spotted',
  confidence: 0.9,
  probabilities: {
    unaffected: 0.02,
    unripe: 0.02,
    spotted: 0.9,
    cracked: 0.02,
    bruised: 0.02,
    rotten: 0.02,
  },
  media_type: 'image/png',
  width: 8,
  height: 8,
  latency_ms: 12.5,
};

/** Its workflow starts a little later, as the relay brings it, and then settles the image. */
export function temporalAnswering(services: Services, result: ImageResult): Temporal {
  const asked = new Map<string, number>();
  return temporalWith(async (workflowId) => {
    const times = (asked.get(workflowId) ?? 0) + 1;
    asked.set(workflowId, times);
    if (times < 3) {
      throw Object.assign(new Error('not found'), { name: 'WorkflowNotFoundError' });
    }
    const outcome = { model_version: shippedVersion, result };
    const imageId = workflowId.replace('image:', '');
    await transaction(services.database, (tx) => settleImage(tx, imageId, outcome));
  });
}
