import type { Reader, Reading } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers } from "../pods.ts";
import { isUnset, ofEachPod, type Pod } from "./pod.ts";

export const resourcesSet: ResourceRule = {
  id: "resources-set",
  types: carriesPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-005", "MT-051", "MT-052", "MC-186", "MC-187"],
  refs: {
    checkov: ["CKV_K8S_10", "CKV_K8S_11", "CKV_K8S_12", "CKV_K8S_13"],
    "kube-linter": ["unset-cpu-requirements", "unset-memory-requirements"],
  },
  rationale: "A node then holds what it promised, and a container that leaks ends alone and not with its neighbors.",
  fix: "Set requests for cpu and memory, a memory limit equal to its request, and a limit for ephemeral-storage.",
  // Kubernetes takes no resources for ephemeral containers. A CPU limit is not asked for: it costs latency when it bites.
  check: ofEachPod((pod) =>
    containers(pod.template, "initContainers", "containers").flatMap((container) => faults(pod, container)),
  ),
};

interface Demanded {
  /** Where it is asked for; the first is where a finding points. */
  readonly paths: readonly string[];
  /** Whether the pod may say it for all its containers (Kubernetes 1.34). */
  readonly byPod: boolean;
  readonly message: string;
}

// A limit without a request is the request, too.
const cpuRequest: Demanded = {
  paths: ["requests.cpu", "limits.cpu"],
  byPod: true,
  message: "asks for no CPU",
};
const memoryRequest: Demanded = {
  paths: ["requests.memory", "limits.memory"],
  byPod: true,
  message: "asks for no memory",
};
const memoryLimit: Demanded = {
  paths: ["limits.memory"],
  byPod: true,
  message: "may take its node's memory",
};
const storageLimit: Demanded = {
  paths: ["limits.ephemeral-storage"],
  byPod: false,
  message: "may fill its node's disk",
};

function faults({ template, patch }: Pod, container: Reader): Finding[] {
  const own = container.block("resources");
  const common = template.block("spec.resources");
  const find = ({ paths, byPod }: Demanded) => firstSet(byPod ? [own, common] : [own], paths);
  const missing = [cpuRequest, memoryRequest, memoryLimit, storageLimit].flatMap((demanded): Finding[] => {
    const found = find(demanded);
    if (!found.known || isAmount(found.value) || (patch && isUnset(found.value))) return [];
    return [{ path: own.at(demanded.paths[0] ?? ""), message: demanded.message }];
  });
  const [request, limit] = [find(memoryRequest), find(memoryLimit)].map(amountOf);
  const differ = request !== undefined && limit !== undefined && request !== limit;
  if (!differ) return missing;
  return [...missing, { path: own.at("limits.memory"), message: "may take other memory than it asks for" }];
}

/** The first value that is set; unknown as soon as one before it is. */
function firstSet(sources: readonly Reader[], paths: readonly string[]): Reading {
  for (const source of sources) {
    for (const path of paths) {
      const reading = source.get(path);
      if (!reading.known || !isUnset(reading.value)) return reading;
    }
  }
  return { known: true, value: undefined };
}

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity, such as `500m`, `1.5Gi` or `1e3`; undefined for anything else. */
function quantityOf(value: unknown): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const [, digits, exponent = "", suffix = ""] =
    /^\+?(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|([A-Za-z]*))$/.exec(String(value)) ?? [];
  const factor = factors[suffix];
  return digits === undefined || factor === undefined ? undefined : Number(digits + exponent) * factor;
}

function isAmount(value: unknown): boolean {
  return (quantityOf(value) ?? 0) > 0;
}

function amountOf(reading: Reading): number | undefined {
  return reading.known ? quantityOf(reading.value) : undefined;
}
