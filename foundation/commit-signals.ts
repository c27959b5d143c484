// What a committed transaction tells the rest of its process: events to hint at, commands to relay. Listeners speed
// things up and nothing else: whatever they miss is found again in the tables.
import { EventEmitter } from 'node:events';
import type { EventHint as SocketHint, SocketEvents } from '../openapi/generated/types';

/** Every message of the socket, as the contract has it. */
export type { SocketEvents };

/** A numbered event as the socket announces it, a hint to read `GET /events`, and whom it is for. */
export interface EventHint extends SocketHint {
  owner_id: string;
}

interface CommitSignals {
  events: [EventHint[]];
  commands: [string[]];
}

export const commitSignals = new EventEmitter<CommitSignals>();
