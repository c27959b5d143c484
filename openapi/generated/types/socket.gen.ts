// Generated from the contract by scripts/generate; do not edit.
import type { BatchState, EventSubject, EventType } from './types.gen';

/** Says on the socket that an event exists. The event itself is at `GET /api/events?after=`. */
export interface EventHint {
  /** Its number. */
  seq: number;
  type: EventType;
  subject: EventSubject;
}

/** The user's highest number; a client that is behind asks for what it missed. */
export interface SeqHint {
  /** The highest number that exists for the user. */
  last_seq: number;
}

/** How far a batch is. Unnumbered and never repeated; the batch itself is the truth. */
export interface ProgressHint {
  /** The batch. */
  batch_id: string;
  state: BatchState;
  /** All items. */
  total: number;
  /** Items with an outcome so far. */
  succeeded: number;
  /** Items that could not be read so far. */
  failed: number;
  /** Mean rate of the current attempt, in pictures per second; null before the first. */
  images_per_second: number | null;
}

/** Every message of the socket, by its name; the server sends them, clients hear them. */
export interface SocketEvents {
  event: (hint: EventHint) => void;
  seq: (hint: SeqHint) => void;
  progress: (hint: ProgressHint) => void;
}
