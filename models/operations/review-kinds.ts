// One entry per kind of review. A new kind is a line here, a name in review.ts and in the contract's ReviewKind.
import { imageReviews } from '../classification/review-uncertain';
import { studioImageReviews } from '../studio/image-review';
import { postReviews } from '../studio/review-post';
import type { ReviewKindName } from './review';
import type { ReviewKind } from './review-kind';

export const reviewKinds: Record<ReviewKindName, ReviewKind> = {
  classification_image: imageReviews,
  studio_image: studioImageReviews,
  post: postReviews,
};
