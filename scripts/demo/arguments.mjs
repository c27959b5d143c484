// What `npm run demo` can be told.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PlainError } from '../project.mjs';

export const usage = `npm run demo [-- --images DIR|ZIP] [--json] [--keep]

  --images DIR|ZIP  your own pictures: a folder, looked into deeply, or a ZIP; without it, drawings that come along
  --json            the last line of the output is the result as JSON; everything else goes to stderr
  --keep            keep the folder of this run, with its database, objects and logs, until the next demo`;

// npm runs scripts in the project's folder, and tells where the user was.
const startedIn = process.env.INIT_CWD || process.cwd();

/** The arguments of the demo; throws one line about what it does not know. */
export function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        images: { type: 'string' },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, ...(values.images && { images: path.resolve(startedIn, values.images) }) };
  } catch (error) {
    throw new PlainError(`${error.message}\n\n${usage}`);
  }
}
