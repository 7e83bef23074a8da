import { text } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Environment, Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers, podTemplates } from "../pods.ts";
import { carriesSettings, workloadSettings } from "../workload-settings.ts";
import { clientSettings, isClientConfig } from "./client-config.ts";

const recordType = "aws:route53/record:Record";

/** Port of the development backend (MT-018, MT-063 to MT-065). */
const devPort = 5002;

export const noDevEndpoints: ResourceRule = {
  id: "no-dev-endpoints",
  types: (type) => carriesSettings(type) || isClientConfig(type) || type === recordType,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-003", "MT-014", "MT-017", "MT-018", "MT-063", "MT-064", "MT-065"],
  refs: {},
  rationale: "What points at a developer's machine, at staging or at a placeholder works for nobody in production.",
  fix: "Name the public host of this stack, or a service inside the cluster.",
  check: (inputs, { type, environment }) => {
    // A dev stack is where such addresses belong.
    if (environment === "dev") return "not-applicable";
    if (type === recordType) return recordFaults(inputs, environment);
    if (isClientConfig(type)) {
      return clientSettings(type, inputs).flatMap(({ path, value }) => faults(path, value, environment));
    }
    return [
      ...workloadSettings(type, inputs).flatMap(({ path, value }) => faults(path, value() ?? "", environment)),
      ...(carriesPods(type) ? portFaults(type, inputs) : []),
    ];
  },
};

function faults(path: string, value: string, environment: Environment): Finding[] {
  const message = isOfDevelopment(value)
    ? "is an address of a development machine"
    : /\byour-?(domain|company|host|site)\b/i.test(value)
      ? "is a placeholder"
      : environment === "prod" && namesStaging(value)
        ? "is an address of staging"
        : undefined;
  return message === undefined ? [] : [{ path, message }];
}

const machine = /(?<![\w.-])(localhost|127(\.\d{1,3}){3}|192\.168(\.\d{1,3}){1,2}|host\.docker\.internal)(?![\w-])/i;

function isOfDevelopment(value: string): boolean {
  return machine.test(value) || value.includes("[::1]") || new RegExp(`:${devPort}(?!\\d)`).test(value);
}

/** Whether a host in a text has a word such as `staging` in its name. Versions and names of files are no hosts. */
function namesStaging(value: string): boolean {
  const hosts = value.matchAll(/(?:^|[\s,;="'@(]|:\/\/)((?:[a-z0-9_-]+\.)+([a-z][a-z0-9-]*))/gi);
  return [...hosts].some(
    ([, host = "", last = ""]) =>
      !/^(json|ya?ml|conf|env|sql)$/i.test(last) &&
      host.split(/[._-]/).some((word) => /^(staging|stage|stg)$/i.test(word)),
  );
}

/** Records that lead to a host; what others hold is text. */
const leading = new Set(["A", "AAAA", "CNAME", "MX", "NS", "SRV"]);

function recordFaults(record: Reader, environment: Environment): Finding[] | "not-applicable" {
  const type = record.get("type");
  if (!type.known) return [];
  if (typeof type.value === "string" && !leading.has(type.value)) return "not-applicable";
  const places = [
    record.block("name"),
    ...record.items("records"),
    ...record.items("aliases").map((alias) => alias.block("name")),
  ];
  return places.flatMap((place) => faults(place.path, text(place, "") ?? "", environment));
}

function portFaults(type: string, inputs: Reader): Finding[] {
  return podTemplates(type, inputs)
    .flatMap((template) => containers(template))
    .flatMap((container) => container.items("ports"))
    .flatMap((port) => {
      const number = port.get("containerPort");
      return number.known && number.value === devPort
        ? [{ path: port.at("containerPort"), message: `${devPort} is the port of the development backend` }]
        : [];
    });
}
