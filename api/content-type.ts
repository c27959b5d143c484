// Stands before the validator, which keeps a compiled validator per Content-Type with all its parameters: whatever a
// client sends, only the media types of the contract reach it, written in one way.
import type { Request } from 'express';
import { fail } from '../foundation/errors';
import type { ContractOperation } from './contract';

const boundaryPattern = /;\s*boundary=(?:"([^"\\]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i;
const charsetPattern = /;\s*charset="?([^\s;"]+)"?/i;

function hasBody(request: Request): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length ?? '0') !== '0';
}

/** Leaves a request with no Content-Type, or with one that its operation declares, in canonical form. */
export function canonicalizeContentType(request: Request, operation: ContractOperation): void {
  const given = request.headers['content-type'] ?? '';
  delete request.headers['content-type'];
  const [first] = operation.bodyTypes;
  if (first === undefined) return;
  if (!hasBody(request)) {
    // The validator then says that the body is missing, where the contract requires one.
    request.headers['content-type'] = first;
    return;
  }
  request.headers['content-type'] = canonical(given, operation.bodyTypes);
}

function canonical(given: string, allowed: string[]): string {
  const type = (given.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (!allowed.includes(type)) {
    throw fail('unsupported_media_type', `Send ${allowed.join(' or ')}.`);
  }
  if (type === 'multipart/form-data') {
    const match = boundaryPattern.exec(given);
    const boundary = match?.[1] ?? match?.[2];
    if (!boundary) throw fail('validation_failed', 'The multipart boundary is missing.');
    return `${type}; boundary="${boundary}"`;
  }
  const charset = charsetPattern.exec(given)?.[1]?.toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') {
    throw fail('unsupported_media_type', 'Send UTF-8.');
  }
  return type;
}
