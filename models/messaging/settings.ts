// The settings of a user: the row of choices, and the language and zone of the account, read and changed as one.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { User } from '../identity/user';
import { appendEvent } from './append-event';
import { type ChannelChoices, changeChoices } from './notice-channels';
import { rescheduleMail } from './mail-schedule';
import { UserSetting } from './user-setting';

/** What a user has, defaults included. */
export interface Settings {
  theme: UserSetting['theme'];
  timezone: string;
  language: 'fr' | 'en';
  custom_settings: Record<string, unknown>;
  subscription_alerts: boolean;
  channels: ChannelChoices;
  quiet_hours: { from: string; to: string } | null;
  digest: UserSetting['digest'];
  digest_hour: number;
  updated_at: Date | null;
  /** Grows with every change of the choices or of the account. */
  version: number;
}

/** What to change; `channels` names what differs. */
export type SettingsChange = Partial<Omit<Settings, 'updated_at' | 'version'>>;

type Choices = Omit<Settings, 'timezone' | 'language' | 'updated_at' | 'version'>;

const defaults: Choices = {
  theme: 'system',
  custom_settings: {},
  subscription_alerts: true,
  channels: {},
  quiet_hours: null,
  digest: 'off',
  digest_hour: 8,
};

/** The settings of a user. */
export async function readSettings(database: Knex, ownerId: string): Promise<Settings> {
  const user = await User.query(database).findById(ownerId).throwIfNotFound();
  const row = await UserSetting.query(database).findById(ownerId);
  return settingsOf(user, row);
}

/** The same, and nobody else changes them until the transaction ends. */
export async function lockSettings(tx: Transaction, ownerId: string): Promise<Settings> {
  const user = await User.query(tx.sql).findById(ownerId).forUpdate().throwIfNotFound();
  const row = await UserSetting.query(tx.sql).findById(ownerId).forUpdate();
  return settingsOf(user, row);
}

function settingsOf({ timezone, language, version }: User, row?: UserSetting): Settings {
  const account = { timezone, language };
  if (!row) return { ...defaults, ...account, updated_at: null, version };
  const { theme, custom_settings, subscription_alerts, channels, digest, digest_hour } = row;
  const { quiet_from: from, quiet_to: to } = row;
  return {
    ...{ theme, custom_settings, subscription_alerts, channels, digest, digest_hour, ...account },
    quiet_hours: from !== null && to !== null ? { from, to } : null,
    updated_at: row.updated_at,
    version: version + row.version,
  };
}

/** Changes what is named of settings that the transaction has locked; waiting mails and the digest follow. */
export async function changeSettings(
  tx: Transaction,
  ownerId: string,
  present: Settings,
  { change, now }: { change: SettingsChange; now: Date },
): Promise<void> {
  assertAllowed(change);
  const { timezone, language, channels, ...choices } = change;
  const account = {
    ...(timezone !== undefined && timezone !== present.timezone && { timezone }),
    ...(language !== undefined && language !== present.language && { language }),
  };
  if (Object.keys(account).length > 0) {
    const version = tx.sql.raw('version + 1') as never;
    await User.query(tx.sql)
      .findById(ownerId)
      .patch({ ...account, version, updated_at: now });
  }
  const next = {
    ...present,
    ...choices,
    channels: changeChoices(present.channels, channels ?? {}),
  };
  await keepChoices(tx, ownerId, next, now);
}

/** Returns to the defaults; language and zone belong to the account and stay. */
export async function resetSettings(tx: Transaction, ownerId: string, now: Date): Promise<void> {
  await keepChoices(tx, ownerId, defaults, now);
}

async function keepChoices(
  tx: Transaction,
  ownerId: string,
  { quiet_hours, channels, custom_settings, ...plain }: Choices,
  now: Date,
): Promise<void> {
  const { theme, subscription_alerts, digest, digest_hour } = plain;
  const row = {
    ...{ theme, subscription_alerts, digest, digest_hour },
    channels: JSON.stringify(channels),
    custom_settings: JSON.stringify(custom_settings),
    ...{ quiet_from: quiet_hours?.from ?? null, quiet_to: quiet_hours?.to ?? null },
    updated_at: now,
  };
  await tx
    .sql('user_settings')
    .insert({ owner_id: ownerId, ...row })
    .onConflict('owner_id')
    .merge({ ...row, version: tx.sql.raw('user_settings.version + 1') });
  await rescheduleMail(tx, ownerId, now);
  const subject = { type: 'user', id: ownerId };
  appendEvent(tx, { owner_id: ownerId, type: 'settings.updated', subject });
}

const mostCustomBytes = 16 * 1024;

function assertAllowed({ timezone, quiet_hours, custom_settings }: SettingsChange): void {
  if (timezone !== undefined && !isTimeZone(timezone)) {
    throw refuse('/timezone', 'timezone', 'must be an IANA time zone');
  }
  if (quiet_hours && quiet_hours.from === quiet_hours.to) {
    throw refuse('/quiet_hours/to', 'range', 'must be another time than from');
  }
  if (custom_settings && Buffer.byteLength(JSON.stringify(custom_settings)) > mostCustomBytes) {
    throw refuse('/custom_settings', 'maxBytes', 'must take at most 16 KiB as JSON');
  }
}

function refuse(pointer: string, code: string, detail: string): Error {
  return fail('validation_failed', undefined, [{ pointer, code, detail }]);
}
