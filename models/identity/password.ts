// argon2id with the parameters of the OWASP cheat sheet (19 MiB, two passes, one lane). Hashing runs on libuv's pool,
// which files and DNS share, so only a few run at a time.
import { hash, verify } from '@node-rs/argon2';
import { turns } from '../../foundation/turns';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const inTurn = turns(2, { waitingAtMost: 200, refusal: 'Too many sign-ins at once.' });

/** The hash to store for a password. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, parameters));
}

let dummy: Promise<string> | undefined;

/** Whether the password fits; without an account the same work is done, so that the time tells nothing. */
export async function passwordFits(stored: string | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword('the password of nobody');
  const against = stored ?? (await dummy);
  const fits = await inTurn(() => verify(against, password));
  return fits && stored !== undefined;
}
