// The registration of providers: the only file that a new one touches besides its own.
import type { ImageProviderName, ImagesConfig } from '../../../foundation/image-settings';
import { createOfflineRenderer } from './offline-renderer';
import { createOpenAiImages } from './openai-images';
import type { ImageProvider } from './provider';
import { createStableDiffusion } from './stable-diffusion';

type SetUp = Pick<ImagesConfig, 'openai' | 'blackbox' | 'stableDiffusion'>;

const made: Record<ImageProviderName, (config: SetUp) => ImageProvider | null> = {
  openai: ({ openai }) => openai && createOpenAiImages('openai', openai),
  blackbox: ({ blackbox }) => blackbox && createOpenAiImages('blackbox', blackbox),
  'stable-diffusion': ({ stableDiffusion }) =>
    stableDiffusion && createStableDiffusion(stableDiffusion),
  offline: () => createOfflineRenderer(),
};

/** The providers that are set up, in the order in which they are asked. */
export function createImageProviders(
  config: SetUp & Pick<ImagesConfig, 'providers'>,
): ImageProvider[] {
  return config.providers.flatMap((name) => made[name](config) ?? []);
}
