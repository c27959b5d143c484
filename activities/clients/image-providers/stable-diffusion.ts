// Stable Diffusion WebUI with `--api`: https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API
import { z } from 'zod';
import type { StudioImageQuality } from '../../../models/studio/studio-image';
import { outcomeOfAnswer, outcomeOfError } from './call-failure';
import { type CallOutcome, failed, type ImageProvider, type PictureRequest } from './provider';

const steps: Record<StudioImageQuality, number> = { draft: 12, standard: 25, high: 40 };

/** `info` is JSON within JSON. */
const answer = z.object({ images: z.array(z.string()).min(1), info: z.string() });
const seed = z.int().min(0).max(4_294_967_295).optional().catch(undefined);
const info = z.object({ seed, sd_model_name: z.string().nullish() });

/** A Stable Diffusion WebUI of one's own. User and password of `--api-auth` may stand in its address. */
export function createStableDiffusion({ url }: { url: string }): ImageProvider {
  const { username, password, origin, pathname } = new URL(url);
  const address = `${origin}${pathname.replace(/\/$/, '')}/sdapi/v1/txt2img`;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  const headers = {
    'content-type': 'application/json',
    ...(username !== '' && { authorization }),
  };

  async function make(request: PictureRequest, signal: AbortSignal): Promise<CallOutcome> {
    try {
      const response = await fetch(address, {
        ...{ method: 'POST', headers, redirect: 'error', body: JSON.stringify(bodyOf(request)) },
        signal,
      });
      const text = await response.text();
      if (response.ok) return outcomeOfPicture(text, request);
      const retryAfter = response.headers.get('retry-after');
      return outcomeOfAnswer({ status: response.status, code: null, retryAfter });
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  return {
    ...{ name: 'stable-diffusion', model: 'stable-diffusion', takes_seed: true },
    ...{ source: 'trainedAlgorithmicMedia', price: () => 0, make },
  };
}

function bodyOf(request: PictureRequest): Record<string, unknown> {
  const { prompt, style, negative_prompt, quality, width, height, seed } = request;
  return {
    prompt: style === null ? prompt : `${prompt}, ${style}`,
    negative_prompt: negative_prompt ?? '',
    // Latent pixels are eight wide.
    ...{ width: Math.ceil(width / 8) * 8, height: Math.ceil(height / 8) * 8 },
    ...{ seed: seed ?? -1, steps: steps[quality], batch_size: 1, n_iter: 1 },
    ...{ send_images: true, save_images: false },
  };
}

function outcomeOfPicture(text: string, { seed: asked }: PictureRequest): CallOutcome {
  const told = answer.safeParse(parsed(text));
  if (!told.success) return failed('picture_unreadable');
  const { seed = asked, sd_model_name } = info.safeParse(parsed(told.data.info)).data ?? {};
  const bytes = Buffer.from(told.data.images[0] ?? '', 'base64');
  const model = sd_model_name ?? 'stable-diffusion';
  return { kind: 'made', bytes, model, seed, cost_micros: 0 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
