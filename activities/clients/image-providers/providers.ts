// The registration of providers: the only file that a new one touches besides its own.
import type { Config } from '../../../foundation/config';
import type { ImageProviderName, ImagesConfig } from '../../../foundation/image-settings';
import { createAddressGuard } from '../../../foundation/public-addresses';
import { createPictureFetcher, type FetchPicture } from '../fetch-picture';
import { createBlackboxImages } from './blackbox-images';
import { createOfflineRenderer } from './offline-renderer';
import { createOpenAiImages } from './openai-images';
import type { ImageProvider } from './provider';
import { createStableDiffusion } from './stable-diffusion';

type SetUp = Pick<ImagesConfig, 'openai' | 'blackbox' | 'stableDiffusion'>;

type Create = (config: SetUp, fetchPicture: FetchPicture) => ImageProvider | null;

const made: Record<ImageProviderName, Create> = {
  openai: ({ openai }, fetchPicture) => openai && createOpenAiImages(openai, fetchPicture),
  blackbox: ({ blackbox }, fetchPicture) =>
    blackbox && createBlackboxImages(blackbox, fetchPicture),
  'stable-diffusion': ({ stableDiffusion }) =>
    stableDiffusion && createStableDiffusion(stableDiffusion),
  offline: () => createOfflineRenderer(),
};

/** The providers that are set up, in the order in which they are asked. Pictures are fetched from where requests may go. */
export function createImageProviders(
  config: SetUp & Pick<ImagesConfig, 'providers'>,
  { allowHttp, allowRanges }: Config['outgoing'],
): ImageProvider[] {
  const fetchPicture = createPictureFetcher({ allowHttp, guard: createAddressGuard(allowRanges) });
  return config.providers.flatMap((name) => made[name](config, fetchPicture) ?? []);
}
