import type { Seal } from '../../foundation/seal';
import type { SocialAccount } from './social-account';

/** Tokens as a platform gives them. */
export interface GivenTokens {
  access_token: string;
  /** Null: none was given, and one that is stored stays. */
  refresh_token: string | null;
  /** Seconds; null where the access token does not end. */
  expires_in: number | null;
  scopes: string[];
}

type TokenColumns = Pick<
  SocialAccount,
  'access_token' | 'issued_at' | 'expires_at' | 'refresh_at'
> &
  Partial<Pick<SocialAccount, 'refresh_token' | 'scopes'>>;

// New tokens are asked for when 80 % of the life of the old ones is over, or up to 5 % sooner, so that accounts that
// were connected together do not come together.
const [share, spread] = [0.8, 0.05];

/** The columns that hold tokens, sealed. `chance` is a number from 0 to 1; tokens that cannot be renewed are due when they end. */
export function tokenColumns(
  seal: Seal,
  id: string,
  { access_token, refresh_token, expires_in, scopes }: GivenTokens,
  { now, renewable, chance }: { now: Date; renewable: boolean; chance: number },
): TokenColumns {
  const after = (seconds: number): Date => new Date(now.getTime() + Math.round(seconds * 1000));
  const part = renewable ? share - spread * chance : 1;
  return {
    access_token: seal.close(access_token, id),
    ...(refresh_token !== null && { refresh_token: seal.close(refresh_token, id) }),
    // RFC 6749, section 5.1: scopes that did not change need not be said.
    ...(scopes.length > 0 && { scopes }),
    issued_at: now,
    expires_at: expires_in === null ? null : after(expires_in),
    refresh_at: expires_in === null ? null : after(expires_in * part),
  };
}
