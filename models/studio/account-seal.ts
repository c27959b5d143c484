import { createSeal, type Seal } from '../../foundation/seal';
import type { SocialAccount } from './social-account';

/** Seals of the tokens of connected accounts, and of what else is secret about them. */
export function createAccountSeal(keys: { secretKey: string; formerSecretKeys: string[] }): Seal {
  return createSeal([keys.secretKey, ...keys.formerSecretKeys], 'social-accounts');
}

/** An account's secrets, opened for the length of one call. */
export interface AccountSecrets {
  access_token: string;
  refresh_token: string | null;
  details: Record<string, unknown>;
}

/** Opens an account's secrets; throws a `SealError` where the settings lack the key. */
export function openSecrets(seal: Seal, account: SocialAccount): AccountSecrets {
  const { id, access_token, refresh_token, details } = account;
  return {
    access_token: access_token === null ? '' : seal.open(access_token, id),
    refresh_token: refresh_token === null ? null : seal.open(refresh_token, id),
    details: openDetails(seal, details, id),
  };
}

/** What a platform told, opened. */
export function openDetails(
  seal: Seal,
  details: string | null,
  rowId: string,
): Record<string, unknown> {
  if (details === null) return {};
  return JSON.parse(seal.open(details, rowId)) as Record<string, unknown>;
}
