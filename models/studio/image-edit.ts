import type { StudioImageEditStep } from '../../openapi/generated/types';

/** One thing to do to a picture, as the contract says it. */
export type ImageEditStep = StudioImageEditStep;

/** Shortest and longest side of a picture of the studio, in pixels. */
export const sideLimits = { min: 64, max: 4_096 } as const;

/** Why one of several edits cannot be done to a picture: the fault of the request. */
export class EditImpossible extends Error {
  constructor(
    /** Which of the edits, from 0. */
    readonly index: number,
    readonly code: 'outside' | 'size' | 'text' | 'picture',
    detail: string,
  ) {
    super(detail);
    this.name = 'EditImpossible';
  }
}
