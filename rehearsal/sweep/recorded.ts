import { setTimeout as sleep } from "node:timers/promises";
import type { Counts } from "../../release/judge/counts.ts";
import type { Hands, Order } from "../../release/run/hands.ts";
import { nameOf, type Task } from "../../release/route.ts";
import { readWorld, type World, writeWorld } from "./world.ts";

/** Before people may reach the preview color, all of these were done. */
const checks = ["preflight", "verify-names", "back-up", "restore-sample", "deploy-preview", "test-preview"];

/**
 * Hands that change a file instead of a cloud, and say there what must not have happened.
 *
 * @param badAbove weight from which on the preview color fails, in percent
 */
export function recordedHands(file: string, badAbove: number): Hands {
  const perform = (task: Task, { epoch, signal }: Order): Promise<void> => {
    signal.throwIfAborted();
    const world = readWorld(file);
    wrongsOf(world, task, epoch).forEach((wrong) => world.wrongs.push(wrong));
    apply(world, task);
    world.done.push({ task: nameOf(task), epoch });
    writeWorld(file, world);
    return Promise.resolve();
  };
  return {
    perform,
    watch: async (tell, signal) => {
      for (let t = 25; !signal.aborted; t += 25) {
        const { weight } = readWorld(file);
        const share = weight / 100;
        tell({
          t,
          live: weight < 100 ? counts(50_000 * (1 - share), 0.0002) : undefined,
          preview: counts(50_000 * share, weight > badAbove ? 0.05 : 0.0002),
        });
        await sleep(1);
      }
    },
    notify: () => Promise.resolve(),
  };
}

function counts(requests: number, errorShare: number): Counts {
  const all = Math.round(requests);
  const slow = Math.round(all * 0.01);
  return {
    requests: all,
    errors: Math.round(all * errorShare),
    latency: { boundsMs: [50, 100, 200, 250, 1000], counts: [all - slow, 0, slow, 0, 0, 0] },
  };
}

function apply(world: World, task: Task): void {
  if (task.do === "set-weight") world.weight = task.weight;
  if (task.do === "fence-work" && world.working === task.color) world.working = undefined;
  if (task.do === "start-work") world.working = task.color;
  if (task.do === "open-registration") world.registration = true;
  if (task.do === "close-registration") world.registration = false;
  if (task.do === "retire") world.retired = true;
}

/** What is wrong with a task as the world is; nothing is what is wanted. */
function wrongsOf(world: World, task: Task, epoch: number): string[] {
  const done = (what: string) => world.done.some((one) => one.task === what);
  const last = world.done.at(-1)?.epoch ?? 0;
  const raises = task.do === "set-weight" && task.weight > 0;
  const wrongs: Record<string, boolean> = {
    [`${task.do} of a runner that lost its lock`]: epoch < last,
    "people on the preview color before its checks": raises && !checks.every(done),
    "people on the preview color again after a way back": raises && done("set-weight 0"),
    "weight 0 when the old color was gone": task.do === "set-weight" && task.weight === 0 && world.retired,
    "a weight is confirmed that is another": task.do === "confirm-weight" && world.weight !== task.weight,
    "both colors work": task.do === "start-work" && world.working !== undefined && world.working !== task.color,
    "the old color goes while people use it": task.do === "retire" && world.weight !== 100,
    "the old color goes before the verification": task.do === "retire" && !done("verify"),
  };
  return Object.keys(wrongs).filter((wrong) => wrongs[wrong]);
}
