import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPictureFetcher } from '../../../activities/clients/fetch-picture';
import { createAddressGuard } from '../../../foundation/public-addresses';

let server: Server;
let origin: string;
let asked: string[];
let answer: RequestListener;
let resolved: Record<string, string[]>;
beforeEach(async () => {
  asked = [];
  resolved = {};
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const fetcher = (allowRanges: string[] = ['127.0.0.0/8'], pause = () => Promise.resolve()) =>
  createPictureFetcher({
    ...{ allowHttp: true, guard: createAddressGuard(allowRanges), pause },
    resolve: (name) => Promise.resolve(resolved[name] ?? []),
  });

describe('a picture at an address', () => {
  it('is asked for until it is there: it is paid for', async () => {
    answer = (_request, response) => {
      const isThere = asked.length > 9;
      response.writeHead(isThere ? 200 : asked.length % 2 === 0 ? 404 : 503).end('picture');
    };
    expect((await fetcher()(`${origin}/one`))?.toString()).toBe('picture');
    expect(asked).toHaveLength(10);
  });

  it('is asked for again when the line breaks in the middle of it', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '7' });
      if (asked.length > 1) return void response.end('picture');
      response.write('pic', () => response.destroy());
    };
    expect((await fetcher()(`${origin}/one`))?.toString()).toBe('picture');
  });

  it('is not looked for where an answer sends somebody else to', async () => {
    answer = (_request, response) => {
      response.writeHead(302, { location: `${origin}/inside` }).end();
    };
    expect(await fetcher()(`${origin}/one`)).toBeNull();
    expect(asked).toEqual(['/one']);
  });

  it('ends where no picture is that long, and is not asked for again', async () => {
    const chunk = Buffer.alloc(1024 * 1024);
    answer = (_request, response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write(chunk, more));
      more();
    };
    expect(await fetcher()(`${origin}/endless`)).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '169.254.169.254'])(
    'is not fetched from %s',
    async (host) => {
      answer = (_request, response) => void response.end('secret');
      const { port } = new URL(origin);
      expect(await fetcher([])(`http://${host}:${port}/`)).toBeNull();
      expect(asked).toEqual([]);
    },
  );

  it.each([
    ['an address of the network inside', ['127.0.0.1']],
    ['one of them among others', ['93.184.215.14', '10.0.0.7']],
    ['one of them as IPv6', ['::ffff:127.0.0.1']],
  ])('is not fetched from a name that has %s, whatever it had before', async (_name, addresses) => {
    answer = (_request, response) => void response.end('secret');
    resolved = { 'pictures.example.com': addresses };
    const { port } = new URL(origin);
    expect(await fetcher([])(`http://pictures.example.com:${port}/`)).toBeNull();
    expect(asked).toEqual([]);
  });

  it.each(['Sorry.', 'file:///etc/passwd', 'data:image/png;base64,AAAA', 'http://a:b@127.0.0.1/'])(
    'is not fetched from what is no address: %s',
    async (address) => {
      expect(await fetcher()(address)).toBeNull();
    },
  );
});
