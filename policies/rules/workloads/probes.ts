import { atMost, demand, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers, keepsPods } from "../pods.ts";
import { anyOf, equals, ofEach, ofKind } from "./objects.ts";
import { hasKey, ofEachPod, ofServingPods, type Pod, setBy } from "./pod.ts";

const probes = ["startupProbe", "readinessProbe", "livenessProbe"] as const;
const handlers = ["httpGet", "tcpSocket", "grpc", "exec"] as const;

/** Kubernetes' defaults (API reference, Probe). */
const defaults = { initialDelaySeconds: 0, periodSeconds: 10, failureThreshold: 3 } as const;

/** A container that needs longer to start than the default probes bear with, by its own probes' delay. */
const slowSeconds = defaults.periodSeconds * defaults.failureThreshold;

export const probesSet: ResourceRule = {
  id: "probes-set",
  types: keepsPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-013", "MT-047", "MC-130", "MC-138"],
  refs: {
    checkov: ["CKV_K8S_8", "CKV_K8S_9"],
    "kube-linter": ["no-liveness-probe", "no-readiness-probe", "liveness-port", "readiness-port", "startup-port"],
  },
  rationale: "Only what answers gets traffic, and what hangs is restarted, though not before it is out of traffic.",
  fix: "Set a readinessProbe and a more patient livenessProbe on declared ports, and a startupProbe for a slow start.",
  check: ofServingPods((pod) => containers(pod.template, "containers").flatMap((one) => probeFaults(pod, one))),
};

function probeFaults(pod: Pod, container: Reader): Finding[] {
  const { patch } = pod;
  const missing = (["readinessProbe", "livenessProbe"] as const)
    .filter((probe) => !patch && isProbed(container, probe) === false)
    .map((probe) => ({ path: container.at(probe), message: "the container has no such probe" }));
  const ports = patch ? [] : probes.flatMap((probe) => portFaults(container, probe));
  return [...missing, ...ports, ...(patch ? [] : paceFaults(container))];
}

function isProbed(container: Reader, probe: (typeof probes)[number]): boolean | undefined {
  return hasKey(container, probe, ...handlers);
}

function portFaults(container: Reader, probe: (typeof probes)[number]): Finding[] {
  const asked = container.entries(probe).map(([handler]) => handler);
  return handlers
    .filter((handler) => handler !== "exec" && asked.includes(handler))
    .map((handler) => `${probe}.${handler}.port`)
    .filter((path) => {
      const port = container.get(path);
      return port.known && isDeclared(container, port.value) === false;
    })
    .map((path) => ({ path: container.at(path), message: "asks a port that the container does not declare" }));
}

/** Whether a container declares a port, by its number or name; undefined where its ports are not known. */
function isDeclared(container: Reader, port: unknown): boolean | undefined {
  // Digits alone are a number to the kubelet, even as text.
  const wanted = typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port;
  if (wanted === undefined) return false;
  return anyOf(
    ofEach(container, "ports", (one) => anyOf(["containerPort", "name"].map((key) => equals(one.get(key), wanted)))),
  );
}

function paceFaults(container: Reader): Finding[] {
  const [startup, readiness, liveness] = probes.map((probe) => isProbed(container, probe));
  const findings: Finding[] = [];
  if (readiness === true && liveness === true) {
    const [out, restart] = [budgetOf(container, "readinessProbe"), budgetOf(container, "livenessProbe")];
    if (out !== undefined && restart !== undefined && restart <= out) {
      const message = `restarts the container after ${restart} s, and ${out} s take it out of traffic`;
      findings.push({ path: container.at("livenessProbe.failureThreshold"), message });
    }
  }
  const delays = (["readinessProbe", "livenessProbe"] as const).map(
    (probe) => secondsOf(container, probe, "initialDelaySeconds") ?? 0,
  );
  if (startup === false && Math.max(...delays) > slowSeconds) {
    const message = "starts slowly, and what waits for that also waits whenever it is restarted";
    findings.push({ path: container.at("startupProbe"), message });
  }
  return findings;
}

/** Seconds of failures that a probe bears with. */
function budgetOf(container: Reader, probe: (typeof probes)[number]): number | undefined {
  const period = secondsOf(container, probe, "periodSeconds");
  const failures = secondsOf(container, probe, "failureThreshold");
  return period === undefined || failures === undefined ? undefined : period * failures;
}

function secondsOf(container: Reader, probe: (typeof probes)[number], key: keyof typeof defaults): number | undefined {
  const reading = container.get(`${probe}.${key}`);
  if (!reading.known) return undefined;
  return typeof reading.value === "number" ? reading.value : defaults[key];
}

/** Where services say how they are: MT-023, MT-024 and MC-094 to MC-096. */
const healthPath = /^\/(health|api\/health|api\/v1(\/[\w-]+)+\/health)$/;

export const probePathKnown: ResourceRule = {
  id: "probe-path-known",
  types: carriesPods,
  severity: "medium",
  level: "mandatory",
  requirements: ["MT-023", "MT-024", "MT-046", "MC-094", "MC-095", "MC-096", "MC-141"],
  refs: {},
  rationale: "A probe of any other path says that something answers, not that the service is well.",
  fix: "Ask /health, /api/health or /api/v1/<service>/health.",
  check: ofEachPod((pod) =>
    containers(pod.template, "initContainers", "containers").flatMap((container) =>
      probes
        .filter((probe) => container.entries(probe).some(([handler]) => handler === "httpGet"))
        .flatMap((probe) =>
          demand(container, `${probe}.httpGet.path`, setBy(pod, matches(healthPath)), "is no path of a health check"),
        ),
    ),
  ),
};

/** A release waits so long for all pods of a color, and no longer (MC-135). */
const releaseWaits = 300;

const saysDeadline = [ofKind("apps", "Deployment"), ofKind("argoproj.io", "Rollout")];

export const readyWithin300s: ResourceRule = {
  id: "ready-within-300s",
  types: keepsPods,
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-135"],
  refs: {},
  rationale: "A release waits 300 s for its pods, so by then they are ready or known to have failed.",
  fix: "Set progressDeadlineSeconds to 300 or less, and give the startup and readiness probes less than that.",
  check: ofServingPods((pod) => {
    const { type, workload, template } = pod;
    const path = "spec.progressDeadlineSeconds";
    const hasDeadline = saysDeadline.some((isOf) => isOf(type));
    const late = "gives up on its pods later than the release does";
    const deadline = hasDeadline ? workload.get(path) : undefined;
    // Pods that are late for the release are late for a deadline that is nearer, too.
    const nearest =
      deadline?.known === true && typeof deadline.value === "number"
        ? Math.min(deadline.value, releaseWaits)
        : releaseWaits;
    return [
      ...(hasDeadline ? demand(workload, path, setBy(pod, atMost(releaseWaits)), late) : []),
      ...containers(template, "containers").flatMap((container) => slowFaults(pod, container, nearest)),
    ];
  }),
};

function slowFaults({ patch }: Pod, container: Reader, deadline: number): Finding[] {
  if (patch) return [];
  return (["startupProbe", "readinessProbe"] as const).flatMap((probe) => {
    if (isProbed(container, probe) !== true) return [];
    const [delay, budget] = [secondsOf(container, probe, "initialDelaySeconds"), budgetOf(container, probe)];
    if (delay === undefined || budget === undefined || delay + budget < deadline) return [];
    const message = `bears with ${delay + budget} s without an answer, and the pod has ${deadline} s`;
    return [{ path: container.at(`${probe}.failureThreshold`), message }];
  });
}
