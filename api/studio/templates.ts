import { creationOrders } from '../../foundation/keyset';
import { authorize, owned, ownerScope } from '../../models/identity/can';
import {
  createTemplate,
  deleteTemplate,
  type TemplateWish,
  updateTemplate,
} from '../../models/studio/change-post-template';
import {
  findTemplate,
  listTemplates,
  lockTemplate,
} from '../../models/studio/post-template.queries';
import { requireIfMatch } from '../etag';
import { exportOf } from '../export';
import { recordForeignChange } from '../foreign-change';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { postContext } from './accept-post';
import { templateReply } from './show-template';
import { templateView } from './template.view';

export const createPostTemplate = operation('createPostTemplate', async (context) => {
  const { user, body, services } = context;
  authorize(user, 'studio.use');
  return await context.transaction(async (tx) => {
    const wish: TemplateWish = { hashtags: [], variables: {}, ...body };
    const template = await createTemplate(tx, user.id, wish, services.clock.now());
    return templateReply(201, template);
  });
});

export const listPostTemplates = operation('listPostTemplates', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const { sort } = query;
  const owner_id = ownerScope(user, query.owner_id);
  const request = pageRequest(context, sort, creationOrders[sort]);
  const page = await listTemplates(services.database, owner_id, request);
  return reply(200, pageBody(context, sort, page, templateView));
});

export const exportPostTemplates = exportOf('exportPostTemplates', listPostTemplates);

export const getPostTemplate = operation('getPostTemplate', async ({ user, services, params }) => {
  const template = await findTemplate(services.database, params.id);
  return templateReply(200, owned(user, 'studio.use', template));
});

export const updatePostTemplate = operation('updatePostTemplate', async (context) => {
  const { user, params, headers, body, services } = context;
  return await context.transaction(async (tx) => {
    const template = owned(user, 'studio.use', await lockTemplate(tx, params.id));
    requireIfMatch(headers['If-Match'], template.version);
    const changed = await updateTemplate(tx, template, body, postContext(services));
    const changes = { fields: Object.keys(body) };
    await recordForeignChange(tx, context, template, { action: 'post_template.update', changes });
    return templateReply(200, changed);
  });
});

export const deletePostTemplate = operation('deletePostTemplate', async (context) => {
  const { user, params } = context;
  return await context.transaction(async (tx) => {
    const template = owned(user, 'studio.use', await lockTemplate(tx, params.id));
    await deleteTemplate(tx, template);
    await recordForeignChange(tx, context, template, { action: 'post_template.delete' });
    return reply(204);
  });
});
