import { Review } from '../../../models/operations/review';
import { reviewKinds } from '../../../models/operations/review-kinds';
import { greetingName, type MailLoader } from '../mail-loader';

/** What waits for the reader's decision; nothing when it was decided, withdrawn or deleted on the way. */
export const loadReviewRequest: MailLoader<'review-request'> = async (
  { database, appUrl },
  { data },
  user,
) => {
  const review = await Review.query(database).findOne({
    ...{ id: String(data['review_id']), state: 'open' },
  });
  if (!review) return null;
  const subject = await reviewKinds[review.kind].nameOf(database, review.subject_id);
  if (subject === null) return null;
  const { due_at } = review;
  return {
    name: greetingName(user),
    subject,
    due: due_at && { at: due_at, timezone: user.timezone },
    url: `${appUrl}/reviews/${review.id}`,
  };
};
