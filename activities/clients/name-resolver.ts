import { Resolver } from 'node:dns/promises';

/** Every address of a name; none, or an error, when it has none. */
export type ResolveName = (name: string) => Promise<string[]>;

/**
 * Asks the name servers themselves. The system's own way would also read this machine's list of hosts, complete short
 * names to those of the network inside, and hold one of the few threads of the process for as long as a server likes.
 */
export function createResolver(): ResolveName {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return async (name) => {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}
