// A message verified twice over: by the library of the specification, and by the code that docs/webhooks.md shows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import type { Received } from '../fakes/webhook-receiver';

/** What it says; throws unless it is signed with the secret. */
export function verifyAsSpecified(secret: string, { headers, body }: Received): unknown {
  return new Webhook(secret).verify(body, headers);
}

type Verify = (secret: string, headers: Record<string, string>, body: string) => unknown;

const page = readFileSync(join(__dirname, '../../docs/webhooks.md'), 'utf8');
const [, snippet = ''] = /^```js\n([\s\S]*?)^```/m.exec(page) ?? [];
const world = { require, Buffer, Date, JSON, Math, Number, String, Error };
const documented = runInNewContext(`${snippet}\nverifyWebhook`, world) as Verify;

/** The same by the documented code. */
export function verifyAsDocumented(secret: string, { headers, body }: Received): unknown {
  return documented(secret, headers, body);
}
