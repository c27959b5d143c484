import { v7, validate } from 'uuid';

/** A new identifier: UUIDv7 (RFC 9562 section 5.7), so that index order is order of creation. */
export function newId(): string {
  return v7();
}

/** Whether a text is a UUID of any version. */
export function isId(value: string): boolean {
  return validate(value);
}
