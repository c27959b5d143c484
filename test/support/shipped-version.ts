import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const active = readFileSync(resolve(__dirname, '../../ml/models/active.json'), 'utf8');

/** The classifier version that the product ships with. */
export const shippedVersion = (JSON.parse(active) as { version: string }).version;
