import type { Report } from "../../policies/report.ts";
import { createUrn, type Registration } from "../../simulator/resource.ts";

/** A registration with defaults, under the stack `test` of the project `p`. */
export function registration(
  type: string,
  name: string,
  parent: Registration | undefined,
  changes: Partial<Registration> = {},
): Registration {
  return {
    urn: createUrn("test", "p", parent?.urn ?? "", type, name),
    type,
    name,
    ...(parent === undefined ? {} : { parent: parent.urn }),
    custom: !type.startsWith("trading:") && type !== "pulumi:pulumi:Stack",
    protect: false,
    dependencies: [],
    propertyDependencies: {},
    inputs: {},
    checked: changes.inputs ?? {},
    ignoreChanges: [],
    deleteBeforeReplace: false,
    retainOnDelete: false,
    createTimeout: "",
    additionalSecretOutputs: [],
    provider: "",
    ...changes,
  };
}

/** What policies say of a program that is right. */
export const nothingFound: Report = {
  findings: [],
  excepted: [],
  undetermined: [],
  counts: { pass: 0, violation: 0, undetermined: 0, "not-applicable": 0 },
};

export const stack = registration("pulumi:pulumi:Stack", "p-test", undefined);
