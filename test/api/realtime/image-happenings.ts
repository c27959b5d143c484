// How the events of pictures of the studio come about.
import { changeImage, deleteImage } from '../../../models/studio/change-image';
import { validateImage } from '../../../models/studio/validate-image';
import { createStudioImage } from '../../factories/studio-image';
import type { World } from './world';

async function decide(world: World, action: 'validate' | 'reject'): Promise<void> {
  const image = await createStudioImage(world.database, world.person.id);
  const by = { voter: { reviewer_id: world.person.id }, now: new Date() };
  await world.inTransaction((tx) => validateImage(tx, image, { action }, by));
}

export const imageHappenings = {
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
