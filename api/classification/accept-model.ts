// A model and its card: small enough to be held in memory, and stored only once its name is taken.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { modelKey } from '../../activities/clients/model-key';
import { fail } from '../../foundation/errors';
import { modelLimits } from '../../models/classification/model-limits';
import { receiveModel } from '../../models/classification/upload-model';
import type { ModelCard } from '../../openapi/generated/types';
import { readForm, type FormLimits } from '../multipart';
import type { Context, ReplyOf } from '../operation';
import { recordModelChange } from './model-change';
import { modelReply } from './show-model';

const limits: FormLimits = {
  // A second one is refused for what it is: a field that comes once.
  files: 2,
  fileBytes: modelLimits.maxFileSize,
  totalBytes: modelLimits.maxFileSize + 1024 * 1024,
  oversized: 'refuse',
};

interface ReceivedModel {
  card: ModelCard;
  bytes: Buffer;
}

/** Keeps the model and asks for its check. */
export async function acceptModel(
  context: Context<'uploadModel'>,
): Promise<ReplyOf<'uploadModel'>> {
  const { card, bytes } = await receive(context);
  const { user, services } = context;
  const { version } = card;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const size = bytes.length;
  return await context.transaction(async (tx) => {
    const model = await receiveModel(tx, { card, sha256, size, uploaded_by: user.id });
    // Inside, because nobody else may store under this name meanwhile; without a commit nobody reads it.
    const contentType = 'application/octet-stream';
    await services.objectStore.put(modelKey(version), bytes, { contentType, size });
    const changes = { sha256, size };
    await recordModelChange(tx, context, { action: 'model.upload', version, changes });
    return modelReply(202, context, model);
  });
}

async function receive(context: Context<'uploadModel'>): Promise<ReceivedModel> {
  let bytes: Buffer | undefined;
  const { card } = await readForm<'uploadModel'>(context, limits, async ({ stream }) => {
    bytes = await wholeOf(stream);
  });
  // The form was held to the contract, which requires both.
  if (!bytes) throw fail('internal');
  return { card, bytes };
}

async function wholeOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
