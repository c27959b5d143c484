// One picture at once: stored, classified while the client waits, or soon after.
import { fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import { findImage } from '../../models/classification/image.queries';
import { receiveSingleImage } from '../../models/classification/receive-single-image';
import type { Context, ReplyOf } from '../operation';
import type { FileIntake } from './file-intake';
import { problemOfItem } from './item-problem';
import { type ReceivedImage, receivePicture } from './receive-picture';
import { imageLocation, imageReply } from './show-image';
import { waitForImage } from './wait-for-image';

type ImageContext = Context<'classifyImage'>;

/** Keeps the picture and waits a while for its class. */
export async function acceptImage(
  context: ImageContext,
  intake: FileIntake,
): Promise<ReplyOf<'classifyImage'>> {
  const { database, temporal } = context.services;
  const id = await keepPicture(context, intake);
  await waitForImage(temporal, id);
  const image = await findImage(database, id);
  if (!image) throw fail('not_found', 'The picture was deleted meanwhile.');
  if (image.state === 'pending') return await imageReply(202, context, image);
  if (image.error_code) throw problemOfItem(image.error_code);
  return await imageReply(201, context, image);
}

async function keepPicture(context: ImageContext, intake: FileIntake): Promise<string> {
  const { services, user } = context;
  let file: ReceivedImage | undefined;
  const isKept = async (): Promise<boolean> =>
    file !== undefined && (await findImage(services.database, file.image_id)) !== undefined;
  return await intake.guard(isKept, async () => {
    const received = (file = await receivePicture(context, intake));
    const known = await transaction(services.database, (tx) =>
      receiveSingleImage(tx, user.id, received),
    );
    if (known !== null) throw duplicate(context, known);
    return received.image_id;
  });
}

function duplicate({ request }: ImageContext, imageId: string): Error {
  request.res?.set('location', imageLocation(imageId));
  const detail = `You have this picture as ${imageId}.`;
  return fail('duplicate_image', detail, [{ pointer: '/image', code: 'duplicate_image', detail }]);
}
