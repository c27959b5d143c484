import { openUploads, uploadLifeSeconds } from '../../models/classification/open-uploads';
import type { Upload as UploadRow } from '../../models/classification/upload';
import { authorize } from '../../models/identity/can';
import type { Upload } from '../../openapi/generated/types';
import { operation, reply } from '../operation';
import type { Services } from '../services';

export const createUploads = operation('createUploads', async ({ user, services, body }) => {
  authorize(user, 'classification.use');
  const reservation = { owner_id: user.id, now: services.clock.now() };
  const uploads = await openUploads(services.database, reservation, body.files);
  const results = await Promise.all(uploads.map((upload) => uploadView(services, upload)));
  return reply(201, { results, import_prefix: `imports/${user.id}/` });
});

async function uploadView({ objectStore }: Services, upload: UploadRow): Promise<Upload> {
  const { id, filename, object_key: key, content_type: contentType, size } = upload;
  const signed = await objectStore.signedPutUrl(key, {
    expiresIn: uploadLifeSeconds,
    contentType,
    maxSize: size,
    size,
  });
  return { id, filename, key, ...signed, expires_at: upload.expires_at.toISOString() };
}
