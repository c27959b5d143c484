// bearerAuth: passport-jwt reads the access token, the session decides. Algorithm, issuer and audience are fixed here,
// never taken from the token.
import type { Request } from 'express';
import { TokenExpiredError } from 'jsonwebtoken';
import { Passport } from 'passport';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { fail, type AppError } from '../foundation/errors';
import type { AccessClaims, AccessTokens } from '../models/identity/access-token';
import type { SessionReader } from '../models/identity/session-reader';
import type { SignedInUser } from '../models/identity/signed-in-user';

/** Who makes the request; throws the problem when nobody valid does. */
export type Authenticate = (request: Request) => Promise<SignedInUser>;

/** Builds the check of access tokens from the keys and the sessions. */
export function createAuthentication(tokens: AccessTokens, sessions: SessionReader): Authenticate {
  const passport = new Passport();
  const { secretOrKey, ...verification } = tokens.verification;
  const options: StrategyOptionsWithoutRequest = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    // The strategy hands the key on as it is; only its types do not know key objects.
    secretOrKey: secretOrKey as unknown as Buffer,
    ...verification,
  };
  passport.use(
    new Strategy(options, (claims: AccessClaims, done) => {
      sessions.read(claims.sid, claims.sub).then(
        (user) => done(null, user ?? false),
        (error: unknown) => done(error),
      );
    }),
  );
  return (request) =>
    new Promise((resolve, reject) => {
      const settle = (
        error: unknown,
        user: SignedInUser | false | undefined,
        info: unknown,
      ): void => {
        if (error) reject(error instanceof Error ? error : new Error(String(error)));
        else if (user) resolve(user);
        else reject(refusal(user, info));
      };
      const check = passport.authenticate('jwt', { session: false }, settle) as (
        request: Request,
        response: unknown,
        next: (error: unknown) => void,
      ) => void;
      check(request, {}, reject);
    });
}

/** A token that verified but has no live session carries no `info`. */
function refusal(user: false | undefined, info: unknown): AppError {
  if (info instanceof TokenExpiredError) return fail('token_expired');
  return user === false && info === undefined ? fail('session_revoked') : fail('unauthenticated');
}
