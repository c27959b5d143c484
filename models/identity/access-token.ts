import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { deriveKey } from '../../foundation/keys';
import type { Clock } from '../../foundation/clock';

const lifeSeconds = 15 * 60;
const issuer = 'relais';
const audience = 'relais-api';

/** What an access token says: the user and the session that it belongs to. */
export interface AccessClaims {
  sub: string;
  sid: string;
}

export interface AccessTokens {
  readonly lifeSeconds: number;
  /** A signed token of 15 minutes (RFC 9068 names its type). */
  issue(claims: AccessClaims): string;
  /** What a verifier must hold a token to; the header of the token has no say. */
  readonly verification: {
    secretOrKey: KeyObject;
    algorithms: ['HS256'];
    issuer: string;
    audience: string;
  };
}

/** Access tokens under a key of their own. */
export function createAccessTokens(secretKey: string, clock: Clock): AccessTokens {
  // A key object: given bytes, the library first tries to read them as a certificate, at a millisecond per request.
  const key = createSecretKey(deriveKey(secretKey, 'access-token'));
  return {
    lifeSeconds,
    issue: ({ sub, sid }) => {
      const iat = Math.floor(clock.now().getTime() / 1000);
      return jwt.sign({ sid, iat, exp: iat + lifeSeconds }, key, {
        algorithm: 'HS256',
        issuer,
        audience,
        subject: sub,
        header: { alg: 'HS256', typ: 'at+jwt' },
      });
    },
    verification: { secretOrKey: key, algorithms: ['HS256'], issuer, audience },
  };
}
