// Servers that make pictures, as their pages say they behave: OpenAI's images API (platform.openai.com/docs/api-reference/
// images) under `/v1`, Blackbox AI (docs.blackbox.ai/api-reference/image) under `/chat/completions`, and Stable Diffusion
// WebUI under `/sdapi/v1`. They remember what they made, and so what they charged.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import sharp from 'sharp';

/**
 * How the next call goes. `status` answers so before anything is made; `lost` makes the picture and hangs up; `text` and
 * `empty` answer 200 without a picture; `address` says in its words where it lies; `uncounted` counts tokens as nobody does.
 * `silent` is for moderation: no answer comes.
 */
export type PicturePlan =
  | { status: number; code?: string; retryAfter?: string }
  | ('lost' | 'text' | 'empty' | 'no JSON' | 'address' | 'uncounted' | 'silent');

export interface Asked {
  path: string;
  body: Record<string, unknown>;
}

/** Where pictures may be fetched from in a test: from this machine. */
export const nearby = { allowHttp: true, allowRanges: ['127.0.0.0/8'] };

type Answer = { status: number; body: unknown; headers?: Record<string, string> };

const sizes = ['1024x1024', '1536x1024', '1024x1536', 'auto'];

export class PictureServer {
  readonly key = 'sk-of-the-test';
  readonly plans: PicturePlan[] = [];
  readonly asked: Asked[] = [];
  /** Pictures that were made, whether or not they arrived. */
  made = 0;
  /** How often a picture that lies at an address is not there when it is asked for. */
  missing = 0;
  private readonly lying = new Map<string, Buffer>();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.answer(request, response));
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<PictureServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PictureServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return this.hand(request.url ?? '', response);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = JSON.parse(text) as Record<string, unknown>;
    const path = request.url ?? '';
    this.asked.push({ path, body });
    const { status, body: told, headers } = await this.told(request, path, body);
    if (told === 'silent') return;
    if (told === 'lost') return void response.socket?.destroy();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof told === 'string' ? told : JSON.stringify(told));
  }

  private async told(
    { headers }: IncomingMessage,
    path: string,
    body: Record<string, unknown>,
  ): Promise<Answer> {
    if (path === '/sdapi/v1/txt2img')
      return await this.stableDiffusion(headers.authorization, body);
    if (headers.authorization !== `Bearer ${this.key}`) {
      return problem(401, 'invalid_api_key', 'Incorrect API key provided.');
    }
    if (path === '/chat/completions') return await this.blackbox(body);
    if (path === '/v1/moderations') {
      if (this.plans[0] === 'silent') return { status: 200, body: this.plans.shift() };
      const flagged = String(body['input']).includes('forbidden');
      return { status: 200, body: { id: 'modr-1', model: body['model'], results: [{ flagged }] } };
    }
    if (path === '/v1/images/generations') return await this.openai(body);
    return problem(404, null, 'Unknown request URL');
  }

  private async openai(body: Record<string, unknown>): Promise<Answer> {
    const plan = this.plans.shift();
    if (typeof plan === 'object') return planned(plan);
    if ('response_format' in body && /^(chat)?gpt-image/.test(String(body['model']))) {
      return problem(400, 'unknown_parameter', "Unknown parameter: 'response_format'.");
    }
    if (!sizes.includes(String(body['size']))) return problem(400, 'invalid_value', 'Invalid size');
    if (String(body['prompt']).includes('forbidden')) {
      return problem(400, 'moderation_blocked', 'Your request was rejected by the safety system.');
    }
    this.made += 1;
    if (plan === 'lost') return { status: 200, body: 'lost' };
    if (plan === 'no JSON') return { status: 200, body: '<html>' };
    const picture = await encoded(plan, body['size']);
    const shown = plan === 'address' ? { url: this.lay(picture) } : { b64_json: picture };
    const data = plan === 'empty' ? [] : [shown];
    const usage = {
      ...{ input_tokens: 50, output_tokens: 1_056, total_tokens: 1_106 },
      input_tokens_details: { text_tokens: 50, image_tokens: 0 },
    };
    const told = plan === 'uncounted' ? { prompt_tokens: 50, completion_tokens: 0 } : usage;
    return { status: 200, body: { created: 1_789_376_400, data, usage: told } };
  }

  private async blackbox({ model, messages }: Record<string, unknown>): Promise<Answer> {
    const plan = this.plans.shift();
    if (typeof plan === 'object') return planned(plan);
    const [{ role, content: words } = { role: '', content: '' }] = messages as Record<
      string,
      string
    >[];
    if (role !== 'user' || !words) return problem(400, 'invalid_value', 'No message');
    this.made += 1;
    if (plan === 'lost') return { status: 200, body: 'lost' };
    if (plan === 'no JSON') return { status: 200, body: '<html>' };
    const address = this.lay(await encoded(plan, '1024x768'));
    const told = plan === 'address' ? `Here it is: ![plums](${address})` : address;
    const content = plan === 'empty' ? 'Sorry.' : told;
    const message = { content, role: 'assistant', tool_calls: 'None', function_call: 'None' };
    const choices = [{ finish_reason: 'stop', index: 0, message }];
    const answer = { id: 'chatcmpl-1', created: 1_757_147_957, object: 'chat.completion', choices };
    return { status: 200, body: { ...answer, model: String(model).replace('blackboxai/', '') } };
  }

  private lay(encodedPicture: string): string {
    const path = `/pictures/${this.made}.png`;
    this.lying.set(path, Buffer.from(encodedPicture, 'base64'));
    return `${this.url}${path}`;
  }

  private hand(path: string, response: ServerResponse): void {
    const picture = this.missing > 0 ? undefined : this.lying.get(path);
    if (this.missing > 0) this.missing -= 1;
    response.writeHead(picture ? 200 : 503, { 'content-type': 'image/png' }).end(picture);
  }

  private async stableDiffusion(
    authorization: string | undefined,
    body: Record<string, unknown>,
  ): Promise<Answer> {
    const login = `Basic ${Buffer.from('artist:wrong?').toString('base64')}`;
    if (authorization !== login) {
      return { status: 401, body: { detail: 'Incorrect username or password' } };
    }
    const plan = this.plans.shift();
    if (typeof plan === 'object') return planned(plan);
    const { width, height, seed } = body;
    if (Number(width) % 8 !== 0 || typeof seed !== 'number') {
      return { status: 422, body: { detail: [{ loc: ['body'], msg: 'value is not valid' }] } };
    }
    this.made += 1;
    if (plan === 'lost') return { status: 200, body: 'lost' };
    const images = plan === 'empty' ? [] : [await encoded(plan, `${width}x${height}`)];
    const info = JSON.stringify({ seed, sd_model_name: 'orchard-v2' });
    return { status: 200, body: { images, parameters: {}, info } };
  }
}

function planned({ status, code, retryAfter }: Exclude<PicturePlan, string>): Answer {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return { ...problem(status, code ?? null, 'as planned'), headers };
}

function problem(status: number, code: string | null, message: string): Answer {
  return { status, body: { error: { message, type: 'error', param: null, code } } };
}

async function encoded(plan: PicturePlan | undefined, size: unknown): Promise<string> {
  if (plan === 'text')
    return Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64');
  const [width = 1024, height = 1024] = String(size).split('x').map(Number);
  const create = { width, height, channels: 3, background: '#7a4b8c' } as const;
  return (await sharp({ create }).png().toBuffer()).toString('base64');
}
