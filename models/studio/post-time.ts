import { instantOf } from '../../foundation/local-time';

const wallClock = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/;

/**
 * The instant that a text of the contract's `PostTime` means: with an offset it is one already, without one it is what a
 * clock in the zone shows. Where that clock skips the time it is the end of the gap, where it shows it twice the first.
 * Undefined for a date that there is not, such as 30 February, and for one whose year in UTC has not four digits.
 */
export function postInstant(text: string, zone: string): Date | undefined {
  const at = instantOfText(text, zone);
  return at && /^(?!0000)\d{4}-/.test(at.toISOString()) ? at : undefined;
}

function instantOfText(text: string, zone: string): Date | undefined {
  const [, date, hours, minutes, seconds = '0'] = wallClock.exec(text) ?? [];
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) {
    return undefined;
  }
  if (date === undefined) {
    const instant = new Date(text);
    return Number.isNaN(instant.getTime()) ? undefined : instant;
  }
  const shown = Number(hours) * 60 + Number(minutes);
  const at = instantOf({ date, minutes: shown }, zone);
  return new Date(at.getTime() + Number(seconds) * 1000);
}
