import { Image } from '../../../models/classification/image';
import { Review } from '../../../models/operations/review';
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
  const image = review && (await Image.query(database).findById(review.subject_id));
  if (!image || image.deleted_at) return null;
  const { due_at } = review;
  return {
    name: greetingName(user),
    subject: image.filename,
    due: due_at && { at: due_at, timezone: user.timezone },
    url: `${appUrl}/reviews/${review.id}`,
  };
};
