import { fail } from '../../foundation/errors';
import { authorize, ownerScope } from '../../models/identity/can';
import { deleteTag, rememberTags, tagName } from '../../models/studio/image-tag';
import {
  findImageTag,
  imageTagOrder,
  type ImageTagRow,
  listImageTags as listRows,
} from '../../models/studio/image-tag.queries';
import type { ImageTag } from '../../openapi/generated/types';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';

const order = 'name';

export const listImageTags = operation('listImageTags', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const owner_id = ownerScope(user, query.owner_id);
  const filters = { owner_id, ...(query.search !== undefined && { search: query.search }) };
  const page = await listRows(
    services.database,
    filters,
    pageRequest(context, order, imageTagOrder),
  );
  return reply(200, pageBody(context, order, page, tagView));
});

export const exportImageTags = exportOf('exportImageTags', listImageTags);

export const createImageTag = operation('createImageTag', async (context) => {
  const { user, services, body } = context;
  authorize(user, 'studio.use');
  const name = tagName(body.name);
  return await context.transaction(async (tx) => {
    const names = { owner_id: user.id, names: [name], now: services.clock.now() };
    const made = await rememberTags(tx, names);
    const tag = await findImageTag(tx.sql, { owner_id: user.id, name });
    if (!tag) throw fail('not_found');
    return made.length > 0 ? reply(201, tagView(tag)) : reply(200, tagView(tag));
  });
});

export const deleteImageTag = operation('deleteImageTag', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const tag = { owner_id: user.id, name: tagName(query.name), now: services.clock.now() };
  return await context.transaction(async (tx) => {
    if (!(await deleteTag(tx, tag))) throw fail('not_found');
    return reply(204);
  });
});

function tagView({ id, owner_id, name, images, created_at }: ImageTagRow): ImageTag {
  return { id, owner_id, name, images, created_at: created_at.toISOString() };
}
