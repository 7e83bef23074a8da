import { demand } from "../../demand.ts";
import type { Graph, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import {
  allOf,
  anyOf,
  equals,
  type Certainty,
  hasLabels,
  isTargetGroupBinding,
  itemsOf,
  type Item,
  names,
  objectsOf,
  ofEach,
  ofKind,
  together,
  type Workload,
  workloadsOf,
} from "./objects.ts";
import { hasKey, isUnset } from "./pod.ts";

const isService = ofKind("core", "Service");
const isIngress = ofKind("networking.k8s.io", "Ingress");

export const serviceNotExposed: ResourceRule = {
  id: "service-not-exposed",
  types: (type) => isService(type) || isIngress(type),
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-025", "MC-106"],
  refs: { "kube-linter": ["exposed-services"] },
  rationale: "The one way in is the load balancer behind the CDN and the firewall; any other goes past both.",
  fix: "Use a ClusterIP Service, and register its pods with the load balancer by a TargetGroupBinding.",
  check: (resource, { type }) =>
    objectsOf(type, resource).flatMap((object) => (isService(type) ? openings(object) : ownBalancer(object))),
};

function openings(service: Reader): Finding[] {
  const isInside = (value: unknown) => value !== "NodePort" && value !== "LoadBalancer";
  return [
    ...demand(service, "spec.type", isInside, "opens a way in past the platform's load balancer"),
    ...service
      .items("spec.externalIPs")
      .map(({ path }) => ({ path, message: "draws traffic of an address that may be anybody's (CVE-2020-8554)" })),
  ];
}

/** An Ingress of AWS's controllers is a load balancer of its own, to the internet where it says so. */
function ownBalancer(ingress: Reader): Finding[] {
  const scheme = 'metadata.annotations["alb.ingress.kubernetes.io/scheme"]';
  const guards = ["alb.ingress.kubernetes.io/wafv2-acl-arn", "alb.ingress.kubernetes.io/web-acl-id"];
  const said = ingress.get(scheme);
  if (!said.known || said.value !== "internet-facing") return [];
  if (hasKey(ingress, "metadata.annotations", ...guards) !== false) return [];
  return [{ path: ingress.at(scheme), message: "opens a way in from the internet without a firewall" }];
}

export const serviceSelects: StackRule = {
  id: "service-selects",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-025", "MC-106"],
  refs: { "kube-linter": ["dangling-service", "dangling-ingress", "invalid-target-ports"] },
  rationale: "A Service whose selector or port matches no pod, or an entry without its Service, answers nothing.",
  fix: "Select labels that the pods have, target a port that their containers declare, and name a Service that is there.",
  checkStack: (graph) => {
    const services = itemsOf(graph, isService);
    const workloads = workloadsOf(graph);
    return [
      ...services.flatMap((service) => serviceFaults(service, workloads)),
      ...routesOf(graph).flatMap((route) => routeFaults(route, services)),
    ];
  },
};

function serviceFaults(service: Item, workloads: readonly Workload[]): StackFinding[] {
  const { node, object } = service;
  // Without a selector somebody else fills it; an ExternalName is a name for something outside.
  const kind = object.get("spec.type");
  if (!kind.known || kind.value === "ExternalName" || object.entries("spec.selector").length === 0) return [];
  const judged = workloads.map((workload) => ({ workload, selected: isSelected(service, workload) }));
  const selected = anyOf(judged.map(({ selected }) => selected));
  if (selected === false) {
    return [{ urn: node.urn, path: object.at("spec.selector"), message: "matches the labels of no pods in the stack" }];
  }
  // Pods that it may select, too, may have the port.
  const pods = judged.filter(({ selected }) => selected !== false).map(({ workload }) => workload);
  return object
    .items("spec.ports")
    .filter((port) => anyOf(pods.map(({ template }) => listens(template, port))) === false)
    .map((port) => ({ urn: node.urn, path: targetOf(port), message: "no container of the pods declares this port" }));
}

function isSelected(service: Item, workload: Workload): Certainty {
  const shared = together(service, workload);
  return shared === false ? false : allOf([shared, hasLabels(service.object, "spec.selector", workload.template)]);
}

/** Whether a container of a pod declares what a Service's port leads to: without a target, the same number. */
function listens(template: Reader, port: Reader): Certainty {
  const target = port.get("targetPort");
  const wanted = target.known && isUnset(target.value) ? port.get("port") : target;
  if (!wanted.known) return undefined;
  const isIts = (container: Reader) => anyOf(areMeant(container, "ports", "containerPort", wanted.value));
  // A sidecar among the init containers serves, too.
  return anyOf(["spec.initContainers", "spec.containers"].flatMap((path) => ofEach(template, path, isIts)));
}

/** Whether each port of a list is the one that is meant, by its number or name. */
function areMeant(of: Reader, list: string, number: string, meant: unknown): Certainty[] {
  return ofEach(of, list, (port) => equals(port.get(typeof meant === "string" ? "name" : number), meant));
}

function targetOf(port: Reader): string {
  return port.at(hasKey(port, "", "targetPort") === true ? "targetPort" : "port");
}

/** What sends requests to a Service. */
interface Route {
  readonly from: Item;
  /** Block with the Service's name. */
  readonly backend: Reader;
  /** Below it: the number or the name of one of its ports. */
  readonly ports: readonly string[];
}

function routesOf(graph: Graph): Route[] {
  const bindings = itemsOf(graph, isTargetGroupBinding).map((from) => ({
    from,
    backend: from.object.block("spec.serviceRef"),
    ports: ["port"],
  }));
  const ingresses = itemsOf(graph, isIngress).flatMap((from) =>
    [
      from.object.block("spec.defaultBackend.service"),
      ...from.object
        .items("spec.rules")
        .flatMap((rule) => rule.items("http.paths"))
        .map((path) => path.block("backend.service")),
    ]
      // A backend may be another resource than a Service.
      .filter((backend) => backend.entries("").length > 0)
      .map((backend) => ({ from, backend, ports: ["port.number", "port.name"] })),
  );
  return [...bindings, ...ingresses];
}

function routeFaults({ from, backend, ports }: Route, services: readonly Item[]): StackFinding[] {
  const wrong = (path: string, message: string) => [{ urn: from.node.urn, path: backend.at(path), message }];
  if (from.patch && backend.entries("").length === 0) return [];
  const judged = services.map((service) => ({ service, named: isNamed(from, backend, service) }));
  const named = anyOf(judged.map(({ named }) => named));
  if (named === false) return wrong("name", "names no Service that the stack declares in the namespace");
  const found = judged.filter(({ named }) => named !== false).map(({ service }) => service);
  return ports
    .filter((path) => {
      const port = backend.get(path);
      if (!port.known || isUnset(port.value)) return false;
      return anyOf(found.flatMap(({ object }) => areMeant(object, "spec.ports", "port", port.value))) === false;
    })
    .flatMap((path) => wrong(path, "the Service has no such port"));
}

function isNamed(from: Item, backend: Reader, service: Item): Certainty {
  const shared = together(from, service);
  return shared === false ? false : allOf([shared, names(from, backend, "name", service)]);
}
