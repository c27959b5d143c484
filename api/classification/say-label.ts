import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import type { Image } from '../../models/classification/image';
import { findImage } from '../../models/classification/image.queries';
import { lockImage, reviewImage } from '../../models/classification/review-image';
import { decidable } from '../../models/identity/can';
import { checkIfMatch } from '../etag';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Keeps what a person says that a picture shows, if nobody has said so before, or they have seen what was said. */
export async function sayLabel(tx: Transaction, context: Context<'reviewImage'>): Promise<Image> {
  const { user, params, headers, body, services, request } = context;
  const image = decidable(user, await lockImage(tx, params.id));
  const seen = headers['If-Match'];
  if (image.reviewed_at && seen === undefined) throw fail('already_reviewed');
  checkIfMatch(seen, image.version);
  const voter = { reviewer_id: user.id, request_id: request.res && requestId(request.res) };
  await reviewImage(tx, image, body, { voter, now: services.clock.now() });
  const reviewed = await findImage(tx.sql, image.id);
  if (!reviewed) throw fail('not_found');
  return reviewed;
}
