// How the events of pictures of the studio come about.
import { changeImage, deleteImage } from '../../../models/studio/change-image';
import { requestImages } from '../../../models/studio/request-images';
import { settleAttempt } from '../../../models/studio/settle-image';
import { validateImage } from '../../../models/studio/validate-image';
import { beginAttempt } from '../../../models/studio/work-image';
import { createStudioImage } from '../../factories/studio-image';
import type { World } from './world';

async function decide(world: World, action: 'validate' | 'reject'): Promise<void> {
  const image = await createStudioImage(world.database, world.person.id);
  const by = { voter: { reviewer_id: world.person.id }, now: new Date() };
  await world.inTransaction((tx) => validateImage(tx, image, { action }, by));
}

/** Has a picture asked for that nobody makes, or that a provider has made. */
async function generate(world: World, isMade: boolean): Promise<void> {
  const { person, services } = world;
  const now = new Date();
  const rules = services.config.images;
  const wish = { prompt: 'plums', negative_prompt: null, style: null, quality: 'draft' as const };
  const asked = { ...wish, width: 64, height: 64, seed: 1, count: 1, provider: null };
  const [image] = await world.inTransaction((tx) =>
    requestImages(tx, { ...asked, owner_id: person.id }, rules, now),
  );
  const provider = { name: 'offline', model: 'test', cost_micros: 0, takes_seed: true };
  const begin = { image_id: image?.id ?? '', claim: 'test', now };
  const { step } = await world.inTransaction((tx) =>
    beginAttempt(tx, begin, () => (isMade ? [provider] : []), rules),
  );
  if (!step || step.until !== null) return;
  const file = { object_key: 'studio/one.png', sha256: 'a'.repeat(64), size_bytes: 1 };
  const picture = { ...file, media_type: 'image/png', width: 64, height: 64 };
  const outcome = { kind: 'made', picture, told: null } as const;
  await world.inTransaction((tx) => settleAttempt(tx, step.attempt_id, outcome, now));
}

export const imageHappenings = {
  'studio_image.generated': (world: World) => generate(world, true),
  'studio_image.failed': (world: World) => generate(world, false),
  'studio_image.validated': (world: World) => decide(world, 'validate'),
  'studio_image.rejected': (world: World) => decide(world, 'reject'),
  'studio_image.updated': async (world: World) => {
    const image = await createStudioImage(world.database, world.person.id);
    const title = 'Plums at dawn';
    await world.inTransaction((tx) => changeImage(tx, image, { title }, new Date()));
  },
  'studio_image.deleted': async (world: World) => {
    const image = await createStudioImage(world.database, world.person.id);
    await world.inTransaction((tx) => deleteImage(tx, image, new Date()));
  },
};
