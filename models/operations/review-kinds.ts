// One entry per kind of review. A new kind is a line here, a name in review.ts and in the contract's ReviewKind.
import { imageReviews } from '../classification/review-uncertain';
import type { ReviewKindName } from './review';
import type { ReviewKind } from './review-kind';

export const reviewKinds: Record<ReviewKindName, ReviewKind> = {
  classification_image: imageReviews,
};
