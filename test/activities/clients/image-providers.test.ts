import sharp from 'sharp';
import { createOpenAiImages } from '../../../activities/clients/image-providers/openai-images';
import { createOfflineRenderer } from '../../../activities/clients/image-providers/offline-renderer';
import type {
  CallOutcome,
  ImageProvider,
  PictureRequest,
} from '../../../activities/clients/image-providers/provider';
import { createImageProviders } from '../../../activities/clients/image-providers/providers';
import { imageSettings, imagesOf, unreadyProviders } from '../../../foundation/image-settings';
import { nearby, PictureServer, type PicturePlan } from '../../fakes/picture-server';
import { z } from 'zod';

let server: PictureServer;
let still: AbortSignal;
beforeEach(async () => {
  server = await PictureServer.start();
  still = new AbortController().signal;
});
afterEach(() => server.close());

const wish: PictureRequest = {
  ...{ prompt: 'A basket of plums', negative_prompt: 'people', style: 'watercolour' },
  ...{ quality: 'standard', width: 1200, height: 900, seed: 7 },
};

function providers(settings: Record<string, string>, outgoing = nearby): ImageProvider[] {
  return createImageProviders(imagesOf(z.object(imageSettings).parse(settings)), outgoing);
}

function only(settings: Record<string, string>): ImageProvider {
  const [provider, ...others] = providers(settings);
  if (!provider || others.length > 0) throw new Error('one provider was expected');
  return provider;
}

const openai = (more: Record<string, string> = {}): ImageProvider =>
  only({ IMAGES_OPENAI_API_KEY: server.key, IMAGES_OPENAI_URL: `${server.url}/v1`, ...more });

const diffusion = (login = 'artist:wrong%3F'): ImageProvider =>
  only({ IMAGES_STABLE_DIFFUSION_URL: server.url.replace('//', `//${login}@`) });

async function planned(plan: PicturePlan, provider = openai()): Promise<CallOutcome> {
  server.plans.push(plan);
  return await provider.make(wish, still);
}

describe('a provider that speaks OpenAI’s images API', () => {
  it('makes a picture of the nearest size, and says what its tokens cost', async () => {
    const made = await openai().make(wish, still);
    expect(made).toMatchObject({ kind: 'made', model: 'gpt-image-1', seed: null });
    expect(made).toMatchObject({ cost_micros: 50 * 5 + 1_056 * 40 });
    const [{ body } = { body: {} }] = server.asked;
    expect(body).toEqual({
      ...{ model: 'gpt-image-1', n: 1, size: '1536x1024', quality: 'medium' },
      prompt: 'A basket of plums\nStyle: watercolour.\nWithout: people.',
    });
  });

  it.each<[string, PicturePlan, Partial<CallOutcome>]>([
    [
      'too many requests',
      { status: 429, retryAfter: '21' },
      { code: 'provider_limited', again: true, retry_after: 21 },
    ],
    [
      'nothing left on the account',
      { status: 429, code: 'insufficient_quota' },
      { code: 'provider_limited', again: false },
    ],
    ['an error of its own', { status: 500 }, { code: 'provider_unavailable', again: true }],
    [
      'moderation',
      { status: 400, code: 'moderation_blocked' },
      { code: 'prompt_refused', again: false },
    ],
    [
      'a request that it does not take',
      { status: 400, code: 'invalid_value' },
      { code: 'provider_refused', again: false },
    ],
    ['an empty answer', 'empty', { code: 'picture_unreadable', cost_micros: 42_490 }],
  ])('tells %s', async (_name, plan, outcome) => {
    expect(await planned(plan)).toMatchObject({ kind: 'failed', ...outcome });
    expect(server.asked).toHaveLength(1);
  });

  it.each<[string, PicturePlan]>([
    ['hangs up after the request', 'lost'],
    ['stands behind a gateway that gives up', { status: 504 }],
    ['answers with something else than JSON', 'no JSON'],
  ])('leaves an unknown outcome when it %s, and is asked once', async (_name, plan) => {
    expect(await planned(plan)).toEqual({ kind: 'unknown' });
    expect(server.asked).toHaveLength(1);
  });

  it('refuses a wrong key', async () => {
    const wrong = openai({ IMAGES_OPENAI_API_KEY: 'sk-wrong' });
    const refused = { kind: 'failed', code: 'provider_unauthorized', again: false, cost_micros: 0 };
    expect(await wrong.make(wish, still)).toMatchObject(refused);
  });

  it('charged nothing when nobody listens', async () => {
    const provider = openai();
    await server.close();
    const away = { kind: 'failed', code: 'provider_unavailable', again: true, cost_micros: 0 };
    expect(await provider.make(wish, still)).toMatchObject(away);
    server = await PictureServer.start();
  });

  it('charged nothing when the connection takes too long to stand, other than an answer', async () => {
    const slow = (name: string, code: string): Error =>
      new TypeError('fetch failed', { cause: Object.assign(new Error(name), { code }) });
    const called = jest.spyOn(globalThis, 'fetch');
    called.mockRejectedValueOnce(slow('Connect Timeout Error', 'UND_ERR_CONNECT_TIMEOUT'));
    const away = { kind: 'failed', code: 'provider_unavailable', again: true, cost_micros: 0 };
    expect(await openai().make(wish, still)).toMatchObject(away);
    called.mockRejectedValueOnce(slow('Headers Timeout Error', 'UND_ERR_HEADERS_TIMEOUT'));
    expect(await openai().make(wish, still)).toEqual({ kind: 'unknown' });
    called.mockRestore();
  });

  it('costs its price where it counts tokens in words of its own', async () => {
    expect(await planned('uncounted')).toMatchObject({ kind: 'made', cost_micros: 63_000 });
  });

  it('is not told its format where its models refuse to be told', async () => {
    const chat = openai({ IMAGES_OPENAI_MODEL: 'chatgpt-image-latest' });
    expect(await chat.make(wish, still)).toMatchObject({ kind: 'made' });
    expect(server.asked[0]?.body).not.toHaveProperty('response_format');
    expect(server.asked[0]?.body).toMatchObject({ quality: 'medium' });
  });

  it('may say where the picture lies, where it can be fetched from', async () => {
    expect(await planned('address')).toMatchObject({ kind: 'made', cost_micros: 42_490 });
    const settings = { IMAGES_OPENAI_API_KEY: server.key, IMAGES_OPENAI_URL: `${server.url}/v1` };
    const [guarded] = providers(settings, { allowHttp: true, allowRanges: [] });
    const unreadable = { kind: 'failed', code: 'picture_unreadable', cost_micros: 42_490 };
    expect(await planned('address', guarded)).toMatchObject(unreadable);
  });

  it('does not wait for its moderation as long as for a picture', async () => {
    const { openai: config } = imagesOf(
      z.object(imageSettings).parse({
        ...{ IMAGES_OPENAI_API_KEY: server.key, IMAGES_OPENAI_URL: `${server.url}/v1` },
        IMAGES_OPENAI_MODERATION: 'true',
      }),
    );
    if (!config) throw new Error('it is set up');
    const provider = createOpenAiImages(config, () => Promise.resolve(null), 50);
    const away = { kind: 'failed', code: 'provider_unavailable', again: true };
    expect(await planned('silent', provider)).toMatchObject(away);
    expect(server.made).toBe(0);
  });

  it('is asked for its moderation first where the settings say so', async () => {
    const provider = openai({ IMAGES_OPENAI_MODERATION: 'true' });
    const refused = await provider.make({ ...wish, prompt: 'forbidden' }, still);
    expect(refused).toMatchObject({ kind: 'failed', code: 'prompt_refused' });
    expect(server.made).toBe(0);
    expect(await provider.make(wish, still)).toMatchObject({ kind: 'made' });
    const paths = server.asked.map(({ path }) => path);
    expect(paths).toEqual(['/v1/moderations', '/v1/moderations', '/v1/images/generations']);
  });
});

describe('Blackbox AI', () => {
  const blackbox = (): ImageProvider =>
    only({
      IMAGES_BLACKBOX_API_KEY: server.key,
      ...{ IMAGES_BLACKBOX_URL: server.url, IMAGES_BLACKBOX_PRICES: '0.01,0.02,0.03' },
    });

  it('is asked as in a chat, and its picture fetched from where it says', async () => {
    server.missing = 1;
    const made = await blackbox().make(wish, still);
    const model = 'black-forest-labs/flux-pro';
    expect(made).toMatchObject({ kind: 'made', model, seed: null, cost_micros: 20_000 });
    const bytes = made.kind === 'made' ? made.bytes : Buffer.alloc(0);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1_024, height: 768 });
    const content = 'A basket of plums\nStyle: watercolour.\nWithout: people.';
    expect(server.asked).toEqual([
      {
        path: '/chat/completions',
        body: { model: `blackboxai/${model}`, messages: [{ role: 'user', content }] },
      },
    ]);
  });

  it('may say more than where the picture lies', async () => {
    expect(await planned('address', blackbox())).toMatchObject({ kind: 'made' });
  });

  it('is paid for a picture that cannot be had, and for one whose answer is lost', async () => {
    const unreadable = { kind: 'failed', code: 'picture_unreadable', cost_micros: 20_000 };
    expect(await planned('empty', blackbox())).toMatchObject(unreadable);
    expect(await planned('lost', blackbox())).toEqual({ kind: 'unknown' });
    const busy = { kind: 'failed', code: 'provider_limited', cost_micros: 0 };
    expect(await planned({ status: 429 }, blackbox())).toMatchObject(busy);
  });
});

describe('a Stable Diffusion WebUI', () => {
  it('makes a picture from the seed, and says with which model', async () => {
    const made = await diffusion().make({ ...wish, width: 1_001 }, still);
    const told = { kind: 'made', model: 'orchard-v2', seed: 7, cost_micros: 0 };
    expect(made).toMatchObject(told);
    expect(server.asked[0]?.body).toMatchObject({
      ...{ prompt: 'A basket of plums, watercolour', negative_prompt: 'people', seed: 7 },
      ...{ width: 1_008, height: 904, steps: 25 },
    });
    // The server of this test names the seed that it was given, which is none here.
    expect(await diffusion().make({ ...wish, seed: null }, still)).toMatchObject({ seed: null });
  });

  it('refuses a wrong password, and leaves an unknown outcome when it hangs up', async () => {
    const refused = { kind: 'failed', code: 'provider_unauthorized' };
    expect(await diffusion('artist:other').make(wish, still)).toMatchObject(refused);
    expect(await planned('lost', diffusion())).toEqual({ kind: 'unknown' });
    const unreadable = { kind: 'failed', code: 'picture_unreadable' };
    expect(await planned('empty', diffusion())).toMatchObject(unreadable);
  });
});

describe('the offline renderer', () => {
  const draw = async (change: Partial<PictureRequest> = {}): Promise<Buffer> => {
    const made = await createOfflineRenderer().make(
      { ...wish, width: 320, height: 240, ...change },
      still,
    );
    if (made.kind !== 'made') throw new Error('nothing was drawn');
    return made.bytes;
  };

  it('draws the same picture for the same words and seed, and another one for others', async () => {
    const [first, again, otherSeed, otherWords] = await Promise.all([
      ...[draw(), draw(), draw({ seed: 8 }), draw({ prompt: 'A city at night' })],
    ]);
    expect(again).toEqual(first);
    expect(otherSeed).not.toEqual(first);
    expect(otherWords).not.toEqual(first);
  });

  it.each(['a city', 'the sea', 'a forest', 'dunes of a desert', 'hills', 'mountains', '</svg>&<'])(
    'draws %s in many colours',
    async (prompt) => {
      const { data, info } = await sharp(await draw({ prompt }))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: 320, height: 240 });
      const colours = new Set<number>();
      for (let at = 0; at < data.length; at += info.channels) colours.add(data.readUIntBE(at, 3));
      expect(colours.size).toBeGreaterThan(500);
    },
  );

  it('is who makes pictures without any key, and nobody else', () => {
    expect(providers({}).map(({ name }) => name)).toEqual(['offline']);
    const keyed = { IMAGES_OPENAI_API_KEY: 'k', IMAGES_STABLE_DIFFUSION_URL: 'http://sd:7860' };
    expect(providers(keyed).map(({ name }) => name)).toEqual(['openai', 'stable-diffusion']);
    const ordered = { ...keyed, IMAGES_PROVIDERS: 'stable-diffusion,openai,offline' };
    const names = ['stable-diffusion', 'openai', 'offline'];
    expect(providers(ordered).map(({ name }) => name)).toEqual(names);
    const parsed = z.object(imageSettings).parse({ IMAGES_PROVIDERS: 'openai,offline' });
    expect(unreadyProviders(parsed)).toEqual(['openai']);
  });
});
