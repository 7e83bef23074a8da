import { afterAll, describe, expect, inject, test } from "vitest";
import { type ReleaseDocument, releaseSchema } from "../../contract/release.ts";
import { rehearse } from "../../rehearsal/rehearse.ts";
import { rehearsedPlan } from "../../rehearsal/rehearsed-plan.ts";
import type { Scenario } from "../../rehearsal/scenarios.ts";
import type { Through } from "../../rehearsal/through.ts";
import { project, runFile } from "../cli.ts";
import { releaseOf } from "./release-of.ts";
import { noCheckpoints } from "./stacks.ts";
import { broughtUp, simulation } from "./stage.ts";

const noCli = inject("noCli");

const stack = "staging";
const candidate = releaseOf("green", "1.6.0");

const scenario: Scenario = {
  name: "through-the-engine",
  about: "weights go through the engine and the stack's outputs, and the preview color fails at 10 %",
  wanted: "aborted",
  because: /requests fail more often/,
  highest: 10,
  // An update takes the engine a while, whatever the release's clock says.
  scale: 4,
  fault: {
    what: "half of the requests fail",
    after: { task: "confirm-weight 10", seconds: 20 },
    behaviors: [{ behavior: { errorShare: 0.5 }, seconds: Infinity }],
  },
};

describe.skipIf(noCli !== "")(`a rehearsal through the official engine${noCli}`, () => {
  const folder = noCli === "" ? broughtUp(stack, afterAll) : "";

  const released = async (): Promise<ReleaseDocument> => {
    const { session } = await simulation({ stack, folder });
    const { release } = await session.stack.outputs();
    return releaseSchema.parse((release?.value as Record<string, unknown>)["mycrypto"]);
  };
  // In a process of its own: the program holds its processor for seconds, in which nobody would get an answer here.
  const up = async (...options: string[]) => {
    const args = ["up", "--stack", stack, "--folder", folder, "--config", candidate, ...options];
    const { status, stdout, stderr } = await runFile("engine/simulate.ts", args, project, noCheckpoints);
    if (status !== 0) throw new Error(`the update ended with ${status}:\n${stdout}\n${stderr}`);
  };

  test("moves the weights of the stack, and takes them back when the release is bad", async () => {
    const moves: number[][] = [];
    const through: Through = {
      deploy: () => up(),
      setWeight: async (weight) => {
        const targets = (await released()).listenerRules.flatMap(({ urn }) => ["--target", urn]);
        await up("--config", `systems.mycrypto.weights={blue: ${100 - weight}, green: ${weight}}`, ...targets);
        const { listenerRules } = await released();
        const shares = listenerRules.map(({ weights }) => weights.green);
        moves.push(shares);
        return shares;
      },
    };
    const deadlines = { weights: 1200, rollback: 1200 };
    const result = await rehearse(scenario, through, rehearsedPlan({ deadlines }));
    expect(result).toMatchObject({ phase: "aborted", wrongs: [], lost: 0, socketsDropped: 0 });
    expect(moves.map((shares) => [...new Set(shares)])).toEqual([[10], [0]]);
    expect(await released()).toMatchObject({
      weights: { blue: 100, green: 0 },
      weightsAgree: true,
      live: "blue",
      preview: "green",
      colors: { green: { version: "1.6.0" } },
    });
  });
});
