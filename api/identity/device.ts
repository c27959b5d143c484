import type { Request } from 'express';
import type { Device } from '../../models/identity/session';

/** Where a request comes from, as far as one can know. */
export function deviceOf(request: Request): Device {
  return { device: (request.get('user-agent') ?? '').slice(0, 300), ip: request.ip ?? '' };
}
