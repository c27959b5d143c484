// Where this checkout lives, and which Node it needs. Plain syntax only: this file must load on old versions of Node.
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The folder of this checkout. */
export const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

/** A problem whose message is all that the reader needs: entry points print it without a stack trace. */
export class PlainError extends Error {}

/** Throws unless this Node is one that the project runs on. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new PlainError(`Relais needs Node 20.19 or newer; this is Node ${version}.`);
}

/** Runs an entry point: its exit code, or one line for a plain problem. */
export async function main(body) {
  try {
    checkNode();
    const code = await body(process.argv.slice(2));
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = 1;
  }
}

/** Whether a module is the one that was started from the command line. */
export function isEntry(moduleUrl) {
  return (
    process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(moduleUrl)
  );
}
