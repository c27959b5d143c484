// What the socket pushes, for those who send and those who listen; `openapi/asyncapi.yaml` describes each for clients.
import type { SocketEvents } from '../../foundation/commit-signals';

/** Every message of the socket, by its name. */
export type ServerEvents = SocketEvents;

/** The payload of a message. */
export type PayloadOf<Name extends keyof ServerEvents> = Parameters<ServerEvents[Name]>[0];

/** Where a batch stands; sent at most twice a second per batch. */
export type ProgressHint = PayloadOf<'progress'>;

/** The room that all sockets of a user join. */
export function ownerRoom(ownerId: string): string {
  return `owner:${ownerId}`;
}
