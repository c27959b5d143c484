// The models that this deployment ships: each in a folder of its own with its card, one of them the default.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { ClassifierModel, type ModelCard } from './classifier-model';

/** Makes the shipped models known. The shipped default becomes active where no version is active yet. */
export async function registerModels(database: Knex, modelsDir: string): Promise<void> {
  for (const card of await readCards(modelsDir)) {
    await ClassifierModel.query(database)
      .insert({ version: card.version, card, sha256: card.sha256 })
      .onConflict('version')
      .merge(['card', 'sha256']);
  }
  const { version } = await readJson<{ version: string }>(join(modelsDir, 'active.json'));
  await database.raw(
    `update classification_models set is_active = true, activated_at = now()
     where version = ? and not exists (select 1 from classification_models where is_active)`,
    [version],
  );
}

/** The version that classifies when none is asked for. */
export async function activeModelVersion(database: Knex): Promise<string> {
  const active = await ClassifierModel.query(database).findOne({ is_active: true });
  if (!active) throw fail('unavailable', 'No classifier model is active yet.');
  return active.version;
}

async function readCards(modelsDir: string): Promise<ModelCard[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return await Promise.all(
    folders.map((folder) => readJson<ModelCard>(join(modelsDir, folder.name, 'card.json'))),
  );
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}
