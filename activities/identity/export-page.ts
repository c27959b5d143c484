import { ownedTables } from '../../models/identity/owned-data/owned-tables';

/** The page at the top of an archive, in both languages, with what is left out and why. */
export function exportPage(now: Date): string {
  const left = ownedTables.flatMap(({ table, exporter }) => {
    if (exporter.kind === 'withheld') return [`- ${table}: ${exporter.because}`];
    if (exporter.without.length === 0) return [];
    return [`- ${table}: ${exporter.without.join(', ')} (secrets and marks of the service)`];
  });
  return `Relais, ${now.toISOString()}

Toutes les données de votre compte. data/ : une liste JSON par table. files/ : vos fichiers, sous l'identifiant de
leur ligne et leur nom. manifest.json : les nombres, et les fichiers qui n'existaient plus.

All the data of your account. data/: one JSON list per table. files/: your files, by the id of their row and their
name. manifest.json: the counts, and the files that were there no more.

Ce qui n'y est pas, et pourquoi / What is left out, and why:
${left.join('\n')}
`;
}
