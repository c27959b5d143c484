// What a committed transaction tells the rest of its process: events to hint at, commands to relay. Listeners speed
// things up and nothing else: whatever they miss is found again in the tables.
import { EventEmitter } from 'node:events';

/** A numbered event as the socket announces it: a hint to read `GET /events`. */
export interface EventHint {
  owner_id: string;
  seq: number;
  type: string;
  subject: { type: string; id: string };
}

interface CommitSignals {
  events: [EventHint[]];
  commands: [string[]];
}

export const commitSignals = new EventEmitter<CommitSignals>();
