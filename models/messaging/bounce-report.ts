// Reads what a mail server writes when a mail did not arrive after all: RFC 3464, in the multipart/report of RFC 6522.

/** One recipient's failure. */
export interface BounceReport {
  /** The Message-ID of the mail that did not arrive. */
  message_id: string;
  /** The reply code of the server that refused it, where one did. */
  smtp_status: number | null;
  /** What was said about it, as it was written. */
  reply: string;
  /** Whom it was for, as the report has it. */
  recipient: string;
}

type Fields = Record<string, string>;

/** The failure that a report tells of; undefined when it is no report, tells of none, or does not say of which mail. */
export function readBounceReport(raw: string): BounceReport | undefined {
  const parts = partsOf(raw.replaceAll('\r\n', '\n'));
  const status = parts.find(({ type }) => /^message\/(global-)?delivery-status$/.test(type));
  const original = parts.find(({ type }) =>
    /^(message\/(rfc822|global|global-headers)|text\/rfc822-headers)$/.test(type),
  );
  const failure = (status?.body.split(/\n[ \t]*\n/) ?? [])
    .map(fieldsOf)
    .find(({ action = '' }) => action.toLowerCase() === 'failed');
  const message_id = original && /<[^<>\s]+>/.exec(headOf(original.body)['message-id'] ?? '')?.[0];
  if (!failure || !message_id) return undefined;
  const { status: code = '', 'diagnostic-code': diagnostic = '' } = failure;
  const smtp_status = /^smtp\s*;\s*([2-5]\d\d)\b/i.exec(diagnostic)?.[1];
  return {
    message_id,
    smtp_status: smtp_status === undefined ? null : Number(smtp_status),
    reply: valueOf(diagnostic) || code,
    recipient: valueOf(failure['final-recipient'] ?? failure['original-recipient'] ?? ''),
  };
}

interface Part {
  type: string;
  body: string;
}

/** The parts of a multipart/report; none of anything else. */
function partsOf(message: string): Part[] {
  const { 'content-type': type = '' } = headOf(message);
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(type);
  if (!/^multipart\/report\b/i.test(type) || !boundary) return [];
  const marker = `--${boundary[1] ?? boundary[2] ?? ''}`;
  const [inside = ''] = `\n${bodyOf(message)}\n`.split(`\n${marker}--`);
  return inside
    .split(`\n${marker}`)
    .slice(1)
    .map((part) => partOf(part.replace(/^[ \t]*\n/, '')));
}

function partOf(part: string): Part {
  const { 'content-type': type = 'text/plain', 'content-transfer-encoding': encoding = '' } =
    headOf(part);
  const [name = ''] = type.split(';');
  return { type: name.trim().toLowerCase(), body: decoded(bodyOf(part), encoding.toLowerCase()) };
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString().replaceAll('\r\n', '\n');
  if (encoding !== 'quoted-printable') return body;
  return body
    .replaceAll(/=[ \t]*\n/g, '')
    .replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function headOf(entity: string): Fields {
  return fieldsOf(entity.slice(0, endOfHead(entity)));
}

function bodyOf(entity: string): string {
  return entity.slice(endOfHead(entity)).replace(/^\n+/, '');
}

function endOfHead(entity: string): number {
  if (entity.startsWith('\n')) return 0;
  const end = entity.indexOf('\n\n');
  return end < 0 ? entity.length : end;
}

/** Fields by their names in lower case, unfolded. */
function fieldsOf(block: string): Fields {
  const lines = block.replaceAll(/\n[ \t]+/g, ' ').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) return [];
      return [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}

/** What follows the type of a field such as `rfc822; zoe@example.org`. */
function valueOf(field: string): string {
  return field.replace(/^[\w-]+\s*;\s*/, '');
}
