import { describe, expect, inject, test } from "vitest";
import { type Declared, declaredByEngine, declaredOffline, type Difference, differences } from "./declared.ts";
import { exceptions } from "./exceptions.ts";
import { stacks, withoutCheckpoints } from "./stacks.ts";

const noCli = inject("noCli");
withoutCheckpoints();

/** Which exceptions were needed, over all stacks. */
const needed = new Set<string>();

const told = ({ urn, path, offline, engine }: Difference) =>
  `${urn} ${path}: offline ${JSON.stringify(offline)}, engine ${JSON.stringify(engine)}`;

describe.skipIf(noCli !== "")(`the offline preview and the engine's first preview${noCli}`, () => {
  test.for(stacks)("declare the same on %s", async (stack) => {
    const offline = await declaredOffline(stack);
    const engine = declaredByEngine(stack);
    const having = (has: (declared: Declared) => boolean) => [...engine.values()].filter(has).length;
    // What nobody has would be equal, too.
    expect({
      resources: having(({ custom }) => custom) > 200,
      protected: having(({ protect }) => protect) > 5,
      secrets: having(({ secrets }) => secrets.length > 0) > 5,
      dependencies: having(({ dependencies }) => dependencies.length > 0) > 100,
      propertyDependencies: having((of) => Object.keys(of.propertyDependencies).length > 0) > 100,
      ignoreChanges: having(({ ignoreChanges }) => ignoreChanges.length > 0) > 0,
      secretOutputs: having((of) => of.additionalSecretOutputs.length > 0) > 5,
      outputs: having(({ outputs }) => JSON.stringify(outputs).includes('"release"')) === 1,
    }).not.toContain(false);
    const unexplained = differences(offline, engine).filter((difference) => {
      const covering = exceptions.filter(({ covers }) => covers(difference));
      for (const { what } of covering) needed.add(what);
      return covering.length !== 1;
    });
    expect(unexplained.map(told)).toEqual([]);
  });

  test("need every exception of the list", () => {
    expect(exceptions.map(({ what }) => what).filter((what) => !needed.has(what))).toEqual([]);
  });
});
