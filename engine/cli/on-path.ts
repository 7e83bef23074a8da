import { join } from "node:path";
import { type Answer, cliAt, pathFolders } from "./candidate.ts";
import type { World } from "./world.ts";

/** The first way: the first `pulumi` on PATH that is of a version to use. */
export async function cliOnPath(world: World): Promise<Answer> {
  const all = pathFolders(world.env)
    .map((folder) => join(folder, "pulumi"))
    .filter((file) => world.isExecutable(file));
  const candidates = all.filter((file) => !isLauncher(file, world));
  const reasons: string[] = [];
  for (const file of candidates) {
    const answer = await cliAt(file, world);
    if ("cli" in answer) return answer;
    reasons.push(answer.reason);
  }
  if (reasons.length > 0) return { reason: reasons.join("; ") };
  const but = all.length > 0 ? " but the npm package's launcher" : "";
  return { reason: `there is no pulumi on PATH${but}` };
}

/** The launcher of the npm package would download a CLI only to say its version: that is the second way. */
function isLauncher(file: string, world: World): boolean {
  return [file, world.realPath(file)].some((path) => path.includes("/node_modules/"));
}
