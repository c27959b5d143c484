// What the socket pushes, for those who send and those who listen; `openapi/asyncapi.yaml` describes each for clients.
import type { EventHint } from '../../foundation/commit-signals';

/** Where a batch stands; sent at most twice a second per batch. */
export interface ProgressHint {
  batch_id: string;
  state: string;
  total: number;
  succeeded: number;
  failed: number;
  /** Since the batch began to work, pauses left out; null before the first picture. */
  images_per_second: number | null;
}

/** The number of the recipient's newest event. */
export interface SeqHint {
  last_seq: number;
}

/** Every message of the socket, by its name. */
export interface ServerEvents {
  event: (hint: Omit<EventHint, 'owner_id'>) => void;
  seq: (hint: SeqHint) => void;
  progress: (hint: ProgressHint) => void;
}

/** The payload of a message. */
export type PayloadOf<Name extends keyof ServerEvents> = Parameters<ServerEvents[Name]>[0];

/** The room that all sockets of a user join. */
export function ownerRoom(ownerId: string): string {
  return `owner:${ownerId}`;
}
