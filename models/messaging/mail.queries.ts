import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import { Mail, type MailState } from './mail';
import type { MailKind } from './mail-kind';

export type MailRow = ModelObject<Mail>;

/** Whose mails, everybody's without `owner_id`, and which of them. */
export interface MailFilters {
  owner_id?: string;
  state?: MailState;
  kind?: MailKind;
}

/** A page of mails. */
export async function listMails(
  database: Knex,
  filters: MailFilters,
  page: PageRequest,
): Promise<KeysetPage<MailRow>> {
  const query = database('mails').where(filters).select('*');
  return await keysetPage<MailRow>(database, query, page);
}

/** One mail. */
export async function findMail(database: Knex, id: string): Promise<Mail | undefined> {
  return await Mail.query(database).findById(id);
}

/** Mails that are neither sent nor given up, oldest first. */
export async function unfinishedMails(database: Knex): Promise<Mail[]> {
  return await Mail.query(database).whereIn('state', unfinished).orderBy('created_at');
}

/** The mail, if something is left to do for it. */
export async function unfinishedMail(database: Knex, id: string): Promise<Mail | undefined> {
  return await Mail.query(database).findById(id).whereIn('state', unfinished);
}

const unfinished: MailState[] = ['planned', 'sending'];
