import { operation } from '../operation';
import { dropEdit, keepEdit, storeEdit } from './edit-image';
import { studioImageReply } from './show-image';

export const editStudioImage = operation('editStudioImage', async (context) => {
  const stored = await storeEdit(context);
  try {
    return await context.transaction(async (tx) => {
      return await studioImageReply(201, context, await keepEdit(tx, context, stored));
    });
  } catch (error) {
    await dropEdit(context.services, stored);
    throw error;
  }
});
