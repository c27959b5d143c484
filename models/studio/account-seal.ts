import { createSeal, type Seal } from '../../foundation/seal';

/** Seals of the tokens of connected accounts. */
export function createAccountSeal(keys: { secretKey: string; formerSecretKeys: string[] }): Seal {
  return createSeal([keys.secretKey, ...keys.formerSecretKeys], 'social-accounts');
}
