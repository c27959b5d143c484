// Codes of authenticator apps: HOTP (RFC 4226) over steps of 30 seconds (RFC 6238), as every app reads them - SHA-1, six
// digits.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;
const digits = 6;
// Clocks differ, and typing takes time: the step before and the one after count too (RFC 6238 section 5.2).
const drift = 1;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new secret of 160 bits, which is what RFC 4226 recommends. */
export function newSecret(): Buffer {
  return randomBytes(20);
}

/** The code of a step of time. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** The step of an instant. */
export function stepAt(at: Date): number {
  return Math.floor(at.getTime() / stepMs);
}

/** The step near an instant that a code belongs to, later than `after`; null when there is none. */
export function matchingStep(
  secret: Buffer,
  code: string,
  { at, after }: { at: Date; after: number },
): number | null {
  const present = stepAt(at);
  const steps = Array.from({ length: 2 * drift + 1 }, (_, index) => present - drift + index);
  // All are compared, so that the time does not tell which fitted.
  const fitting = steps.filter((step) => same(codeAt(secret, step), code));
  return fitting.find((step) => step > after) ?? null;
}

/** The secret as people type it: base32 (RFC 4648), without padding. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The address that apps read from a QR code. */
export function otpauthUrl(secret: Buffer, account: string): string {
  const issuer = 'Relais';
  const label = `${issuer}:${encodeURIComponent(account)}`;
  const query = { secret: base32(secret), issuer, algorithm: 'SHA1', digits: String(digits) };
  const parameters = new URLSearchParams({ ...query, period: String(stepMs / 1000) });
  return `otpauth://totp/${label}?${parameters.toString()}`;
}

function same(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
