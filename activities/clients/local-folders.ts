import { mkdir } from 'node:fs/promises';

const remembered = 1_000;

/** Folders that this process has made or found: most objects go where others went just before. */
export class LocalFolders {
  private readonly known = new Map<string, Promise<unknown>>();

  /** Makes a folder with those above it, unless it is known to be there. */
  async provide(path: string): Promise<void> {
    const before = this.known.get(path);
    if (before) return void (await before);
    if (this.known.size >= remembered) this.forget();
    const making = mkdir(path, { recursive: true });
    this.known.set(path, making);
    await making.catch((error: unknown) => {
      this.known.delete(path);
      throw error;
    });
  }

  /** Looks again from now on: somebody may have removed one. */
  forget(): void {
    this.known.clear();
  }
}
