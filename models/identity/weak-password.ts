// Passwords that are guessed first. The list is that of zxcvbn: the fifty thousand most frequent ones of known breaches.
import { dictionary } from '@zxcvbn-ts/language-common';
import { fail } from '../../foundation/errors';

const common = new Set(dictionary.passwords);
const sequences = [
  '0123456789012345678901234567890',
  '9876543210987654321098765432109',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
  'qwertyuiopasdfghjklzxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
];
// What people add to a word because a rule asks for it.
const decoration = /^[\d!?.,;:@#$%&*_+-]{0,4}(.*?)[\d!?.,;:@#$%&*_+-]{0,4}$/s;
const shortestName = 4;

/** What is known of the person, none of which may be in the password. */
export interface PasswordOwner {
  username: string;
  email: string;
}

type Weakness = 'common' | 'trivial' | 'personal';

const details: Record<Weakness, string> = {
  common: 'is among the passwords that are tried first',
  trivial: 'repeats itself, or follows a keyboard or an alphabet',
  personal: 'must not contain the username or the address',
};

/** Why a password is too easy to guess; null when nothing is known against it. */
export function weaknessOf(password: string, owner: PasswordOwner): Weakness | null {
  const plain = password.normalize('NFKC').toLowerCase().trim();
  const core = decoration.exec(plain)?.[1] ?? plain;
  if (isTrivial(plain)) return 'trivial';
  if (common.has(plain) || (core.length >= 4 && common.has(core))) return 'common';
  const { username, email } = owner;
  const names = [username, email, email.split('@')[0] ?? ''].map((name) => name.toLowerCase());
  const personal = names.some((name) => name.length >= shortestName && plain.includes(name));
  return personal ? 'personal' : null;
}

/** One short piece again and again, or a stretch of a sequence. */
function isTrivial(plain: string): boolean {
  if (/^(.{1,4})\1+.{0,3}$/su.test(plain) && new Set(plain).size <= 4) return true;
  return sequences.some((sequence) => sequence.includes(plain));
}

/** Throws where a password is too easy to guess; `pointer` says where it stands in the request. */
export function assertStrong(password: string, owner: PasswordOwner, pointer: string): void {
  const weakness = weaknessOf(password, owner);
  if (!weakness) return;
  throw fail('validation_failed', undefined, [
    { pointer, code: weakness, detail: details[weakness] },
  ]);
}
