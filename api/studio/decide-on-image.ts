import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import type { StudioImage } from '../../models/studio/studio-image';
import { findStudioImage } from '../../models/studio/studio-image.queries';
import { validateImage } from '../../models/studio/validate-image';
import { checkIfMatch, requireIfMatch } from '../etag';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Keeps what the user says of a locked picture, if it is still the one that they have seen: reviewers have to say which. */
export async function decideOnImage(
  tx: Transaction,
  { user, headers, body, services, request }: Context<'validateStudioImage'>,
  image: StudioImage,
): Promise<StudioImage> {
  const check = image.owner_id === user.id ? checkIfMatch : requireIfMatch;
  // Of what is decided already that is told, whatever was seen of it.
  if (image.status === 'generated') check(headers['If-Match'], image.version);
  const voter = { reviewer_id: user.id, request_id: request.res && requestId(request.res) };
  await validateImage(tx, image, body, { voter, now: services.clock.now() });
  const decided = await findStudioImage(tx.sql, image.id);
  if (!decided) throw fail('not_found');
  return decided;
}
