import { readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * Takes a lock that one process holds at a time; a lock whose process has ended counts as free.
 *
 * @param file where the holder's process id is kept; its folder must be there
 * @returns what gives the lock back, or the process that holds it
 */
export function takeLock(file: string): { release: () => void } | { heldBy: number } {
  const release = () => {
    rmSync(file, { force: true });
  };
  if (create(file)) return { release };
  const heldBy = Number(readFileSync(file, "utf8"));
  if (isRunning(heldBy)) return { heldBy };
  release();
  return create(file) ? { release } : { heldBy: Number(readFileSync(file, "utf8")) };
}

function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  // A lock that could not be written in full names no process.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
