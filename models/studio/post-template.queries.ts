import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { PostTemplate } from './post-template';

export type TemplateRow = ModelObject<PostTemplate>;

const byCreation = [
  { sql: 'created_at', type: 'timestamptz' } as const,
  { sql: 'id', type: 'uuid' } as const,
];

/** The orders of the lists of templates and schedules, by the names of the contract. */
export const creationOrders = {
  created_at: { columns: byCreation, direction: 'asc' },
  '-created_at': { columns: byCreation, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

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
