import { deleteImage as hideImage } from '../../models/classification/delete-image';
import {
  findImage,
  imageOrders,
  listImages as listRows,
} from '../../models/classification/image.queries';
import { authorize, owned, ownerScope } from '../../models/identity/can';
import { exportOf } from '../export';
import { recordForeignChange } from '../foreign-change';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { acceptImage } from './accept-image';
import { FileIntake } from './file-intake';
import { imageView } from './image.view';
import { creationRange } from '../instant';
import { imageReply } from './show-image';

export const classifyImage = operation('classifyImage', async (context) => {
  authorize(context.user, 'classification.use');
  const intake = new FileIntake(context.services.objectStore, context.user.id);
  return await acceptImage(context, intake);
});

export const listImages = operation('listImages', async (context) => {
  const { user, services, query, request } = context;
  authorize(user, 'classification.use');
  const { cursor: _cursor, limit: _limit, sort, owner_id, ...chosen } = query;
  const { created_after: _after, created_before: _before, ...equal } = chosen;
  const scope = { owner_id: ownerScope(user, owner_id), ...creationRange(query) };
  const page = pageRequest(context, sort, imageOrders[sort]);
  const found = await listRows(services.database, { ...equal, ...scope }, page);
  const told = { services, language: languageOf(request) };
  const rows = await Promise.all(found.rows.map((row) => imageView(row, told)));
  return reply(
    200,
    pageBody(context, sort, { ...found, rows }, (row) => row),
  );
});

export const exportImages = exportOf('exportImages', listImages);

export const getImage = operation('getImage', async (context) => {
  const { user, services, params } = context;
  const image = owned(user, 'classification.use', await findImage(services.database, params.id));
  return await imageReply(200, context, image);
});

export const deleteImage = operation('deleteImage', async (context) => {
  return await context.transaction(async (tx) => {
    const found = await findImage(tx.sql, context.params.id);
    const image = owned(context.user, 'classification.use', found);
    await hideImage(tx, image);
    await recordForeignChange(tx, context, image, { action: 'image.delete' });
    return reply(204);
  });
});
