// The models that this deployment ships: each in a folder of its own with its card, one of them the default.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import type { ModelCard } from './classifier-model';

/**
 * Makes the shipped models known. The shipped default becomes active where no version is active yet. Thresholds that
 * somebody set stay as long as the model is the same.
 */
export async function registerModels(database: Knex, modelsDir: string): Promise<void> {
  for (const card of await readCards(modelsDir)) {
    await database.raw(
      `insert into classification_models as m (version, card, sha256) values (?, ?, ?)
       on conflict (version) do update set card = excluded.card, sha256 = excluded.sha256,
         state = 'ready', origin = 'shipped', refusal_code = null, refusal_detail = null,
         thresholds = case when m.sha256 = excluded.sha256 then m.thresholds end`,
      [card.version, JSON.stringify(card), card.sha256],
    );
  }
  const { version } = await readJson<{ version: string }>(join(modelsDir, 'active.json'));
  await database.raw(
    `with activated as (
       update classification_models set is_active = true, activated_at = now()
       where version = ? and not is_active
         and not exists (select 1 from classification_models where is_active)
       returning version
     ) insert into classification_model_activations (id, model_version, kind)
       select ?::uuid, version, 'initial' from activated`,
    [version, newId()],
  );
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
