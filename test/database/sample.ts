import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Files in the form of MyCrypto's, by the names that its requirements give them (MC-012 to MC-021). */
export const sampleFolder = fileURLToPath(new URL("sample", import.meta.url));

/** A copy of the sample files to change. */
export class SampleFiles {
  readonly folder = mkdtempSync(join(tmpdir(), "sql-"));

  constructor() {
    cpSync(sampleFolder, this.folder, { recursive: true });
  }

  write(file: string, text: string): this {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return this;
  }

  append(file: string, text: string): this {
    return this.write(file, readFileSync(join(this.folder, file), "utf8") + text);
  }

  remove(...files: readonly string[]): this {
    for (const file of files) rmSync(join(this.folder, file));
    return this;
  }

  /** Removes all others. */
  keep(...files: readonly string[]): this {
    return this.remove(...readdirSync(this.folder).filter((file) => !files.includes(file)));
  }

  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Such a copy for the length of a test. */
export function sampleFiles(): SampleFiles {
  const files = new SampleFiles();
  onTestFinished(() => {
    files.discard();
  });
  return files;
}
