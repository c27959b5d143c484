import { creationOrders } from '../../foundation/keyset';
import { authorize, decidable, owned, ownerScope } from '../../models/identity/can';
import { changeImage, deleteImage } from '../../models/studio/change-image';
import { tagName } from '../../models/studio/image-tag';
import {
  findStudioImage,
  listStudioImages as listRows,
  lockStudioImage,
} from '../../models/studio/studio-image.queries';
import { recordForeignChange } from '../foreign-change';
import { requireIfMatch } from '../etag';
import { exportOf } from '../export';
import { creationRange } from '../instant';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { decideOnImage } from './decide-on-image';
import { studioImageView } from './image.view';
import { studioImageReply } from './show-image';

export const listStudioImages = operation('listStudioImages', async (context) => {
  const { user, services, query, request } = context;
  authorize(user, 'studio.use');
  const { sort, status, tag, parent_id, search } = query;
  const equal = { ...(status && { status }), ...(parent_id && { parent_id }) };
  const found = { ...(tag && { tag: tagName(tag) }), ...(search !== undefined && { search }) };
  const scope = { owner_id: ownerScope(user, query.owner_id), ...creationRange(query) };
  const order = pageRequest(context, sort, creationOrders[sort]);
  const page = await listRows(services.database, { ...equal, ...found, ...scope }, order);
  const told = { services, language: languageOf(request) };
  const rows = await Promise.all(page.rows.map((row) => studioImageView(row, told)));
  const body = pageBody(context, sort, { ...page, rows }, (row) => row);
  return reply(200, body);
});

export const exportStudioImages = exportOf('exportStudioImages', listStudioImages);

export const getStudioImage = operation('getStudioImage', async (context) => {
  const found = await findStudioImage(context.services.database, context.params.id);
  return await studioImageReply(200, context, owned(context.user, 'studio.use', found));
});

export const updateStudioImage = operation('updateStudioImage', async (context) => {
  const { user, params, headers, body, services } = context;
  return await context.transaction(async (tx) => {
    const image = owned(user, 'studio.use', await lockStudioImage(tx, params.id));
    requireIfMatch(headers['If-Match'], image.version);
    const changed = await changeImage(tx, image, body, services.clock.now());
    const changes = { fields: Object.keys(body) };
    await recordForeignChange(tx, context, image, { action: 'studio_image.update', changes });
    return await studioImageReply(200, context, changed);
  });
});

export const deleteStudioImage = operation('deleteStudioImage', async (context) => {
  const { user, params, services } = context;
  return await context.transaction(async (tx) => {
    const image = owned(user, 'studio.use', await lockStudioImage(tx, params.id));
    await deleteImage(tx, image, services.clock.now());
    await recordForeignChange(tx, context, image, { action: 'studio_image.delete' });
    return reply(204);
  });
});

export const validateStudioImage = operation('validateStudioImage', async (context) => {
  authorize(context.user, 'studio.use');
  return await context.transaction(async (tx) => {
    const image = decidable(context.user, await lockStudioImage(tx, context.params.id));
    return await studioImageReply(200, context, await decideOnImage(tx, context, image));
  });
});
