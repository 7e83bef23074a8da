import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { demand, is, isSet, known, matches } from "../../demand.ts";
import { on } from "./values.ts";

const trail = "aws:cloudtrail/trail:Trail";
const detector = "aws:guardduty/detector:Detector";
const recorder = "aws:cfg/recorder:Recorder";
const analyzer = "aws:accessanalyzer/analyzer:Analyzer";

/** What every account is watched by. */
const baseline: Readonly<Record<string, { missing: string; faults: (graph: Graph, node: Node) => Finding[] }>> = {
  [trail]: { missing: "no trail of CloudTrail", faults: trailFaults },
  [detector]: {
    missing: "no detector of GuardDuty",
    faults: (_, { reader }) => demand(reader, "enable", is(undefined, true), "the detector is switched off"),
  },
  [recorder]: { missing: "no recorder of AWS Config", faults: recorderFaults },
  [analyzer]: {
    missing: "no analyzer of external access",
    faults: () => [],
  },
};

export const accountBaseline: StackRule = {
  id: "account-baseline",
  severity: "medium",
  level: "advisory",
  requirements: ["MC-239"],
  refs: {
    checkov: ["CKV_AWS_67", "CKV_AWS_35", "CKV_AWS_36"],
    fsbp: ["CloudTrail.1", "CloudTrail.2", "CloudTrail.4", "GuardDuty.1", "Config.1"],
    cis: ["3.1", "3.2", "3.3"],
  },
  rationale: "An account's own doings are recorded in every region and watched, or an intruder leaves no trace.",
  fix: "Declare what is missing in the stack of the account's baseline, on, for all regions and encrypted.",
  checkStack: (graph) => {
    const declared = graph.of(...Object.keys(baseline));
    // A stack that declares none of it is not the account's own: it runs in an account that another one watches over.
    const [first] = declared;
    if (first === undefined) return [];
    return Object.entries(baseline).flatMap(([type, { missing, faults }]): StackFinding[] => {
      const present = declared.filter((node) => node.type === type && counts(node));
      return present.length === 0
        ? on(first, [{ path: "", message: `beside it there is ${missing}` }])
        : present.flatMap((node) => on(node, faults(graph, node)));
    });
  },
};

/** An analyzer of unused access sees nothing of others' access. */
function counts({ reader }: Node): boolean {
  return !known(reader, "type", matches(/UNUSED_ACCESS/));
}

function trailFaults(_: Graph, { reader }: Node): Finding[] {
  return [
    ...demand(reader, "isMultiRegionTrail", is(true), "other regions leave no trace"),
    ...demand(reader, "enableLogging", is(undefined, true), "the trail is switched off"),
    ...demand(reader, "enableLogFileValidation", is(true), "a changed log file would not be noticed"),
    ...demand(reader, "includeGlobalServiceEvents", is(undefined, true), "IAM leaves no trace"),
    ...demand(reader, "kmsKeyId", isSet, "the logs are under no key of ours"),
  ];
}

function recorderFaults(graph: Graph, node: Node): Finding[] {
  const { reader } = node;
  const states = graph.referring(node, "name", "aws:cfg/recorderStatus:RecorderStatus");
  const running = states.some((state) => !known(state.reader, "isEnabled", (enabled) => enabled !== true));
  return [
    ...(running ? [] : [{ path: "", message: "no recorder status switches the recorder on" }]),
    // Leaving some types out is a choice; naming the few that count is not a record of the account.
    ...(known(reader, "recordingGroup.recordingStrategies[0].useOnly", is("EXCLUSION_BY_RESOURCE_TYPES"))
      ? []
      : demand(reader, "recordingGroup.allSupported", is(undefined, true), "some types are not recorded")),
  ];
}
