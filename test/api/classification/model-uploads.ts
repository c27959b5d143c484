// Model versions as an admin uploads them, and their checks without a worker.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassificationModel, ModelCard } from '../../../clients/typescript';
import { transaction } from '../../../foundation/transaction';
import { ClassifierModel } from '../../../models/classification/classifier-model';
import { type CheckVerdict, settleCheck } from '../../../models/classification/settle-check';
import type { TestApi } from '../../support/api';
import { filePart, type Person } from './classification-api';

const folder = join(__dirname, '../../../ml/models');

function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(folder, ...path), 'utf8')) as T;
}

/** The version that a new server begins with. */
export const { version: shippedVersion } = readJson<{ version: string }>('active.json');

const shipped = readJson<ModelCard>(shippedVersion, 'card.json');

let count = 0;

/** A card of its own for some bytes. */
export function cardFor(bytes: Buffer, changes: object = {}): ModelCard {
  count += 1;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...shipped, version: `plum-test-${process.pid}-${count}`, sha256, ...changes };
}

export function send(person: Person, card: object, bytes: Buffer, key?: string): Promise<Response> {
  const parts: [string, Blob | string, string?][] = [
    ['card', JSON.stringify(card)],
    filePart('model', bytes, 'model.onnx'),
  ];
  return person.send('/classification/models', parts, key);
}

/** Writes what a check would have found. */
export async function settle(
  api: TestApi,
  version: string,
  verdict: CheckVerdict = { ok: true },
): Promise<void> {
  const { database } = api.services;
  const model = await ClassifierModel.query(database).findById(version).throwIfNotFound();
  await transaction(database, (tx) => settleCheck(tx, model.subject_id, verdict));
}

/** A version that is ready. */
export async function readyModel(api: TestApi, admin: Person): Promise<ClassificationModel> {
  const bytes = Buffer.from(`model ${count}`);
  const card = cardFor(bytes);
  const response = await send(admin, card, bytes);
  await settle(api, card.version);
  return (await response.json()) as ClassificationModel;
}
