import type { Graph, Node, StackFinding } from "../../graph.ts";
import { is, known, text } from "../../demand.ts";
import type { StackRule } from "../../rule.ts";
import { containers, keepsPods, podTemplates } from "../pods.ts";
import { carriesSettings, workloadSettings } from "../workload-settings.ts";

/** The phase is the stack's own setting, which its components repeat (MC-166; architecture, G15). */
const phases = ["facts.registrationEnabled", "config.registrationEnabled"];

const service = "auth-service";

export const registrationGated: StackRule = {
  id: "registration-gated",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-166", "MC-167", "MC-168"],
  refs: {},
  rationale: "Users register only once the release has reached that phase; before, they would find an unproved system.",
  fix: "Say REGISTRATION_ENABLED in the auth service's settings, and let it follow the system's registrationEnabled.",
  checkStack: (graph) =>
    graph
      .of()
      .filter(({ type }) => carriesSettings(type))
      .flatMap((node) => [...openFaults(graph, node), ...silentFaults(graph, node)]),
};

function isSwitch(key: string): boolean {
  return /registration(is)?enabled$|enable(user)?registration$/.test(key);
}

/** Open without a phase that says so. */
function openFaults(graph: Graph, node: Node): StackFinding[] {
  return workloadSettings(node.type, node.reader)
    .filter(({ key }) => isSwitch(key))
    .flatMap(({ path, value }) => {
      const said = value();
      if (said === undefined || /^\s*(false|0|no|off)?\s*$/i.test(said) || isOpen(graph, node)) return [];
      return [{ urn: node.urn, path, message: "opens registration before the release has enabled it" }];
    });
}

/** Whether a component around it says that registration is open, or cannot say yet. */
function isOpen(graph: Graph, node: Node): boolean {
  return graph.ancestors(node).some(({ reader }) =>
    phases.some((path) => {
      const phase = reader.get(path);
      return !phase.known || phase.value === true;
    }),
  );
}

/** An auth service that is told nothing decides by itself. */
function silentFaults(graph: Graph, node: Node): StackFinding[] {
  const { urn, type, reader } = node;
  if (!keepsPods(type) || !isAuth(node)) return [];
  const maps = graph.targets(node, "spec", "kubernetes:core/v1:ConfigMap");
  const told = [node, ...maps].flatMap((teller) => workloadSettings(teller.type, teller.reader));
  const all = podTemplates(type, reader).flatMap((template) => containers(template, "containers"));
  const [first] = all;
  if (first === undefined || told.some(({ key }) => isSwitch(key))) return [];
  // From a Secret, or a ConfigMap of another stack, it may hear.
  const others = all.flatMap((container) => container.items("envFrom"));
  if (others.length > maps.length || others.some((source) => !known(source, "secretRef", is(undefined)))) return [];
  if (!all.every((container) => container.get("env").known)) return [];
  return [{ urn, path: first.at("env"), message: "does not say whether users may register" }];
}

function isAuth({ reader }: Node): boolean {
  const names = ["metadata.name", 'metadata.labels["app.kubernetes.io/name"]', "metadata.labels.app"];
  return names.some((path) => text(reader, path) === service);
}
