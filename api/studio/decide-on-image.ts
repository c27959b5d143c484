import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import type { StudioImage } from '../../models/studio/studio-image';
import { findStudioImage } from '../../models/studio/studio-image.queries';
import { validateImage } from '../../models/studio/validate-image';
import { checkIfMatch } from '../etag';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** Keeps what the user says of a locked picture, if it is still the one that they have seen. */
export async function decideOnImage(
  tx: Transaction,
  { user, headers, body, services, request }: Context<'validateStudioImage'>,
  image: StudioImage,
): Promise<StudioImage> {
  checkIfMatch(headers['If-Match'], image.version);
  const voter = { reviewer_id: user.id, request_id: request.res && requestId(request.res) };
  await validateImage(tx, image, body, { voter, now: services.clock.now() });
  const decided = await findStudioImage(tx.sql, image.id);
  if (!decided) throw fail('not_found');
  return decided;
}
