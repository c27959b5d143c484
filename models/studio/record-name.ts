import { createHash } from 'node:crypto';

const alphabet = '234567abcdefghijklmnopqrstuvwxyz';

/** Low bits of the microseconds that hold chance instead of time: the name says within 18 minutes when it was made. */
const chanceBits = 30n;

/**
 * The name under which a platform knows a repeat: the same for the same target and number, another for every other.
 * It has the form of a timestamp identifier of the AT Protocol (https://atproto.com/specs/tid), which is a fine
 * idempotency key as well.
 */
export function recordName(targetId: string, number: number): string {
  const hash = createHash('sha256').update(`${targetId}:${number}`).digest();
  const chance = hash.readBigUInt64BE() & ((1n << (chanceBits + 10n)) - 1n);
  // The first 48 bits of a UUIDv7 are its milliseconds.
  const made = BigInt(`0x${targetId.replaceAll('-', '').slice(0, 12)}`) * 1000n;
  const before = ((made >> chanceBits) - 1n) << (chanceBits + 10n);
  let rest = BigInt.asUintN(63, before | chance);
  let name = '';
  for (let place = 0; place < 13; place += 1) {
    name = alphabet.charAt(Number(rest & 31n)) + name;
    rest >>= 5n;
  }
  return name;
}
