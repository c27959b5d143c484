// What requests to platforms carry, as bytes.
import { randomUUID } from 'node:crypto';

/** A field of a form, or a file when it has bytes. */
export interface FormPart {
  name: string;
  value: string | Buffer;
  filename?: string;
  media_type?: string;
}

export type PlatformBody =
  | { json: unknown }
  | { form: Record<string, string> }
  | { parts: readonly FormPart[] }
  | { bytes: Buffer; media_type: string };

interface EncodedBody {
  bytes: Buffer | undefined;
  headers: Record<string, string>;
}

/** The bytes of a body, and the headers that describe them. */
export function encodeBody(body: PlatformBody | undefined): EncodedBody {
  if (body === undefined) return { bytes: undefined, headers: {} };
  if ('json' in body) return encoded(Buffer.from(JSON.stringify(body.json)), 'application/json');
  if ('bytes' in body) return encoded(body.bytes, body.media_type);
  if ('parts' in body) return encodeParts(body.parts);
  const form = new URLSearchParams(body.form).toString();
  return encoded(Buffer.from(form), 'application/x-www-form-urlencoded');
}

function encoded(bytes: Buffer, mediaType: string): EncodedBody {
  return { bytes, headers: { 'content-type': mediaType, 'content-length': String(bytes.length) } };
}

/** RFC 7578. */
function encodeParts(parts: readonly FormPart[]): EncodedBody {
  const boundary = `relais-${randomUUID()}`;
  const pieces = parts.flatMap(({ name, value, filename, media_type }) => {
    const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
    const type = media_type === undefined ? '' : `\r\ncontent-type: ${media_type}`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"${file}${type}`;
    return [Buffer.from(`${head}\r\n\r\n`), Buffer.from(value), Buffer.from('\r\n')];
  });
  const bytes = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
  return encoded(bytes, `multipart/form-data; boundary=${boundary}`);
}

function quoted(text: string): string {
  return text.replaceAll(/["\r\n]/g, (character) => encodeURIComponent(character));
}

/** Values of a body that nobody else may read, by the names of their fields. */
export function secretsIn(body: PlatformBody | undefined): string[] {
  if (body === undefined || 'bytes' in body) return [];
  if ('parts' in body) return secretsOf(body.parts.map(({ name, value }) => [name, value]));
  return secretsOf(Object.entries('json' in body ? { ...(body.json as object) } : body.form));
}

/** The values among these whose names are those of secrets. */
export function secretsOf(fields: [string, unknown][]): string[] {
  const secret = /token|secret|password|passwd|^code$|verifier|jwt|assertion/i;
  return fields.flatMap(([name, value]) =>
    secret.test(name) && typeof value === 'string' ? [value] : [],
  );
}
