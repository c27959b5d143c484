import type { ObjectStoreConfig } from '../../activities/clients/object-store';
import type { Classifier } from '../../activities/classification/classifier';

export type ClassifyOptions = Parameters<Classifier['classifyMany']>[1];

/** What a version's row says of it. */
export type ModelInUse = ClassifyOptions['model'];

/** What is known of an image afterwards: its class, or why it has none. */
export type ImageResult = Parameters<ClassifyOptions['onResult']>[1];

/** An image on its way through a member; the ticket is the pool's number for it. */
export interface TicketedImage {
  ticket: number;
  object_key: string;
}

/** How pictures are to be judged. */
export interface WorkTerms {
  model: ModelInUse;
  urgent: boolean;
}

/** What the pool tells a member. Nothing but keys and numbers crosses: the member reads the bytes itself. */
export type ToMember =
  | { type: 'start'; config: MemberConfig; warm: ModelInUse[] }
  | ({ type: 'work'; images: TicketedImage[] } & WorkTerms)
  | { type: 'forget'; tickets: number[] };

/** What a member tells the pool. */
export type FromMember =
  | { type: 'ready' }
  | { type: 'loaded'; model_version: string }
  | { type: 'results'; results: TicketedResult[]; rss: number };

/** A result of an image; or a fault, which is not the image's: storage is down, the model cannot be opened. */
export type TicketedResult =
  { ticket: number; result: ImageResult } | { ticket: number; fault: string };

export type MemberConfig = ObjectStoreConfig & { modelsDir: string };
