import { atLeast, demand, is, known, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { balancerTypes, isApplication, listenerRuleTypes, targetGroupTypes } from "../transport/balancers.ts";
import { texts } from "../transport/found.ts";
import { annotation, ingresses, isIngress } from "../transport/ingresses.ts";

export const lbHardening: ResourceRule = {
  id: "lb-hardening",
  types: balancerTypes,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-025"],
  refs: {
    checkov: ["CKV_AWS_91", "CKV_AWS_131", "CKV_AWS_150", "CKV_AWS_328"],
    fsbp: ["ELB.4", "ELB.5", "ELB.6", "ELB.12", "ELB.13"],
  },
  rationale: "The one way in refuses malformed requests, outlives the loss of a zone, and leaves a trace of who came.",
  fix: "Set dropInvalidHeaderFields, desyncMitigationMode, enableDeletionProtection, accessLogs and subnets of two zones.",
  check: (balancer, { environment }) => [
    ...(isApplication(balancer) ? requestFaults(balancer) : []),
    // Elsewhere a stack is taken down and brought up again.
    ...(environment === "prod"
      ? demand(balancer, "enableDeletionProtection", is(true), "one call deletes the load balancer")
      : []),
    ...demand(balancer, "accessLogs.enabled", is(true), "requests are not logged"),
    ...zoneFaults(balancer),
  ],
};

function requestFaults(balancer: Reader): Finding[] {
  const careful = is(undefined, "defensive", "strictest");
  return [
    ...demand(balancer, "dropInvalidHeaderFields", is(true), "malformed headers reach the pods"),
    ...demand(balancer, "desyncMitigationMode", careful, "smuggled requests reach the pods"),
  ];
}

/** A subnet lies in one zone, and a load balancer takes one of each. */
function zoneFaults(balancer: Reader): Finding[] {
  const keys = ["subnets", "subnetMappings"];
  if (keys.some((key) => balancer.items(key).length >= 2)) return [];
  const single = keys.filter((key) => balancer.items(key).length === 1);
  const [key = "subnets"] = single;
  if (single.length === 0 && keys.some((one) => !balancer.get(one).known)) return [];
  return [{ path: balancer.at(key), message: "lies in fewer than two zones" }];
}

export const targetGroupHealthcheck: ResourceRule = {
  id: "target-group-healthcheck",
  types: targetGroupTypes,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-013", "MC-164"],
  refs: { checkov: ["CKV_AWS_261"] },
  rationale:
    "Traffic moves by these checks, so they ask the service itself, and a pod that leaves finishes what it has begun.",
  fix: "Set healthCheck.path to the service's health path, matcher to 200 and deregistrationDelay to 30 or more.",
  check: (group) => {
    const type = group.get("targetType");
    if (!type.known) return [];
    if (type.value === "lambda") return "not-applicable";
    const check = group.block("healthCheck");
    return [
      ...demand(check, "enabled", is(undefined, true), "nothing checks the targets"),
      // A check by TCP has no path; HTTP is the default.
      ...(known(check, "protocol", is(undefined, "HTTP", "HTTPS")) ? answerFaults(group, check) : []),
      ...demand(group, "deregistrationDelay", (delay) => delay === undefined || seconds30(delay), drain),
    ];
  },
};

const drain = "requests are cut off in less than the 30 seconds that pods take to stop";
const seconds30 = atLeast(30);

/** A segment of the path says that it is for checks. */
const healthPath = /\/(health|healthz|healthcheck|health-check|ready|readyz|readiness|live|livez|liveness)(\/|\?|$)/;

function answerFaults(group: Reader, check: Reader): Finding[] {
  // What gRPC calls a success is another number, and has a path of its own.
  if (!known(group, "protocolVersion", (version) => version !== "GRPC")) return [];
  // Behind a network load balancer the default takes redirects for healthy.
  const ofNetwork = known(group, "protocol", is("TCP", "TLS", "UDP", "TCP_UDP"));
  return [
    ...demand(check, "path", matches(healthPath), "not the service's own health path"),
    ...demand(
      check,
      "matcher",
      is("200", ...(ofNetwork ? [] : [undefined])),
      "other answers than 200 count as healthy",
    ),
  ];
}

export const wsIdleTimeout: ResourceRule = {
  id: "ws-idle-timeout",
  types: (type) => [...balancerTypes, ...listenerRuleTypes].includes(type) || isIngress(type),
  severity: "medium",
  level: "advisory",
  requirements: ["MT-030", "MT-067"],
  refs: {},
  rationale:
    "A hub's connection is silent between two keep-alives, and its negotiation and its socket meet the same color.",
  fix: "Set the idle timeout to 60 seconds or more, and stickiness where the traffic of a hub is split.",
  check: (inputs, { type }) => {
    if (isIngress(type)) return ingresses(type, inputs).flatMap(ingressFaults);
    if (listenerRuleTypes.includes(type)) return splitFaults(inputs);
    const kind = inputs.get("loadBalancerType");
    if (!kind.known) return [];
    if (!is(undefined, "application")(kind.value)) return "not-applicable";
    return demand(inputs, "idleTimeout", (timeout) => timeout === undefined || seconds60(timeout), silence);
  },
};

const silence = "cuts a silent connection before the next keep-alive";
const seconds60 = atLeast(60);
const hubPath = /\/(hubs|hub|signalr|ws)([/*]|$)/i;

/** Clients that skip SignalR's negotiation need no pod of their own, but a color while both have traffic. */
function splitFaults(rule: Reader): Finding[] {
  const paths = rule.items("conditions").flatMap((condition) => texts(condition, "pathPattern.values"));
  if (!paths.some(({ value }) => hubPath.test(value))) return [];
  return rule.items("actions").flatMap((action) => {
    const groups = action.items("forward.targetGroups");
    // A group without a weight has 1.
    const busy = groups.filter((group) => known(group, "weight", (weight) => weight !== 0));
    return busy.length < 2
      ? []
      : demand(action, "forward.stickiness.enabled", is(true), "a hub's requests change color");
  });
}

const alb = "alb.ingress.kubernetes.io/";
const nginx = "nginx.ingress.kubernetes.io/";

function ingressFaults(ingress: Reader): Finding[] {
  const long = (pattern: RegExp) => (value: unknown) => {
    const [, seconds] = typeof value === "string" ? (pattern.exec(value) ?? []) : [];
    return seconds === undefined || Number(seconds) >= 60;
  };
  const attributes = annotation(`${alb}load-balancer-attributes`);
  const timeouts = ["proxy-read-timeout", "proxy-send-timeout"].map((name) => annotation(nginx + name));
  return [
    ...demand(ingress, attributes, long(/idle_timeout\.timeout_seconds=(\d+)/), silence),
    ...timeouts.flatMap((path) => demand(ingress, path, long(/^\s*(\d+)/), silence)),
    ...affinityFaults(ingress),
  ];
}

function affinityFaults(ingress: Reader): Finding[] {
  const paths = ingress.items("spec.rules").flatMap((rule) => rule.items("http.paths"));
  if (!paths.some((path) => known(path, "path", matches(hubPath)))) return [];
  const isSticky = (name: string, pattern: RegExp) => {
    const reading = ingress.get(annotation(name));
    return !reading.known || matches(pattern)(reading.value);
  };
  const either =
    isSticky(`${nginx}affinity`, /^cookie$/) || isSticky(`${alb}target-group-attributes`, /stickiness\.enabled=true/);
  return either ? [] : [{ path: ingress.at("metadata.annotations"), message: "requests of a hub change pods" }];
}
