import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { PostTemplate } from './post-template';

export type TemplateRow = ModelObject<PostTemplate>;

/** A page of an owner's templates. */
export async function listTemplates(
  database: Knex,
  owner_id: string,
  page: PageRequest,
): Promise<KeysetPage<TemplateRow>> {
  const query = database('post_templates').where({ owner_id }).select('*');
  return await keysetPage<TemplateRow>(database, query, page);
}

export async function findTemplate(database: Knex, id: string): Promise<PostTemplate | undefined> {
  return await PostTemplate.query(database).findById(id);
}

/** Keeps a template as it is until the transaction ends; several may at once. */
export async function holdTemplate(tx: Transaction, id: string): Promise<void> {
  await PostTemplate.query(tx.sql).findById(id).forShare();
}

/** Like `findTemplate`, and nobody else changes it until the transaction ends. */
export async function lockTemplate(tx: Transaction, id: string): Promise<PostTemplate | undefined> {
  return await PostTemplate.query(tx.sql).findById(id).forUpdate();
}
